import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import { migrations } from "./migrations/index.ts";

/** A connection that may write. */
export type Writable = Database.Database;

/** `SIGN` as a number: marks the file as ours. */
const applicationId = 0x5349474e;

/**
 * Opens a library's database, made when it is not there, and brings it to this version's tables. A file that is no
 * database of ours, or that a newer version wrote, is refused and left as it is.
 */
export function openDatabase(path: string): Result<Writable, Failure> {
  const refuse = (message: string) => err<Failure>({ kind: "library", message, diagnostics: [] });
  let database: Writable | undefined;
  try {
    const fresh = !existsSync(path);
    database = new Database(path, nativeOptions());
    // Looked at before anything is set: the journal mode is written into the file.
    const owner = database.pragma("application_id", { simple: true });
    const version = database.pragma("user_version", { simple: true }) as number;
    if (!fresh && owner !== applicationId && hasTables(database)) {
      database.close();
      return refuse(`${path} is not a Signet library: it was left as it is`);
    }
    if (version > migrations.length) {
      database.close();
      return refuse(
        `${path} was written by a newer Signet (version ${version} of its tables, this one knows ${migrations.length}): update Signet`,
      );
    }
    setPragmas(database);
    migrate(database);
    checkPragmas(database);
    return ok(database);
  } catch (error) {
    database?.close();
    return refuse(`The library's database ${path} cannot be opened: ${(error as Error).message}`);
  }
}

/** A runtime with an older Node-API brings its own build of the addon. */
function nativeOptions(): Database.Options {
  const binding = process.env.SIGNET_SQLITE_BINDING;
  return binding === undefined || binding === "" ? {} : { nativeBinding: binding };
}

const pragmas = {
  journal_mode: "wal",
  // better-sqlite3 is built to fall back to NORMAL in WAL mode unless this is set.
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: 10_000,
  trusted_schema: 0,
  cell_size_check: 1,
} as const;

function setPragmas(database: Writable): void {
  database.pragma(`busy_timeout = ${pragmas.busy_timeout}`);
  for (const [name, value] of Object.entries(pragmas)) database.pragma(`${name} = ${value}`);
}

/** Reads the pragmas back: one that did not hold would cost data silently. */
function checkPragmas(database: Writable): void {
  for (const [name, wanted] of Object.entries(pragmas)) {
    const actual = database.pragma(name === "busy_timeout" ? "busy_timeout" : name, { simple: true });
    if (actual !== wanted) throw new Error(`pragma ${name} is ${actual}, not ${wanted}`);
  }
}

const hasTables = (database: Writable): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined;

/** Each migration is one transaction; another process that migrates at the same time is waited for. */
function migrate(database: Writable): void {
  for (;;) {
    const version = database.pragma("user_version", { simple: true }) as number;
    const next = migrations[version];
    if (next === undefined) return;
    database
      .transaction(() => {
        const now = database.pragma("user_version", { simple: true }) as number;
        if (now !== version) return;
        database.exec(next);
        database.pragma(`application_id = ${applicationId}`);
        database.pragma(`user_version = ${version + 1}`);
      })
      .immediate();
  }
}
