import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import { backUp } from "../../../src-main/node/store/care.ts";
import { openDatabase, type Writable } from "../../../src-main/node/store/database.ts";
import { metricColumns } from "../../../src-main/node/store/migrations/006-metric-columns.ts";
import { migrations } from "../../../src-main/node/store/migrations/index.ts";
import { nextStep, readSeries } from "../../../src-main/node/store/tables/metrics.ts";
import { olderDatabase } from "../../helpers/older-database.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const newPath = () => join(temporaryFolder(), "signet.db");

function opened(path: string): Writable {
  const result = openDatabase(path);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function messageOf(path: string, options: Parameters<typeof openDatabase>[1] = {}): string {
  const result = openDatabase(path, options);
  if (result.ok) throw new Error("it was opened");
  expect(result.error).toMatchObject({ kind: "library", isUnwritable: false });
  return result.error.message;
}

/** A closed database with some runs in it. */
function withRuns(path: string, count = 500): void {
  const database = opened(path);
  const insert = database.prepare(
    "INSERT INTO runs (id, project, name, kind, status, created, notes) VALUES (?, 'p', 'n', 'pipeline', 'succeeded', 0, ?)",
  );
  database.transaction(() => {
    for (let at = 0; at < count; at += 1) insert.run(`run-${at}`, "note ".repeat(40));
  })();
  database.close();
}

describe("opening a library's database", () => {
  it("sets every pragma so that what was committed is safe", () => {
    const database = opened(newPath());
    database.prepare("INSERT INTO pipelines VALUES ('1', 'f', 'n', 'p', 'signet', '', 0, NULL)").run();
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect([pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")]).toEqual(["wal", 2, 1]);
    expect([pragma("trusted_schema"), pragma("cell_size_check"), pragma("busy_timeout")]).toEqual([
      0, 1, 10_000,
    ]);
    database.close();
  });

  it("has only strict tables, but for those of the full-text index", () => {
    const database = opened(newPath());
    const loose = database
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all();
    expect(loose).toEqual([]);
    database.close();
  });

  it("refuses a database that is not ours and leaves it as it is", () => {
    const path = newPath();
    const other = new Database(path);
    other.exec("CREATE TABLE mine (a)");
    other.close();
    const before = readFileSync(path);
    expect(messageOf(path)).toMatch(/not a Signet library/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe("a database that a newer version wrote", () => {
  it("is refused and left as it is, log and all, with the backup that this version can use", () => {
    const path = newPath();
    withRuns(path);
    const database = opened(path);
    backUp(database, Date.now() - 60_000);
    database.pragma("user_version = 999");
    // Copied while it is open, so that the log still has what was written last.
    const left = join(temporaryFolder(), "signet.db");
    for (const ending of ["", "-wal"]) copyFileSync(path + ending, left + ending);
    mkdirSync(join(left, "../backups"));
    const [backup = ""] = readdirSync(join(path, "../backups"));
    copyFileSync(join(path, "../backups", backup), join(left, "../backups", backup));
    database.close();
    const before = [readFileSync(left), readFileSync(`${left}-wal`)];
    expect(before[1]?.length).toBeGreaterThan(0);
    const message = messageOf(left);
    expect(message).toContain(`${left} was written by a newer Signet (version 999 of its tables`);
    expect(message).toContain("Update Signet");
    expect(message).toContain(`signet backup --restore ${join(left, "../backups", backup)} --library`);
    expect([readFileSync(left), readFileSync(`${left}-wal`)]).toEqual(before);
  });
});

describe("a damaged database", () => {
  const damages: [what: string, damage: (path: string) => void, problem: RegExp][] = [
    ["truncated", (path) => truncateSync(path, 20_000), /malformed/],
    [
      "without its first page",
      (path) => writeFileSync(path, Buffer.alloc(4096), { flag: "r+" }),
      /not a database/,
    ],
    ["no database at all", (path) => writeFileSync(path, "not a database ".repeat(400)), /not a database/],
  ];

  it.each(damages)(
    "(%s) is refused, kept byte for byte, and the newest good backup is named",
    (_what, damage, problem) => {
      const path = newPath();
      withRuns(path);
      const database = opened(path);
      const good = backUp(database, Date.now() - 172_800_000);
      const bad = backUp(database, Date.now() - 86_400_000);
      database.close();
      if (!good.ok || !bad.ok) throw new Error("no backups");
      chmodSync(bad.value.file, 0o644);
      truncateSync(bad.value.file, 30_000);
      damage(path);
      const before = readFileSync(path);
      const message = messageOf(path);
      expect(message).toMatch(problem);
      expect(message).toContain(path);
      expect(message).toContain(`signet backup --restore ${good.value.file} `);
      expect(readFileSync(path).equals(before)).toBe(true);
    },
  );

  it("is found in the middle of a table when all of it is looked through, and says so when there is no backup", () => {
    const path = newPath();
    withRuns(path);
    const bytes = readFileSync(path);
    const page = Math.floor(bytes.indexOf("note note note") / 4096) * 4096;
    bytes.fill(0xff, page, page + 40);
    writeFileSync(path, bytes);
    const message = messageOf(path, { checkAll: true });
    expect(message).toMatch(/is damaged: .+\. It was left as it is\. There is no good backup in/s);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("without a byte, or gone, is damage where a library is in use, and new where it is not", () => {
    for (const lose of [(path: string) => truncateSync(path), () => {}]) {
      const path = newPath();
      if (lose.length > 0) {
        withRuns(path);
        lose(path);
      }
      expect(messageOf(path, { isInUse: () => true })).toMatch(/it is empty|it is gone/);
      expect(existsSync(path) ? readFileSync(path).length : 0).toBe(0);
      opened(path).close();
    }
  });

  it("without a byte keeps its log, which SQLite would delete", () => {
    const path = newPath();
    withRuns(path);
    const database = opened(path);
    database.prepare("UPDATE runs SET name = 'changed'").run();
    copyFileSync(`${path}-wal`, `${path}-kept`);
    database.close();
    truncateSync(path);
    copyFileSync(`${path}-kept`, `${path}-wal`);
    const log = readFileSync(`${path}-wal`);
    expect(messageOf(path)).toMatch(/it is empty/);
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
  });
});

describe("a database of an older version", () => {
  it.each(migrations.slice(1).map((_, index) => index + 1))(
    "(%i) keeps its rows, gets the new tables, and stays as it was in a backup",
    (version) => {
      const path = newPath();
      olderDatabase(path, version);
      const database = opened(path);
      expect(database.pragma("user_version", { simple: true })).toBe(migrations.length);
      expect(database.prepare("SELECT id, parent, step_notes FROM runs ORDER BY seq").all()).toEqual([
        { id: "r", parent: null, step_notes: "[]" },
        { id: "s", parent: "r", step_notes: "[]" },
      ]);
      expect(database.prepare("SELECT run, discovered, voided, accepted FROM traces").all()).toEqual([
        { run: "s", discovered: "[]", voided: "[]", accepted: null },
      ]);
      expect(database.prepare("SELECT path, run FROM displaced").all()).toEqual([{ path: "/x", run: null }]);
      expect(shapeOf(database)).toEqual(shapeOf(opened(newPath())));
      const [backup = ""] = readdirSync(join(path, "../backups"));
      expect(backup).toMatch(new RegExp(`^signet-.*Z-before-tables-${migrations.length}\\.db$`));
      const kept = new Database(join(path, "../backups", backup), { readonly: true });
      expect(kept.pragma("user_version", { simple: true })).toBe(version);
      expect(kept.prepare("SELECT count(*) FROM runs").pluck().get()).toBe(2);
      kept.close();
      database.close();
    },
  );

  it("keeps every point of its metrics", () => {
    const path = newPath();
    olderDatabase(path, migrations.indexOf(metricColumns));
    const old = new Database(path);
    old.exec(
      "INSERT INTO metric_series (id, run, name, count, last, min, max) VALUES (7, 's', 'loss', 9000, 1, 0, 1)",
    );
    const points = Array.from({ length: 9_000 }, (_, at) => [
      at % 100,
      1.5e12 + at * 10,
      at === 5 ? Number.NaN : Math.sin(at),
    ]);
    for (let first = 0; first < points.length; first += 4_096)
      old
        .prepare("INSERT INTO metric_chunks (series, first, data) VALUES (7, ?, ?)")
        .run(first, Buffer.from(Float64Array.from(points.slice(first, first + 4_096).flat()).buffer));
    old.close();
    const database = opened(path);
    const series = readSeries(database, runId("s"), "loss", Number.POSITIVE_INFINITY);
    expect(series.steps.map((step, at) => [step, series.times[at], series.values[at]])).toEqual(points);
    expect(nextStep(database, runId("s"), "loss")).toBe(100);
    database.close();
  });

  it("is not brought to the new tables when it is damaged, or when the backup cannot be written", () => {
    const path = newPath();
    olderDatabase(path, 1);
    writeFileSync(join(path, "../backups"), "a file where the folder should be");
    const before = readFileSync(path);
    expect(messageOf(path)).toMatch(
      /was not brought to this version's tables\. The backup .* could not be written/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

const shapeOf = (database: Writable) =>
  database.prepare("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY type, name").all();
