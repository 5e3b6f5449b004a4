import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import {
  type Backup,
  isBackupDue,
  listBackups,
  newBackupFile,
  newestGoodBackup,
  oldBackups,
  pruneBackups,
  restoreBackup,
  writeBackup,
} from "../../../src-main/node/store/backups.ts";
import { backUp, backUpIfDue } from "../../../src-main/node/store/care.ts";
import { openDatabase, type Writable } from "../../../src-main/node/store/database.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const day = 86_400_000;
const noon = Date.UTC(2026, 0, 20, 12);

function newLibrary(): { path: string; backups: string; database: Writable } {
  const path = join(temporaryFolder(), "signet.db");
  const opened = openDatabase(path);
  if (!opened.ok) throw new Error(opened.error.message);
  return { path, backups: join(path, "../backups"), database: opened.value };
}

const addRun = (database: Writable, id: string): void => {
  database
    .prepare(
      "INSERT INTO runs (id, project, name, kind, status, created) VALUES (?, 'p', 'n', 'pipeline', 'succeeded', 0)",
    )
    .run(id);
};

const idsIn = (path: string): unknown[] => {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare("SELECT id FROM runs ORDER BY seq").pluck().all();
  } finally {
    database.close();
  }
};

describe("a backup", () => {
  it("has all that was committed, also by others who go on writing, and the version of the tables", () => {
    const { path, backups, database } = newLibrary();
    addRun(database, "first");
    const other = new Database(path);
    addRun(other, "second");
    other.exec("BEGIN IMMEDIATE");
    addRun(other, "not committed");
    const backup = backUp(database, noon);
    other.exec("COMMIT");
    other.close();
    database.close();
    if (!backup.ok) throw new Error(backup.error);
    expect(backup.value.file).toBe(join(backups, "signet-2026-01-20T12-00-00Z.db"));
    expect(idsIn(backup.value.file)).toEqual(["first", "second"]);
    expect(newestGoodBackup(backups)?.file).toBe(backup.value.file);
  });

  it("never takes the place of a file that is there", () => {
    const { backups, database } = newLibrary();
    mkdirSync(backups);
    writeFileSync(join(backups, "mine"), "mine");
    const backup = writeBackup(database, join(backups, "mine"));
    expect(backup.ok ? "" : backup.error).toMatch(/is there already and was left as it is/);
    expect(readFileSync(join(backups, "mine"), "utf8")).toBe("mine");
    expect(backUp(database, noon).ok && backUp(database, noon).ok).toBe(true);
    expect(listBackups(backups).map(({ file }) => file)).toEqual([
      join(backups, "signet-2026-01-20T12-00-01Z.db"),
    ]);
    database.close();
  });

  it("that cannot be written says why and leaves nothing half made", () => {
    const { backups, database } = newLibrary();
    writeFileSync(backups, "a file where the folder should be");
    const backup = backUp(database, noon);
    expect(backup.ok ? "" : backup.error).toMatch(/could not be written/);
    database.close();
  });
});

it.runIf(process.platform === "linux")(
  "a backup where no folder can be made says so, and does not wait",
  () => {
    const { database } = newLibrary();
    const backup = writeBackup(database, "/proc/none/below/copy.db");
    expect(backup.ok ? "" : backup.error).toMatch(/could not be written/);
    database.close();
  },
);

describe("the backup of the day", () => {
  it("is due when there is none, or when the newest is a day old and something changed since", () => {
    const { path, backups, database } = newLibrary();
    addRun(database, "first");
    expect(isBackupDue(path, Date.now())).toBe(true);
    expect(backUpIfDue(database)).toBe(null);
    expect(isBackupDue(path, Date.now())).toBe(false);
    database.close();
    expect(isBackupDue(path, Date.now() + 2 * day)).toBe(false);
    const again = openDatabase(path);
    if (!again.ok) throw new Error(again.error.message);
    expect(isBackupDue(path, Date.now() + 2 * day)).toBe(false);
    addRun(again.value, "second");
    expect(isBackupDue(path, Date.now() + 2 * day)).toBe(true);
    expect(isBackupDue(path, Date.now() + day / 2)).toBe(false);
    again.value.close();
    expect(listBackups(backups)).toHaveLength(1);
  });

  it("is due although the newest claims to be of a year ahead, when a clock was wrong", () => {
    const { path, database } = newLibrary();
    addRun(database, "first");
    const backup = backUp(database, Date.now() + 365 * day);
    if (!backup.ok) throw new Error(backup.error);
    utimesSync(backup.value.file, 0, 0);
    expect(isBackupDue(path, Date.now())).toBe(true);
    database.close();
  });

  it("is known from the names of the backups, which are not opened", () => {
    const { path, backups, database } = newLibrary();
    mkdirSync(backups);
    for (let back = 0; back < 8; back += 1)
      writeFileSync(newBackupFile(backups, Date.now() - back * day), "");
    expect(isBackupDue(path, Date.now())).toBe(false);
    database.close();
  });
});

describe("of the backups", () => {
  const backup = (at: number, before: number | null = null): Backup => ({
    file: `${at} ${before}`,
    at,
    before,
    bytes: 1,
  });

  it("the last of each of seven days is kept, the newest always, and the newest before a change of the tables", () => {
    const all = [
      backup(noon),
      backup(noon - 1),
      backup(noon - day),
      backup(noon - day - 2),
      backup(noon - 6 * day),
      backup(noon - 8 * day),
      backup(noon - 20 * day, 3),
      backup(noon - 40 * day, 2),
    ];
    expect(oldBackups(all, noon)).toEqual([all[1], all[3], all[5], all[7]]);
    const ancient = [backup(noon - 100 * day), backup(noon - 101 * day)];
    expect(oldBackups(ancient, noon)).toEqual([ancient[1]]);
    expect(oldBackups([], noon)).toEqual([]);
  });

  it("only ours go, with what was half written a day ago", () => {
    const folder = temporaryFolder();
    const names = [".half-1-signet-x.db", "notes.txt", "signet-2026-01-01T00-00-00Z.db", "signet-copy.db"];
    for (const name of names) writeFileSync(join(folder, name), "");
    writeFileSync(newBackupFile(folder, noon), "");
    utimesSync(join(folder, ".half-1-signet-x.db"), (noon - 2 * day) / 1000, (noon - 2 * day) / 1000);
    pruneBackups(folder, noon);
    expect(readdirSync(folder).sort()).toEqual([
      "notes.txt",
      "signet-2026-01-20T12-00-00Z.db",
      "signet-copy.db",
    ]);
  });
});

describe("restoring", () => {
  it("puts the backup in place and keeps what stood there, with its log, under another name", () => {
    const { path, database } = newLibrary();
    addRun(database, "first");
    const backup = backUp(database, noon);
    if (!backup.ok) throw new Error(backup.error);
    addRun(database, "second");
    database.close();
    truncateSync(path, 10_000);
    writeFileSync(`${path}-wal`, "a log");
    const damaged = readFileSync(path);
    const restored = restoreBackup(path, backup.value.file, noon);
    if (!restored.ok) throw new Error(restored.error);
    const kept = `${path}.replaced-2026-01-20T12-00-00Z`;
    expect(restored.value).toEqual({ kept });
    expect(readFileSync(kept).equals(damaged)).toBe(true);
    expect(readFileSync(`${kept}-wal`, "utf8")).toBe("a log");
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(idsIn(path)).toEqual(["first"]);
    expect(existsSync(backup.value.file)).toBe(true);
    const again = restoreBackup(path, backup.value.file, noon);
    expect(again).toEqual({ ok: true, value: { kept: `${path}.replaced-2026-01-20T12-00-01Z` } });
    expect(readFileSync(kept).equals(damaged)).toBe(true);
  });

  it("refuses a backup that is damaged, of another program or of a newer version, and changes nothing", () => {
    const { path, database } = newLibrary();
    addRun(database, "first");
    const backup = backUp(database, noon);
    if (!backup.ok) throw new Error(backup.error);
    database.close();
    const before = readFileSync(path);
    const messageOf = (file: string) => {
      const result = restoreBackup(path, file, noon);
      return result.ok ? "restored" : result.error;
    };
    const changed = new Database(backup.value.file);
    changed.pragma("user_version = 999");
    changed.close();
    expect(messageOf(backup.value.file)).toMatch(/newer Signet.*Nothing was changed/);
    truncateSync(backup.value.file, 8192);
    expect(messageOf(backup.value.file)).toMatch(/damaged/);
    const foreign = join(temporaryFolder(), "foreign.db");
    const other = new Database(foreign);
    other.exec("CREATE TABLE mine (a)");
    other.close();
    expect(messageOf(foreign)).toMatch(/no database of Signet's/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
