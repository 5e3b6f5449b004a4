import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../src-main/node/store/database.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

describe("opening a library's database", () => {
  it("sets every pragma so that what was committed is safe", () => {
    const opened = openDatabase(join(temporaryFolder(), "signet.db"));
    if (!opened.ok) throw new Error(opened.error.message);
    const database = opened.value;
    database.prepare("INSERT INTO pipelines VALUES ('1', 'f', 'n', 'p', 'signet', '', 0)").run();
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect([pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")]).toEqual(["wal", 2, 1]);
    expect([pragma("trusted_schema"), pragma("cell_size_check"), pragma("busy_timeout")]).toEqual([
      0, 1, 10_000,
    ]);
    database.close();
  });

  it("has only strict tables, but for those of the full-text index", () => {
    const opened = openDatabase(join(temporaryFolder(), "signet.db"));
    if (!opened.ok) throw new Error(opened.error.message);
    const loose = opened.value
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all();
    expect(loose).toEqual([]);
    opened.value.close();
  });

  it("refuses one that a newer version wrote and leaves it as it is", () => {
    const path = join(temporaryFolder(), "signet.db");
    const first = openDatabase(path);
    if (!first.ok) throw new Error(first.error.message);
    first.value.pragma("user_version = 999");
    first.value.close();
    const before = readFileSync(path);
    const again = openDatabase(path);
    expect(again.ok ? "" : again.error.message).toMatch(/written by a newer Signet/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("refuses a database that is not ours and leaves it as it is", () => {
    const path = join(temporaryFolder(), "signet.db");
    const other = new Database(path);
    other.exec("CREATE TABLE mine (a)");
    other.close();
    const before = readFileSync(path);
    const opened = openDatabase(path);
    expect(opened.ok ? "" : opened.error.message).toMatch(/not a Signet library/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("refuses a file that is no database", () => {
    const path = join(temporaryFolder(), "signet.db");
    writeFileSync(path, "not a database at all, but long enough to be looked at ".repeat(40));
    const opened = openDatabase(path);
    expect(opened.ok ? null : opened.error).toMatchObject({ kind: "library" });
  });
});
