import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { commandKey } from "../../../src-main/node/host/key-command.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const surroundings = {
  env: { ...process.env, TABLE: "sales" },
  interpreter: { python: null, path: process.env.PATH ?? "" },
  resources: "/resources",
  library: "/library",
};

describe("the command of a cache key", () => {
  it("runs in the workspace with the user's variables; white space around what it prints is no part of it", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, { "version.txt": "v 7\n" });
    expect(
      await commandKey(surroundings, workspace, 'cat version.txt; echo " $TABLE"; echo noise >&2'),
    ).toEqual({
      ok: true,
      value: "v 7\n sales",
    });
  });

  const failing = async (command: string, limits?: { time: number; size: number }) => {
    const key = await commandKey(surroundings, temporaryFolder(), command, limits);
    return key.ok ? null : key.error.message;
  };

  it("that fails is told with its exit code and what it said", async () => {
    expect(await failing("echo 'no such table' >&2; exit 3")).toBe(
      "The command of the cache key ended with exit code 3: echo 'no such table' >&2; exit 3\nno such table",
    );
  });

  it("may neither take long nor print much", async () => {
    expect(await failing("sleep 60", { time: 100, size: 1024 })).toContain("took longer than 0.1 s");
    expect(await failing("yes", { time: 60_000, size: 1024 })).toContain("printed more than 1 KiB");
  });

  it("is not waited for by what it leaves running", async () => {
    const workspace = temporaryFolder();
    expect(await commandKey(surroundings, workspace, "sleep 60 & echo 1")).toEqual({ ok: true, value: "1" });
    expect(await commandKey(surroundings, join(workspace, "gone"), "echo 1")).toMatchObject({ ok: false });
  });

  it("ends at once, with what it started, when it is cancelled", async () => {
    const cancel = new AbortController();
    const workspace = temporaryFolder();
    const key = commandKey(surroundings, workspace, "touch begun; sleep 60", undefined, cancel.signal);
    while (!existsSync(join(workspace, "begun"))) await wait(10);
    cancel.abort();
    expect(await key).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("was cancelled") },
    });
  });
});
