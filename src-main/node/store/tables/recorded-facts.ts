import { parseStored } from "../../../core/base/json.ts";
import type { Value, ValueObject } from "../../../core/base/value.ts";
import type { RunId } from "../../../core/model/ids.ts";
import type { CacheOutcome, RunKind, RunStatus } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** One run as the tables have it, its own rows only: what an export is made of. Values as stored JSON. */
export type RecordedFacts = {
  readonly id: RunId;
  readonly parent: string | null;
  readonly position: number | null;
  readonly project: string;
  readonly name: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly cache: CacheOutcome | null;
  readonly pipeline: string | null;
  readonly step: string | null;
  readonly signature: string | null;
  readonly fingerprint: string | null;
  readonly reasons: string;
  readonly stepNotes: string;
  readonly ownParams: string;
  readonly params: string;
  readonly command: string | null;
  readonly exitCode: number | null;
  readonly error: string | null;
  readonly origin: string | null;
  readonly created: number;
  readonly started: number | null;
  readonly ended: number | null;
  readonly environment: string | null;
  readonly git: string | null;
  readonly gitDiff: string | null;
  readonly graph: string | null;
  readonly selection: string | null;
  readonly workspace: string | null;
  readonly file: string | null;
  readonly notes: string;
  readonly archived: number;
  /** Null: it did not come from a file. */
  readonly line: string | null;
  readonly frozen: string | null;
  readonly bare: string | null;
};

export const recordedFacts = (database: Writable, id: RunId): RecordedFacts | null =>
  (statement(
    database,
    `SELECT runs.id, runs.parent, position, project, name, kind, status, cache, pipeline, step, signature, fingerprint, reasons,
       step_notes AS stepNotes, own_params AS ownParams, params, command, exit_code AS exitCode, error, origin, created,
       started, ended, environment, git, runs.git_diff AS gitDiff, graph, selection, workspace, file, notes,
       coalesce((SELECT archived FROM run_deletions WHERE run = runs.id), runs.archived) AS archived, line, frozen, bare
     FROM runs LEFT JOIN run_imports ON run_imports.run = runs.id WHERE runs.id = ?`,
  ).get(id) as RecordedFacts | undefined) ?? null;

export const tagsOf = (database: Writable, id: RunId): string[] =>
  statement(database, "SELECT tag FROM run_tags WHERE run = ? ORDER BY position, tag")
    .pluck()
    .all(id) as string[];

/** `json` where the value is neither text nor boolean, or is a number as it was written. */
export type RecordedProperty = {
  readonly key: string;
  readonly type: "text" | "number" | "boolean";
  readonly value: string;
  readonly json: string | null;
};

export const recordedProperties = (database: Writable, id: RunId): RecordedProperty[] =>
  statement(database, "SELECT key, type, value, json FROM run_properties WHERE run = ? ORDER BY key").all(
    id,
  ) as RecordedProperty[];

export function valueOfProperty({ type, value, json }: RecordedProperty): Value {
  if (json !== null) return parseStored(json);
  if (type === "boolean") return value === "true";
  // A whole number is one.
  return type === "number" ? (/^-?\d+$/.test(value) ? BigInt(value) : Number(value)) : value;
}

export const ownCode = (database: Writable, id: RunId): { path: string; digest: string }[] =>
  statement(database, "SELECT path, digest FROM run_code WHERE run = ? ORDER BY path").all(id) as {
    path: string;
    digest: string;
  }[];

export type OwnFile = {
  readonly name: string;
  readonly path: string | null;
  readonly digest: string;
  readonly size: number;
  readonly type: "file" | "directory";
  readonly maker: string | null;
  readonly as: string | null;
  readonly format: string | null;
};

export const ownFiles = (database: Writable, id: RunId, role: "input" | "output"): OwnFile[] =>
  statement(
    database,
    `SELECT name, path, digest, size, type, maker, meant_as AS "as", format FROM run_files
       WHERE run = ? AND role = ? ORDER BY position`,
  ).all(id, role) as OwnFile[];

/** What a run's results rest on, oldest first. */
export const ownTraces = (
  database: Writable,
  id: RunId,
): { signature: string; outputs: string; discovered: string; voided: string; accepted: number | null }[] =>
  statement(
    database,
    "SELECT signature, outputs, discovered, voided, accepted FROM traces WHERE run = ? ORDER BY id",
  ).all(id) as ReturnType<typeof ownTraces>;

/** What of a run its columns in a table are named by. The values of metrics are left out. */
export function recordedNames(
  database: Writable,
  id: RunId,
): {
  readonly params: ValueObject;
  readonly metrics: ReadonlyMap<string, number>;
  readonly properties: ValueObject;
} {
  const params = statement(database, "SELECT own_params FROM runs WHERE id = ?").pluck().get(id) as
    | string
    | undefined;
  const metrics = statement(database, "SELECT name FROM metric_series WHERE run = ? ORDER BY name")
    .pluck()
    .all(id) as string[];
  return {
    params: parseStored(params ?? "{}") as ValueObject,
    metrics: new Map(metrics.map((name) => [name, 0])),
    properties: Object.fromEntries(
      recordedProperties(database, id).map((property) => [property.key, valueOfProperty(property)]),
    ),
  };
}

/** Ids of runs that are not being deleted, in the order they came. */
export const runIds = (database: Writable): RunId[] =>
  statement(database, "SELECT id FROM runs WHERE id NOT IN (SELECT run FROM run_deletions) ORDER BY seq")
    .pluck()
    .all() as RunId[];

export function idsOfSeqs(database: Writable, seqs: readonly number[]): RunId[] {
  const find = statement(database, "SELECT id FROM runs WHERE seq = ?").pluck();
  return seqs.flatMap((seq) => (find.get(seq) as RunId | undefined) ?? []);
}

/** Runs with their steps and all below them, in the order they came, each once. */
export const withAllBelow = (database: Writable, ids: readonly RunId[]): RunId[] =>
  statement(
    database,
    `WITH RECURSIVE chosen (id) AS (
       SELECT value FROM json_each(?) UNION SELECT runs.id FROM runs JOIN chosen ON runs.parent = chosen.id)
     SELECT id FROM runs WHERE id IN chosen AND id NOT IN (SELECT run FROM run_deletions) ORDER BY seq`,
  )
    .pluck()
    .all(JSON.stringify(ids)) as RunId[];
