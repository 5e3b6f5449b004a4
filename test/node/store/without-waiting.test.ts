import Database from "better-sqlite3";
import { expect, it } from "vitest";
import type { Writable } from "../../../src-main/node/store/database.ts";
import { withoutWaiting } from "../../../src-main/node/store/without-waiting.ts";

it("commits without waiting for the disk, and is only done within a transaction", () => {
  const database = new Database(":memory:") as unknown as Writable;
  const synchronous = () => database.prepare("PRAGMA synchronous").pluck().get();
  expect(withoutWaiting(database, synchronous)).toBe(1);
  expect(synchronous()).toBe(2);
  expect(database.transaction(() => withoutWaiting(database, synchronous))()).toBe(2);
});
