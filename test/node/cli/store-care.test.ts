import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { jsonSchemas } from "../../../src-main/cli/json-schemas.ts";
import { listBackups } from "../../../src-main/node/store/backups.ts";
import { workedExample } from "../../fixtures/worked-example.ts";
import { type CliResult, runCli } from "../../helpers/cli.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

type Commands = "verify" | "gc" | "backup" | "doctor";

async function place(): Promise<{
  library: string;
  cli: (...args: string[]) => Promise<CliResult>;
  json: <Command extends Commands>(
    command: Command,
    ...args: string[]
  ) => Promise<ReturnType<(typeof jsonSchemas)[Command]["parse"]>>;
}> {
  const workspace = temporaryFolder();
  writeFiles(workspace, workedExample);
  const library = join(temporaryFolder(), "library");
  const cli = (...args: string[]) => runCli(library, args);
  expect((await cli("run", workspace)).code).toBe(0);
  return {
    library,
    cli,
    json: async (command, ...args) => {
      const { stdout } = await cli(command, ...args, "--json");
      return jsonSchemas[command].parse(JSON.parse(stdout)) as never;
    },
  };
}

describe("what the commands of store care print with --json", () => {
  it("is one document as its schema says", async () => {
    const { library, json } = await place();
    expect(await json("verify")).toMatchObject({ damaged: [], missing: [], database: [] });
    expect(await json("gc")).toMatchObject({ deleted: false, objects: { count: 0 } });
    const backup = await json("backup");
    if (!("file" in backup)) throw new Error("no backup");
    expect(await json("backup", "--restore", backup.file)).toEqual({
      database: join(library, "signet.db"),
      restored: backup.file,
      kept: expect.stringContaining("signet.db.replaced-"),
    });
    const doctor = await json("doctor");
    expect(doctor.library).toBe(library);
    expect(doctor.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "library",
        "space",
        "database",
        "backups",
        "runs",
        "objects",
        "clock",
        "versions",
      ]),
    );
  });
});

describe("signet backup", () => {
  it("makes one after the first command that changed the library, and none after one that did not", async () => {
    const { library, cli } = await place();
    const backups = () => readdirSync(join(library, "backups"));
    expect(backups()).toHaveLength(1);
    expect((await cli("runs")).code).toBe(0);
    expect(backups()).toHaveLength(1);
  });

  it("is made before an import of runs, of what was there, and none of a library that was empty", async () => {
    const library = join(temporaryFolder(), "library");
    const file = join(temporaryFolder(), "runs.jsonl");
    const backups = () => listBackups(join(library, "backups")).map(({ file }) => file);
    const importOf = async (id: string) => {
      writeFileSync(file, JSON.stringify({ id, name: id }));
      expect((await runCli(library, ["import", file])).code).toBe(0);
    };
    await importOf("first");
    expect(backups()).toEqual([]);
    await importOf("second");
    const [backup, ...more] = backups();
    if (backup === undefined) throw new Error("no backup");
    expect(more).toEqual([]);
    const copy = new Database(backup, { readonly: true });
    expect(copy.prepare("SELECT id FROM runs").pluck().all()).toEqual(["first"]);
    copy.close();
  });

  it("writes to a file or into a folder, and over nothing", async () => {
    const { cli } = await place();
    const folder = temporaryFolder();
    const file = join(folder, "copy.db");
    expect(await cli("backup", file)).toMatchObject({ code: 0, stdout: expect.stringContaining(file) });
    const before = readFileSync(file);
    expect(await cli("backup", file)).toMatchObject({ code: 2, stdout: "" });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect((await cli("backup", folder)).code).toBe(0);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(await cli("backup", join(file, "below-a-file"))).toMatchObject({ code: 3, stdout: "" });
  });

  it("restores nothing that is no good backup", async () => {
    const { cli } = await place();
    const file = join(temporaryFolder(), "copy.db");
    expect(await cli("backup", "--restore", file)).toMatchObject({ code: 2, stdout: "" });
    writeFileSync(file, "no database ".repeat(100));
    expect(await cli("backup", "--restore", file)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Nothing was changed"),
    });
    expect(await cli("backup", "x.db", "--restore", file)).toMatchObject({ code: 2 });
    expect((await cli("runs")).stdout).toContain("#1");
  });
});

/** Changes a database behind the back of one of its indexes. */
function withoutIndex(path: string, name: string, change: string): void {
  const schema = (sql: string, ...values: unknown[]) => {
    const database = new Database(path).unsafeMode();
    database.pragma("writable_schema = 1");
    const rows = database.prepare(sql);
    const answer = rows.reader ? rows.get(...values) : rows.run(...values);
    database.close();
    return answer;
  };
  const row = schema("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema WHERE name = ?", name);
  schema("DELETE FROM sqlite_schema WHERE name = ?", name);
  schema(change);
  schema("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", ...Object.values(row as object));
}

describe("signet doctor", () => {
  const statusOf = (checks: readonly { name: string; status: string }[], name: string) =>
    checks.find((check) => check.name === name)?.status;

  it("finds nothing wrong in a good library, and changes nothing", async () => {
    const { library, cli, json } = await place();
    const before = readdirSync(library, { recursive: true }).sort();
    const { checks } = await json("doctor");
    expect(checks.filter(({ status }) => status === "error")).toEqual([]);
    expect((await cli("doctor")).code).toBe(0);
    const after = readdirSync(library, { recursive: true }).filter(
      (name) => !/signet\.db-(wal|shm)$/.test(name as string),
    );
    expect(after.sort()).toEqual(before);
  });

  it("makes no library where there is none", async () => {
    const library = join(temporaryFolder(), "library");
    expect(await runCli(library, ["doctor"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is not there yet: the first command makes it/),
    });
    expect(existsSync(library)).toBe(false);
  });

  it("names a damaged database with the backup to restore, a missing object, a dead run, and a wrong clock", async () => {
    const { library, cli, json } = await place();
    const path = join(library, "signet.db");
    const database = new Database(path);
    database.exec(`
      UPDATE runs SET status = 'running', owner = '4194304:1:gone' WHERE number = 1;
      UPDATE runs SET ended = ${Date.now() + 86_400_000} WHERE step = 'A';`);
    const digest = database
      .prepare("SELECT digest FROM run_files WHERE role = 'output' LIMIT 1")
      .pluck()
      .get() as string;
    database.close();
    const object = join(library, "objects", digest.slice(7, 9), digest.slice(9));
    rmSync(object);
    const { checks } = await json("doctor");
    for (const name of ["runs", "objects", "clock"]) expect(statusOf(checks, name), name).toBe("warning");
    truncateSync(path, 20_000);
    const damaged = await cli("doctor");
    expect(damaged.code).toBe(1);
    expect(damaged.stdout).toMatch(/error +database +\S+signet\.db is damaged/);
    expect(damaged.stdout).toMatch(/signet backup --restore \S+\.db` keeps the present file/);
    writeFileSync(join(library, "../file"), "");
    expect((await runCli(join(library, "../file"), ["doctor"])).code).toBe(1);
  });

  it("and verify name an index that disagrees with its table, and nothing writes to such a database", async () => {
    const { library, cli } = await place();
    const path = join(library, "signet.db");
    withoutIndex(path, "runs_by_parent", "UPDATE runs SET position = position + 1 WHERE parent IS NOT NULL");
    const verified = await cli("verify");
    expect(verified).toMatchObject({ code: 1, stdout: expect.stringContaining("runs_by_parent") });
    const before = readFileSync(path);
    const doctor = await cli("doctor");
    expect(doctor).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/database .*is damaged.*runs_by_parent/),
    });
    for (const args of [["runs"], ["gc", "--delete"], ["backup"]])
      expect(await cli(...args)).toMatchObject({ code: 3, stderr: expect.stringContaining("--restore") });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("says of a database that is gone from a library in use, or is no file, what every command says", async () => {
    const { library, cli } = await place();
    const path = join(library, "signet.db");
    rmSync(path);
    expect(await cli("doctor")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/signet\.db is gone/),
    });
    execFileSync("mkfifo", [path]);
    expect(await cli("doctor")).toMatchObject({ code: 1, stdout: expect.stringMatching(/is no file/) });
    expect(await cli("runs")).toMatchObject({ code: 3, stderr: expect.stringContaining("it is no file") });
    rmSync(path);
    mkdirSync(path);
    expect(await cli("doctor")).toMatchObject({ code: 1, stdout: expect.stringMatching(/is no file/) });
    expect(await cli("runs")).toMatchObject({ code: 3, stderr: expect.stringContaining("--restore") });
  });

  it("warns when the programs that runs need are not on the PATH", async () => {
    const { library } = await place();
    const empty = temporaryFolder();
    mkdirSync(join(empty, "git"));
    const { stdout } = await runCli(library, ["doctor", "--json"], { PATH: empty });
    const { checks } = jsonSchemas.doctor.parse(JSON.parse(stdout));
    expect([statusOf(checks, "python"), statusOf(checks, "git")]).toEqual(["warning", "warning"]);
  });
});
