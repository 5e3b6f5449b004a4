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
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { App } from "../../../src-main/node/app/app.ts";
import { createApp } from "../../../src-main/node/app/create-app.ts";
import { type Library, openLibrary } from "../../../src-main/node/app/library.ts";
import { careFor } from "../../../src-main/node/app/library-care.ts";
import { openersOf } from "../../../src-main/node/app/open-marks.ts";
import { listBackups } from "../../../src-main/node/store/backups.ts";
import { runCli, startCli } from "../../helpers/cli.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const newFolder = () => join(temporaryFolder(), "library");

async function openFor(folder: string, check: "first" | "later" = "first"): Promise<Library> {
  const opened = await openLibrary(folder, { check });
  if (!opened.ok) throw new Error(opened.error.message);
  let isOpen = true;
  const close = () => {
    if (isOpen) opened.value.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...opened.value, close };
}

async function openApp(library: string): Promise<App> {
  const resources = join(import.meta.dirname, "../../../resources");
  const opened = await createApp({ library, resources, appVersion: "0.0.0" });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function refusalOf(folder: string): Promise<string> {
  const opened = await openLibrary(folder);
  if (!opened.ok) return opened.error.message;
  opened.value.close();
  throw new Error("it was opened");
}

const addRuns = ({ database }: Library, count = 300): void => {
  const insert = database.prepare(
    "INSERT INTO runs (id, project, name, kind, status, created, notes) VALUES (?, 'p', 'n', 'pipeline', 'succeeded', 0, ?)",
  );
  for (let at = 0; at < count; at += 1) insert.run(`run-${at}`, "note ".repeat(40));
};

/** Writes over the page of the database that holds notes of runs. */
function damageIn(folder: string): void {
  const path = join(folder, "signet.db");
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.indexOf("note note note") / 4096) * 4096;
  bytes.fill(0xff, page, page + 40);
  writeFileSync(path, bytes);
}

/** A process that opened the library, and was killed with it open. */
async function leaveOpen(folder: string): Promise<void> {
  const workspace = temporaryFolder();
  writeFiles(workspace, {
    "pipeline.yaml": 'signet: 1\nname: p\nsteps:\n  A: {run: "touch started; sleep 60"}\n',
  });
  const child = startCli(folder, ["run", join(workspace, "pipeline.yaml")]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while (!existsSync(join(workspace, "started"))) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill("SIGKILL");
  await ended;
}

describe("opening a library", () => {
  it("makes one in a folder that is empty, or where making one was ended at once", async () => {
    const folder = newFolder();
    (await openFor(folder)).close();
    const begun = newFolder();
    for (const name of ["objects", "runs", "tmp"]) mkdirSync(join(begun, name), { recursive: true });
    writeFileSync(join(begun, "signet.db"), "");
    (await openFor(begun)).close();
  });

  it("refuses a file, and says that it is one", async () => {
    const file = join(temporaryFolder(), "notes.txt");
    writeFileSync(file, "notes");
    expect(await refusalOf(file)).toBe(
      `The library ${file} cannot be used: it is a file, and a library is a folder`,
    );
    expect(readFileSync(file, "utf8")).toBe("notes");
  });

  it("refuses one whose database is gone or empty, and makes no other in its place", async () => {
    for (const lose of [(path: string) => truncateSync(path), (path: string) => rmSync(path)]) {
      const folder = newFolder();
      const library = await openFor(folder);
      await library.objects.takeText("kept");
      library.close();
      lose(join(folder, "signet.db"));
      expect(await refusalOf(folder)).toMatch(/signet\.db is damaged: it is (empty|gone).*no good backup in/);
      expect(await refusalOf(folder)).toMatch(/damaged/);
    }
  });

  it("notes every process that has it open, and nothing of those that closed it", async () => {
    const folder = newFolder();
    const [one, two] = [await openFor(folder), await openFor(folder)];
    expect(openersOf(folder)).toBe(2);
    expect(two.mark.isUnclean).toBe(false);
    one.close();
    expect(openersOf(folder)).toBe(1);
    two.close();
    expect(readdirSync(join(folder, "open"))).toEqual([]);
  });
});

describe("after an end without closing", () => {
  it("the next opening looks through all of the database, and the one after that does not", async () => {
    const folder = newFolder();
    await leaveOpen(folder);
    const next = await openFor(folder);
    expect(next.mark.isUnclean).toBe(true);
    next.close();
    const last = await openFor(folder);
    expect(last.mark.isUnclean).toBe(false);
  });

  it("damage that reading would not meet is found, and said until a backup is restored", async () => {
    const folder = newFolder();
    const library = await openFor(folder);
    addRuns(library);
    library.close();
    const backup = await runCli(folder, ["backup"]);
    expect(backup.code).toBe(0);
    await leaveOpen(folder);
    // What the killed process had in its log is on its pages by now.
    (await openFor(folder)).close();
    damageIn(folder);
    // A clean end is trusted; an end like that of a dead machine is not.
    (await openFor(folder)).close();
    writeFileSync(join(folder, "open", "4194304-1-0"), "4194304:1:another-boot");
    for (const _time of [1, 2]) {
      const message = await refusalOf(folder);
      expect(message).toMatch(/signet\.db is damaged: /);
      expect(message).toMatch(/signet backup --restore \S+ --library \S+$/);
    }
    const [, ...command] =
      /signet (backup --restore (\S+) --library (\S+))$/.exec(await refusalOf(folder)) ?? [];
    const restored = await runCli(folder, (command[0] ?? "").split(" "));
    expect(restored).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is now as it was in .*kept as/s),
    });
    const mended = await openFor(folder);
    expect(mended.database.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(mended.database.prepare("SELECT count(*) FROM runs").pluck().get()).toBe(300);
  });

  it("of one process, the others go on", async () => {
    const folder = newFolder();
    const window = await openFor(folder);
    await leaveOpen(folder);
    const command = await openFor(folder);
    expect(command.mark.isUnclean).toBe(true);
    addRuns(window, 1);
    command.close();
    expect(openersOf(folder)).toBe(1);
  });

  it("no backup is restored while somebody has the library open", async () => {
    const folder = newFolder();
    const library = await openFor(folder);
    expect((await runCli(folder, ["backup"])).code).toBe(0);
    const [backup] = listBackups(join(folder, "backups"));
    const refused = await runCli(folder, ["backup", "--restore", backup?.file ?? ""]);
    expect(refused).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("is in use by") });
    library.close();
    expect((await runCli(folder, ["backup", "--restore", backup?.file ?? ""])).code).toBe(0);
  });
});

describe("a library that stays open", () => {
  it("is looked through and backed up beside the work", async () => {
    const folder = newFolder();
    const library = await openFor(folder, "later");
    addRuns(library);
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const stop = careFor(library, warn, warn);
    while (listBackups(join(folder, "backups")).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    stop();
    expect(warnings).toEqual([]);
  });

  it("that is damaged is said to be, and refused the next time", async () => {
    const folder = newFolder();
    const first = await openFor(folder);
    addRuns(first);
    first.close();
    damageIn(folder);
    const app = await openApp(folder);
    const text = await app.damage;
    expect(text).toMatch(/signet\.db is damaged: .*It was left as it is\. There is no good backup in /);
    await app.close();
    expect(await refusalOf(folder)).toMatch(/is damaged/);
    expect(listBackups(join(folder, "backups"))).toEqual([]);
  });

  it("and whose damage shows in the midst of an answer, likewise", async () => {
    const folder = newFolder();
    const app = await openApp(folder);
    const seen: string[] = [];
    void app.damage.then((text) => seen.push(text));
    // As SQLite says it, which reads pages from memory as long as it can.
    const broken = vi.spyOn(Database.prototype, "prepare").mockImplementation(() => {
      throw new Database.SqliteError("database disk image is malformed", "SQLITE_CORRUPT");
    });
    expect(await app.call("runs.log", { id: runId("r1"), offset: 0, limit: 1 })).toMatchObject({ ok: false });
    broken.mockRestore();
    await expect.poll(() => seen).toHaveLength(1);
    expect(seen[0]).toContain("is damaged: database disk image is malformed");
    await app.close();
  });
});
