import { plainJson, storedJson } from "../../../core/base/json.ts";
import { isValueObject, type Value, type ValueObject } from "../../../core/base/value.ts";
import { blankRecord } from "../../../core/interchange/blank-record.ts";
import { printRecord } from "../../../core/interchange/print-record.ts";
import type {
  EnvironmentRecord,
  FileRecord,
  MetricRecord,
  RunRecord,
} from "../../../core/interchange/record.ts";
import type { Digest, RunId } from "../../../core/model/ids.ts";
import type { RunArtifact } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { pointsFrom } from "../series/points.ts";
import { statement } from "../statement.ts";
import { awaitAgain, linkAwaiting, linkOrAwait } from "./awaited-runs.ts";
import type { NewSeries } from "./metrics.ts";

/** A run whose bytes are in the library: every text and file of `record` that has some has their digest. */
export type PlacedRun = {
  readonly record: RunRecord;
  /** Digest of what it was read from. */
  readonly line: string;
  readonly gitDiff: Digest | null;
};

/** What is known of an imported run: what it was read from. Null: it did not come from a file, or is not there. */
export const importedLine = (database: Writable, id: RunId): string | null =>
  (statement(database, "SELECT line FROM run_imports WHERE run = ?").pluck().get(id) as string | undefined) ??
  null;

/** Notes that a run is the same as a line that is written otherwise. */
export const setImportedLine = (database: Writable, id: RunId, line: string): void =>
  void statement(database, "UPDATE run_imports SET line = ? WHERE run = ?").run(line, id);

/**
 * Puts a run in, or what a file says in the place of everything recorded of one; its steps, and its number if it stays at
 * the top, are kept. All but the search index and the metrics; inside a transaction. Answers the runs of which something else is known by it.
 */
export function writeImportedRun(
  database: Writable,
  { record, line, gitDiff }: PlacedRun,
  { seq, number, now, isNew }: { seq: number; number: number; now: number; isNew: boolean },
): readonly RunId[] {
  const id = record.id as RunId;
  const { signet } = record;
  const params = storedJson(record.params);
  const parted = isNew ? [] : removeRecorded(database, id);
  statement(
    database,
    `INSERT INTO runs (seq, id, number, position, project, name, kind, status, cache, pipeline, step, signature, fingerprint,
       reasons, step_notes, own_params, params, command, exit_code, error, created, started, ended, environment, git,
       git_diff, notes, archived)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    seq,
    id,
    number,
    signet?.position ?? null,
    record.project,
    record.name,
    record.kind,
    record.status,
    signet?.cache ?? null,
    signet?.pipeline ?? null,
    signet?.step ?? null,
    signet?.signature ?? null,
    signet === null || signet.fingerprint === null ? null : storedJson(signet.fingerprint),
    storedJson(readable(signet?.reasons)),
    storedJson(readable(signet?.stepNotes)),
    params,
    signet?.effective == null ? params : storedJson(signet.effective),
    record.command,
    record.exitCode,
    record.error,
    record.created ?? record.started ?? record.ended ?? now,
    record.started,
    record.ended,
    record.environment === null ? null : plainJson(environmentValues(record.environment)),
    record.git === null ? null : gitText(record.git),
    gitDiff,
    record.notes,
    record.archived ? 1 : 0,
  );
  insertTags(database, id, record.tags);
  insertProperties(database, id, record.properties);
  insertFiles(database, id, "input", record.inputs);
  insertFiles(database, id, "output", record.outputs);
  const code = statement(database, "INSERT INTO run_code (run, path, digest) VALUES (?, ?, ?)");
  for (const { path, digest } of record.code) code.run(id, path, digest ?? "");
  insertArtifacts(database, id, record.artifacts, timeOf(record, now));
  statement(database, "INSERT INTO run_imports (run, line, frozen, bare) VALUES (?, ?, ?, ?)").run(
    id,
    line,
    frozenText(record),
    bareText(record.metrics),
  );
  const changed = linkOrAwait(database, id, { parent: record.parent, origin: signet?.origin ?? null });
  return [...parted, ...changed, ...linkAwaiting(database, id)];
}

/** When something was logged that bears no time. */
const timeOf = ({ ended, started, created }: RunRecord, now: number): number =>
  ended ?? started ?? created ?? now;

/** The metrics of a run, to be put in after it. */
export function* importedSeries(record: RunRecord, now: number): Generator<NewSeries> {
  for (const [name, metric] of record.metrics)
    yield { run: record.id as RunId, name, points: pointsOf(metric, timeOf(record, now)) };
}

/** Takes a run away and leaves those that refer to it waiting for it. */
function removeRecorded(database: Writable, id: RunId): readonly RunId[] {
  const parted = awaitAgain(database, id);
  statement(database, "DELETE FROM runs WHERE id = ?").run(id);
  return parted;
}

const pointsOf = (metric: MetricRecord, time: number) =>
  typeof metric === "number"
    ? pointsFrom({ steps: [0], times: [time], values: [metric] })
    : pointsFrom({
        steps: metric.map(([step]) => step),
        times: metric.map(([, at]) => at),
        values: metric.map(([, , value]) => value),
      });

/** Reasons and notes that people can read; what else there is stays in what is frozen. */
const readable = (items: readonly Value[] | undefined): readonly Value[] =>
  (items ?? []).filter(
    (item) =>
      isValueObject(item) &&
      typeof item.kind === "string" &&
      typeof item.text === "string" &&
      (item.subject === null || typeof item.subject === "string"),
  );

/** An environment as it is kept: what else was told stands beside what is known. */
export const environmentValues = ({ more, ...known }: EnvironmentRecord): ValueObject => ({
  ...more,
  ...known,
});

const gitText = ({ commit, branch, dirty }: NonNullable<RunRecord["git"]>): string =>
  JSON.stringify({ commit, branch, dirty });

function insertTags(database: Writable, run: RunId, tags: readonly string[]): void {
  const insert = statement(database, "INSERT INTO run_tags (run, tag, position) VALUES (?, ?, ?)");
  for (const [position, tag] of tags.entries()) insert.run(run, tag, position);
}

function insertProperties(database: Writable, run: RunId, properties: ValueObject): void {
  const insert = statement(
    database,
    "INSERT INTO run_properties (run, key, type, value, json) VALUES (?, ?, ?, ?, ?)",
  );
  for (const [key, value] of Object.entries(properties)) {
    const isNumber = typeof value === "number" || typeof value === "bigint";
    const type = isNumber ? "number" : typeof value === "boolean" ? "boolean" : "text";
    const json = type === "boolean" || typeof value === "string" ? null : storedJson(value);
    insert.run(
      run,
      key,
      type,
      typeof value === "string" ? value : isNumber ? String(value) : plainJson(value),
      json,
    );
  }
}

function insertFiles(
  database: Writable,
  run: RunId,
  role: "input" | "output",
  files: readonly FileRecord[],
): void {
  const insert = statement(
    database,
    `INSERT INTO run_files (run, role, position, name, path, digest, size, type, maker, meant_as, format)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const text = (value: Value | undefined): string | null => (typeof value === "string" ? value : null);
  for (const [position, { name, path, digest, size, type, more }] of files.entries()) {
    const as = text(more.as);
    insert.run(
      run,
      role,
      position,
      name,
      path,
      digest ?? "",
      size ?? -1,
      type,
      text(more.maker),
      as === "metrics" || as === "plot" ? as : null,
      text(more.format),
    );
  }
}

function insertArtifacts(
  database: Writable,
  run: RunId,
  artifacts: readonly FileRecord[],
  time: number,
): void {
  const insert = statement(
    database,
    `INSERT INTO run_artifacts (run, position, name, kind, path, digest, size, type, step, time)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [position, { name, path, digest, size, type, more }] of artifacts.entries())
    insert.run(
      run,
      position,
      name,
      kindOf(more.kind, path ?? name),
      path,
      digest ?? "",
      size ?? -1,
      type,
      numberOf(more.step),
      numberOf(more.time) ?? time,
    );
}

const numberOf = (value: Value | undefined): number | null =>
  typeof value === "number" || typeof value === "bigint" ? Number(value) : null;

/** As it was told, else by the ending of its name. */
function kindOf(told: Value | undefined, name: string): RunArtifact["kind"] {
  const kinds = ["file", "image", "figure", "table", "text"] as const;
  const known = kinds.find((kind) => kind === told);
  if (known !== undefined) return known;
  if (/\.(png|jpe?g|gif|webp|svg|bmp)$/i.test(name)) return "image";
  if (/\.(csv|tsv|parquet)$/i.test(name)) return "table";
  return /\.(txt|md|log|json|ya?ml)$/i.test(name) ? "text" : "file";
}

/** What the tables have no place for, or not in its order. */
function frozenText(record: RunRecord): string | null {
  const { inputs, outputs, artifacts, code, signet } = record;
  if (inputs.length + outputs.length + artifacts.length + code.length === 0 && signet === null) return null;
  return printRecord({
    // Named only because every line is.
    ...blankRecord("-", ""),
    inputs: inputs.map(withoutData),
    outputs: outputs.map(withoutData),
    artifacts: artifacts.map(withoutData),
    code: code.map((file) => ({ ...file, text: null })),
    signet,
  });
}

const withoutData = (file: FileRecord): FileRecord => ({ ...file, data: null });

function bareText(metrics: RunRecord["metrics"]): string | null {
  const names = [...metrics].flatMap(([name, metric]) => (typeof metric === "number" ? [name] : []));
  if (names.length === 0) return null;
  return names.length === metrics.size ? "all" : JSON.stringify(names);
}

/** Of every run that came from a file. */
export const importedIds = (database: Writable): string[] =>
  statement(database, "SELECT run FROM run_imports").pluck().all() as string[];
