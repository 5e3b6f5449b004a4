import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { unreachable } from "../../core/base/unreachable.ts";
import { isAlive } from "../host/process-identity.ts";
import { objectPath } from "../objects/object-files.ts";
import { listBackups } from "../store/backups.ts";
import { type DatabaseFacts, readDatabaseFacts } from "../store/database-facts.ts";
import { isInUse } from "./library.ts";

/** One thing that was looked at. `remedy` says what to do; null when there is nothing to do. */
export type Check = {
  readonly name:
    | "library"
    | "space"
    | "file-system"
    | "database"
    | "backups"
    | "runs"
    | "objects"
    | "clock"
    | "python"
    | "git"
    | "versions";
  readonly status: "ok" | "warning" | "error";
  readonly text: string;
  readonly remedy: string | null;
};

type Found = Pick<Check, "status" | "text" | "remedy">;
const fine = (text: string): Found => ({ status: "ok", text, remedy: null });
const warning = (text: string, remedy: string): Found => ({ status: "warning", text, remedy });
const wrong = (text: string, remedy: string): Found => ({ status: "error", text, remedy });

export type Surroundings = {
  readonly appVersion: string;
  readonly path: string;
  /** Epoch milliseconds. */
  readonly now: number;
};

/** Looks at a library and at what Signet needs around it, and changes nothing. `folder` is absolute and need not be there. */
export function examineLibrary(folder: string, surroundings: Surroundings): Check[] {
  const database = join(folder, "signet.db");
  const facts = existsSync(database) ? readDatabaseFacts(database) : null;
  const names = [
    "library",
    "space",
    "file-system",
    "database",
    "backups",
    "runs",
    "objects",
    "clock",
    "python",
    "git",
    "versions",
  ] as const;
  return names.flatMap((name) => {
    const found = examine(name, folder, facts, surroundings);
    return found === null ? [] : [{ name, ...found }];
  });
}

/** Null for what cannot be told, because what it rests on was found wrong already. */
function examine(
  name: Check["name"],
  folder: string,
  facts: DatabaseFacts | null,
  { appVersion, path, now }: Surroundings,
): Found | null {
  switch (name) {
    case "library":
      return libraryFolder(folder);
    case "space":
      return freeSpace(folder);
    case "file-system":
      return fileSystem(folder);
    case "database":
      return facts === null ? missingDatabase(folder) : databaseState(folder, facts);
    case "backups":
      return facts === null ? null : backups(folder, facts, now);
    case "runs":
      return facts === null || "problem" in facts ? null : activeRuns(facts);
    case "objects":
      return facts === null || "problem" in facts ? null : newestOutputs(folder, facts);
    case "clock":
      return facts === null || "problem" in facts ? null : clock(facts, now);
    case "python":
      return program(
        "Python",
        path,
        [
          ["python3", "--version"],
          ["python", "--version"],
        ],
        "Pipelines in Python need it: install Python 3.8 or later, or name one by `python:` in the pipeline file",
      );
    case "git":
      return program(
        "git",
        path,
        [["git", "--version"]],
        "Runs do not record the commit of your code without it: install git",
      );
    case "versions":
      return fine(versions(appVersion, facts));
    default:
      return unreachable(name);
  }
}

function libraryFolder(folder: string): Found {
  if (!existsSync(folder)) {
    const above = nearest(folder);
    return canWrite(above)
      ? fine(`${folder} is not there yet: the first command makes it`)
      : wrong(`${folder} is not there, and cannot be made in ${above}`, "Name another folder by --library");
  }
  if (!statSync(folder).isDirectory())
    return wrong(`${folder} is no folder`, "Move the file away, or name another folder by --library");
  const closed = ["", "objects", "runs", "tmp", "signet.db"]
    .map((name) => join(folder, name))
    .find((place) => existsSync(place) && !canWrite(place));
  return closed === undefined
    ? fine(`${folder} can be written`)
    : warning(
        `${closed} cannot be written: runs can be read, and none can be made`,
        `Make it yours (\`ls -ld ${closed}\` shows whose it is), or name another library`,
      );
}

function canWrite(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder itself, or the first one above it that is there. */
function nearest(folder: string): string {
  let at = folder;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

const gigabyte = 1_000_000_000;

function freeSpace(folder: string): Found {
  const { bavail, bsize } = statfsSync(nearest(folder));
  const free = bavail * bsize;
  const text = `${(free / gigabyte).toFixed(1)} GB free`;
  const remedy =
    "`signet gc --delete` takes away what the library does not need, `signet delete` runs; both work on a full disk, too";
  if (free < gigabyte / 10) return wrong(`Only ${text}`, remedy);
  return free < gigabyte ? warning(`Only ${text}`, remedy) : fine(text);
}

/** File systems of other machines by their numbers in Linux (statfs(2)): locks and shared memory cannot be relied on there. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x01021997, "9P"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x19830326, "BeeGFS"],
  [0x564c, "NCP"],
]);
const fuse = 0x65735546;

function fileSystem(folder: string): Found | null {
  if (process.platform !== "linux") return null;
  const { type } = statfsSync(nearest(folder));
  const network = networkFileSystems.get(type);
  const remedy =
    "Keep the library on a disk of this machine: `--library` or SIGNET_LIBRARY names another folder";
  if (network !== undefined)
    return warning(
      `The library is on a network (${network}): used from two machines, its database can be damaged`,
      remedy,
    );
  if (type === fuse)
    return warning("The library is on FUSE, which may be a network or not keep locks", remedy);
  return fine("The library is on a disk of this machine");
}

function missingDatabase(folder: string): Found {
  return isInUse(folder)
    ? wrong(`${join(folder, "signet.db")} is gone, and the rest is there`, restoring(folder))
    : fine("There is no database yet");
}

function restoring(folder: string): string {
  const good = listBackups(join(folder, "backups"))[0];
  return good === undefined
    ? "There is no backup. Keep the file, and name another folder by --library to go on"
    : `Restore a backup: \`signet backup --restore ${good.file}\` keeps the present file`;
}

function databaseState(folder: string, facts: DatabaseFacts): Found {
  const database = join(folder, "signet.db");
  const restore = restoring(folder);
  if ("problem" in facts)
    return wrong(`${database} ${facts.problem}`, facts.isNewer ? "Update Signet" : restore);
  if (facts.damage.length > 0) return wrong(`${database} is damaged: ${facts.damage[0]}`, restore);
  if (facts.journalMode !== "wal")
    return warning(`${database} is not in WAL mode`, "The next command that opens the library mends that");
  const age = facts.isOld
    ? ", of an older version: the next command brings it to this one's, with a backup first"
    : "";
  return fine(`${database}: ${facts.runs} runs, tables of version ${facts.version}${age}, no damage found`);
}

const day = 86_400_000;

function backups(folder: string, facts: DatabaseFacts, now: number): Found {
  const all = listBackups(join(folder, "backups"));
  const [newest] = all;
  const remedy = "`signet backup` makes one";
  if (newest === undefined)
    return "problem" in facts || facts.runs > 0
      ? warning("There is no backup", remedy)
      : fine("No backup yet");
  const count = `${all.length} ${all.length === 1 ? "backup" : "backups"}`;
  const text = `${count}, the newest of ${new Date(newest.at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const changed = statSync(join(folder, "signet.db")).mtimeMs;
  return now - newest.at > 7 * day && changed > newest.at ? warning(text, remedy) : fine(text);
}

function activeRuns(facts: Exclude<DatabaseFacts, { readonly problem: string }>): Found {
  const gone = facts.active.filter(({ owner }) => !isAlive(owner));
  if (gone.length > 0)
    return warning(
      `${gone.length} runs and steps are noted as going on, but their process is gone`,
      "The next command that opens the library ends them, as `signet runs` does",
    );
  return fine(
    facts.active.length === 0 ? "Nothing is running" : `${facts.active.length} runs and steps are going on`,
  );
}

function newestOutputs(folder: string, facts: Exclude<DatabaseFacts, { readonly problem: string }>): Found {
  const missing = facts.newestOutputs.filter(
    ({ digest }) => !existsSync(objectPath(join(folder, "objects"), digest)),
  );
  if (missing.length === 0) return fine(`The newest ${facts.newestOutputs.length} outputs are there`);
  return warning(
    `${missing.length} of the newest ${facts.newestOutputs.length} outputs are missing`,
    "`signet verify` lists them; the steps that made them run again when they are needed",
  );
}

function clock(facts: Exclude<DatabaseFacts, { readonly problem: string }>, now: number): Found {
  const ahead = (facts.newestTime ?? 0) - now;
  const tolerance = 60_000;
  if (ahead <= tolerance) return fine(`The clock says ${new Date(now).toISOString()}`);
  return warning(
    `The newest run is of ${new Date(now + ahead).toISOString()}, and the clock says ${new Date(now).toISOString()}`,
    "Set the clock: a wrong one puts runs in a wrong order and keeps backups from being made",
  );
}

/** How long a program may take to tell its version, in milliseconds. */
const patience = 10_000;

function program(
  what: string,
  path: string,
  commands: readonly (readonly [name: string, flag: string])[],
  remedy: string,
): Found {
  for (const [name, flag] of commands) {
    const file = path
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find((candidate) => folderHolds(candidate));
    if (file === undefined) continue;
    try {
      const text = execFileSync(file, [flag], { encoding: "utf8", timeout: patience });
      return fine(`${text.trim()}, ${file}`);
    } catch (error) {
      return warning(`${file} does not tell its version: ${(error as Error).message.split("\n")[0]}`, remedy);
    }
  }
  return warning(`${what} is not on the PATH`, remedy);
}

function folderHolds(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function versions(appVersion: string, facts: DatabaseFacts | null): string {
  const { node, electron } = process.versions;
  const parts = [`Signet ${appVersion}`, `Node ${node}`];
  if (electron !== undefined) parts.push(`Electron ${electron}`);
  if (facts !== null) parts.push(`SQLite ${facts.sqlite}`);
  return parts.join(", ");
}
