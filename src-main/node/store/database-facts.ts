import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Digest } from "../../core/model/ids.ts";
import {
  applicationId,
  damageOf,
  nativeOptions,
  newerText,
  saysDamaged,
  saysUnwritable,
} from "./check-database.ts";
import { copyDatabase } from "./database.ts";
import { migrations } from "./migrations/index.ts";

/** What a database file tells of itself; `problem` says, behind the file's name, why it cannot be used. */
export type DatabaseFacts =
  | {
      readonly problem: string;
      readonly isNewer: boolean;
      /** It could not be opened where nothing can be written. */
      readonly isUnwritable: boolean;
      readonly sqlite: string;
    }
  | {
      readonly sqlite: string;
      readonly version: number;
      /** Of an older version, so that what follows `damage` is not looked for. */
      readonly isOld: boolean;
      readonly journalMode: string;
      readonly damage: readonly string[];
      readonly runs: number;
      readonly active: readonly { readonly owner: string }[];
      /** Outputs of the newest results that may be reused. */
      readonly newestOutputs: readonly { readonly digest: Digest }[];
      /** The latest time that a run is noted with, in epoch milliseconds. */
      readonly newestTime: number | null;
    };

/** Results whose outputs are looked for. */
const newestTraces = 1_000;

/** Reads through a connection that cannot write; where SQLite cannot even read, because the folder is read-only, a copy. */
export function readDatabaseFacts(path: string): DatabaseFacts {
  const facts = factsOf(path);
  if (!("problem" in facts) || !facts.isUnwritable) return facts;
  const place = mkdtempSync(join(tmpdir(), "signet-reads-"));
  try {
    const copy = join(place, "signet.db");
    copyDatabase(path, copy);
    return factsOf(copy);
  } catch {
    return facts;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function factsOf(path: string): DatabaseFacts {
  const sqlite = sqliteVersion();
  let database: Database.Database | undefined;
  if (!statSync(path).isFile()) return { problem: "is no file", isNewer: false, isUnwritable: false, sqlite };
  try {
    database = new Database(path, { ...nativeOptions(), readonly: true });
    const unusable = { isNewer: false, isUnwritable: false, sqlite };
    const version = database.pragma("user_version", { simple: true }) as number;
    if (database.pragma("application_id", { simple: true }) !== applicationId)
      return { ...unusable, problem: "is no database of Signet's" };
    if (version > migrations.length) return { ...unusable, problem: newerText(version), isNewer: true };
    const get = (sql: string) => database?.prepare(sql).pluck().get() as number | null;
    const all = (sql: string) => database?.prepare(sql).all() as unknown[];
    const isOld = version < migrations.length;
    return {
      sqlite,
      version,
      isOld,
      journalMode: database.pragma("journal_mode", { simple: true }) as string,
      damage: damageOf(database, "full"),
      runs: get("SELECT count(*) FROM runs WHERE parent IS NULL") ?? 0,
      active: all(
        "SELECT owner FROM runs WHERE status IN ('queued', 'starting', 'running', 'finalizing') AND owner IS NOT NULL",
      ) as { owner: string }[],
      newestOutputs: isOld
        ? []
        : (all(
            `SELECT DISTINCT value ->> 'digest' AS digest FROM
               (SELECT outputs FROM traces WHERE voided = '[]' ORDER BY id DESC LIMIT ${newestTraces}) AS newest,
               json_each(newest.outputs)`,
          ) as { digest: Digest }[]),
      newestTime: get("SELECT max(max(created, coalesce(started, 0), coalesce(ended, 0))) FROM runs"),
    };
  } catch (error) {
    const { message } = error as Error;
    const problem = saysDamaged(error) ? `is damaged: ${message}` : `cannot be read: ${message}`;
    return { problem, isNewer: false, isUnwritable: saysUnwritable(error), sqlite };
  } finally {
    database?.close();
  }
}

function sqliteVersion(): string {
  const database = new Database(":memory:", nativeOptions());
  try {
    return database.prepare("SELECT sqlite_version()").pluck().get() as string;
  } finally {
    database.close();
  }
}
