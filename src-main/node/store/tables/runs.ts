import { parseStored, storedJson } from "../../../core/base/json.ts";
import { flattenValues, type ValueObject } from "../../../core/base/value.ts";
import type { PipelineGraph } from "../../../core/model/graph.ts";
import type { Digest, PipelineId, RunId, Signature } from "../../../core/model/ids.ts";
import type { StepNote } from "../../../core/model/plan.ts";
import type { Reason } from "../../../core/model/reason.ts";
import type {
  CacheOutcome,
  CodeFile,
  Environment,
  GitState,
  RunDetail,
  RunFile,
  RunKind,
  RunRow,
  RunStatus,
} from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import { displacedBy } from "./displaced.ts";
import { intakeOf } from "./intake.ts";
import { countSummaries, lastValues, metricSummaries } from "./metrics.ts";
import { artifactsOf } from "./recorded.ts";
import { type ChosenCells, readCells } from "./row-cells.ts";
import { propertiesOf } from "./run-notes.ts";

/** What is known of a run when it is made; everything else is set as it happens. */
export type NewRun = {
  readonly id: RunId;
  readonly number: number | null;
  readonly parent: RunId | null;
  readonly position: number | null;
  readonly project: string;
  readonly name: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly pipeline: string | null;
  readonly pipelineId: PipelineId | null;
  readonly step: string | null;
  readonly workspace: string | null;
  readonly ownParams: ValueObject;
  readonly params: ValueObject;
  readonly command: string | null;
  readonly owner: string;
  readonly created: number;
  readonly started: number | null;
  readonly environment: Environment | null;
  readonly git: GitState | null;
  readonly graph: PipelineGraph | null;
  /** Absolute path of the pipeline file, of a pipeline run; null for others. */
  readonly file: string | null;
  readonly selection: RecordedSelection | null;
};

/** The choice of steps of a pipeline run. */
export type RecordedSelection = {
  readonly targets: readonly string[];
  readonly from: readonly string[];
  readonly only: readonly string[];
};

export function insertRun(database: Writable, run: NewRun): void {
  statement(
    database,
    `INSERT INTO runs (seq, id, number, parent, position, project, name, kind, status, pipeline, pipeline_id, step, workspace,
         own_params, params, command, owner, created, started, environment, git, graph, file, selection)
       VALUES ((SELECT 1 + max(highest_run.seq, (SELECT coalesce(max(seq), 0) FROM runs)) FROM highest_run),
         ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    run.id,
    run.number,
    run.parent,
    run.position,
    run.project,
    run.name,
    run.kind,
    run.status,
    run.pipeline,
    run.pipelineId,
    run.step,
    run.workspace,
    storedJson(run.ownParams),
    storedJson(run.params),
    run.command,
    run.owner,
    run.created,
    run.started,
    run.environment === null ? null : JSON.stringify(run.environment),
    run.git === null ? null : JSON.stringify(run.git),
    run.graph === null ? null : JSON.stringify(run.graph),
    run.file,
    run.selection === null ? null : JSON.stringify(run.selection),
  );
}

/** The number that the next top-level run gets: one that no run ever had. Ask inside the transaction that inserts it. */
export function nextNumber(database: Writable): number {
  return (
    (statement(
      database,
      "SELECT 1 + max(highest_run.number, (SELECT coalesce(max(number), 0) FROM runs)) FROM highest_run",
    )
      .pluck()
      .get() as number | undefined) ?? 1
  );
}

/** Columns that change while a run goes on, and nothing that a client could name. */
export type RunPatch = Partial<{
  status: RunStatus;
  cache: CacheOutcome | null;
  signature: Signature | null;
  fingerprint: string | null;
  reasons: readonly Reason[];
  step_notes: readonly StepNote[];
  exit_code: number | null;
  error: string | null;
  origin: RunId | null;
  process: string | null;
  started: number | null;
  ended: number | null;
}>;

const patchable = [
  "status",
  "cache",
  "signature",
  "fingerprint",
  "reasons",
  "step_notes",
  "exit_code",
  "error",
  "origin",
  "process",
  "started",
  "ended",
] as const;

/** A run whose results were reused may be deleted just then. */
const placeFor = (column: keyof RunPatch): string =>
  column === "origin" ? "(SELECT id FROM runs WHERE id = ?)" : "?";

/** Changes a run whose status is one of `from`. Throws when it is not: two owners would be a bug. */
export function patchRun(database: Writable, id: RunId, from: readonly RunStatus[], patch: RunPatch): void {
  const columns = patchable.filter((column) => column in patch);
  const values = columns.map((column) =>
    column === "reasons" || column === "step_notes" ? storedJson(patch[column] ?? []) : patch[column],
  ) as unknown[];
  const { changes } = statement(
    database,
    `UPDATE runs SET ${columns.map((column) => `${column} = ${placeFor(column)}`).join(", ")}
       WHERE id = ? AND status IN (${from.map(() => "?").join(", ")})`,
  ).run(...values, id, ...from);
  if (changes !== 1) throw new Error(`Run ${id} was not ${from.join(" or ")}`);
}

type RunRecord = {
  seq: number;
  id: string;
  number: number | null;
  parent: string | null;
  project: string;
  name: string;
  kind: RunKind;
  status: RunStatus;
  cache: CacheOutcome | null;
  pipeline: string | null;
  pipeline_id: string | null;
  step: string | null;
  signature: string | null;
  params: string;
  created: number;
  started: number | null;
  ended: number | null;
  archived: number;
  tags: string;
  total: number;
  finished: number;
  /** Of its own, or of the run that it reuses. */
  hasSeries: number;
};

const rowColumns = `runs.seq, runs.id, runs.number, runs.parent, runs.project, runs.name, runs.kind, runs.status, runs.cache,
  runs.pipeline, runs.pipeline_id, runs.step, runs.signature, runs.params, runs.created, runs.started, runs.ended, runs.archived,
  (SELECT json_group_array(tag ORDER BY position, tag) FROM run_tags WHERE run_tags.run = runs.id) AS tags,
  CASE runs.kind WHEN 'pipeline' THEN (SELECT count(*) FROM runs AS child WHERE child.parent = runs.id) END AS total,
  CASE runs.kind WHEN 'pipeline' THEN (SELECT count(*) FROM runs AS child WHERE child.parent = runs.id
     AND child.status NOT IN ('queued', 'starting', 'running', 'finalizing')) END AS finished,
  EXISTS (SELECT 1 FROM metric_series WHERE metric_series.run = coalesce(runs.origin, runs.id)) AS hasSeries`;

/** A row has the last values of so many metrics at most: a run may have 100,000. */
const mostRowMetrics = 200;

/** The detail of a run has the summaries of so many metrics at most. */
const mostSummaries = 1_000;

function toRow(database: Writable, record: RunRecord, cells: ChosenCells | null = null): RunRow {
  return {
    id: record.id as RunId,
    number: record.number,
    parent: record.parent as RunId | null,
    project: record.project,
    name: record.name,
    kind: record.kind,
    status: record.status,
    cache: record.cache,
    pipeline: record.pipeline,
    pipelineId: record.pipeline_id as PipelineId | null,
    step: record.step,
    signature: record.signature as Signature | null,
    created: record.created,
    started: record.started,
    ended: record.ended,
    tags: JSON.parse(record.tags) as string[],
    ...(cells === null
      ? {
          params: Object.fromEntries(flattenValues(parseStored(record.params) as ValueObject)),
          metrics: lastValues(
            hasSteps(record) || record.hasSeries === 1
              ? metricSummaries(database, record.id as RunId, {
                  isAlone: !hasSteps(record),
                  limit: mostRowMetrics,
                })
              : [],
          ),
        }
      : readCells(database, { ...record, id: record.id as RunId }, cells)),
    progress: record.kind === "pipeline" ? { total: record.total, ended: record.finished } : null,
    archived: record.archived === 1,
  };
}

/** Only these have steps: of others nobody need look for any. */
const hasSteps = ({ kind }: Pick<RunRow, "kind">): boolean => kind === "pipeline";

export function rowById(database: Writable, id: RunId): RunRow | null {
  const record = statement(database, `SELECT ${rowColumns} FROM runs WHERE runs.id = ?`).get(id) as
    | RunRecord
    | undefined;
  return record === undefined ? null : toRow(database, record);
}

/** Rows by their `seq`, in the order given; with `cells` they have only these parameters, metrics and properties. */
export function rowsBySeq(
  database: Writable,
  seqs: readonly number[],
  cells: ChosenCells | null = null,
): RunRow[] {
  const select = statement(database, `SELECT ${rowColumns} FROM runs WHERE runs.seq = ?`);
  return seqs.flatMap((seq) => {
    const record = select.get(seq) as RunRecord | undefined;
    return record === undefined ? [] : [toRow(database, record, cells)];
  });
}

function stepRows(database: Writable, parent: RunId): RunRow[] {
  const records = statement(
    database,
    `SELECT ${rowColumns} FROM runs WHERE runs.parent = ? ORDER BY runs.position`,
  ).all(parent) as RunRecord[];
  return records.map((record) => toRow(database, record));
}

type DetailRecord = {
  reasons: string;
  step_notes: string;
  own_params: string;
  command: string | null;
  exit_code: number | null;
  error: string | null;
  origin: string | null;
  origin_number: number | null;
  environment: string | null;
  git: string | null;
  git_diff: string | null;
  /** Those of the pipeline run, of a step. */
  packages: string | null;
  peak_memory: number | null;
  cpu_seconds: number | null;
  notes: string;
};

/**
 * Everything recorded about a run; `keptAt` tells where the library holds a file's bytes, null when it does not. Of all
 * metrics only where `allMetrics` says so.
 */
export function detailById(
  database: Writable,
  id: RunId,
  keptAt: (digest: Digest) => string | null,
  { allMetrics = false } = {},
): RunDetail | null {
  const row = rowById(database, id);
  if (row === null) return null;
  const detail = statement(
    database,
    `SELECT runs.reasons, runs.step_notes, runs.own_params, runs.command, runs.exit_code, runs.error, runs.origin, runs.environment, runs.git,
              coalesce(runs.git_diff, whole.git_diff) AS git_diff,
              CASE WHEN runs.parent IS NOT NULL THEN whole.environment ->> 'packages' END AS packages, runs.peak_memory, runs.cpu_seconds, runs.notes, coalesce(owner.number, origin.number) AS origin_number
       FROM runs LEFT JOIN runs AS origin ON origin.id = runs.origin LEFT JOIN runs AS owner ON owner.id = origin.parent
         LEFT JOIN runs AS whole ON whole.id = runs.parent
       WHERE runs.id = ?`,
  ).get(id) as DetailRecord;
  const isAlone = !hasSteps(row);
  const files = (role: "input" | "output") => filesOf(database, id, isAlone, role, keptAt);
  const summaries = metricSummaries(database, id, {
    isAlone,
    ...(allMetrics ? {} : { limit: mostSummaries }),
  });
  const intake = intakeOf(database, id);
  return {
    ...row,
    metrics: allMetrics ? lastValues(summaries) : row.metrics,
    steps: isAlone ? [] : stepRows(database, id),
    reasons: parseStored(detail.reasons) as unknown as Reason[],
    stepReasons: isAlone ? {} : stepReasons(database, id),
    stepNotes: parseStored(detail.step_notes) as unknown as StepNote[],
    ownParams: parseStored(detail.own_params) as ValueObject,
    command: detail.command,
    exitCode: detail.exit_code,
    error: detail.error,
    origin: detail.origin === null ? null : { run: detail.origin as RunId, number: detail.origin_number },
    inputs: files("input"),
    outputs: files("output"),
    displaced: displacedBy(database, id, isAlone).map((file) => ({
      ...file,
      kept: file.type === "file" ? keptAt(file.digest) : null,
    })),
    code: codeOf(database, id, isAlone),
    metricSummaries: summaries,
    metricCount:
      allMetrics || summaries.length < mostSummaries ? summaries.length : countSummaries(database, id),
    environment: detail.environment === null ? null : environmentOf(detail.environment, detail.packages),
    git: detail.git === null ? null : (JSON.parse(detail.git) as GitState),
    gitDiff: detail.git_diff as Digest | null,
    properties: propertiesOf(database, id),
    notes: detail.notes,
    artifacts: artifactsOf(database, id, keptAt),
    peakMemory: detail.peak_memory,
    cpuSeconds: detail.cpu_seconds,
    eventProblems:
      intake === null || intake.bad === 0 ? null : { bad: intake.bad, problems: intake.problems },
  };
}

/** Steps have the packages that were recorded once for all of them; earlier versions recorded none. */
const environmentOf = (text: string, ofWhole: string | null): Environment => {
  const known = JSON.parse(text) as Omit<Environment, "packages"> & Partial<Environment>;
  const own = known.packages ?? {};
  const isBare = Object.keys(own).length === 0 && ofWhole !== null;
  return { ...known, packages: isBare ? (JSON.parse(ofWhole) as Environment["packages"]) : own };
};

/** Why each step of a pipeline run ran or need not, by step. */
function stepReasons(database: Writable, parent: RunId): { readonly [step: string]: readonly Reason[] } {
  const rows = statement(
    database,
    "SELECT step, reasons FROM runs WHERE parent = ? AND step IS NOT NULL ORDER BY position",
  ).all(parent) as {
    step: string;
    reasons: string;
  }[];
  return Object.fromEntries(
    rows.map(({ step, reasons }) => [step, parseStored(reasons) as unknown as Reason[]]),
  );
}

/** Code of a run; of a pipeline run that of its steps. */
export function codeOf(database: Writable, id: RunId, isAlone: boolean): CodeFile[] {
  const files = isAlone
    ? statement(database, "SELECT path, digest FROM run_code WHERE run = ? ORDER BY path").all(id)
    : statement(
        database,
        "SELECT DISTINCT path, digest FROM run_code WHERE run = ? OR run IN (SELECT id FROM runs WHERE parent = ? AND step IS NOT NULL) ORDER BY path",
      ).all(id, id);
  return files as CodeFile[];
}

/** What counted for a run, or for each step of a pipeline run, as recorded: where it has no fingerprint, which files. */
export function countedCode(
  database: Writable,
  id: RunId,
): readonly {
  readonly step: string | null;
  readonly path: string;
  readonly digest: Digest;
  readonly units: string;
}[] {
  return statement(
    database,
    `SELECT runs.step, run_code.path, run_code.digest,
       (SELECT json_group_array(key) FROM json_each(runs.fingerprint, '$.code')
        WHERE substr(key, 1, length(run_code.path) + 3) = run_code.path || ' › ') AS units
     FROM runs JOIN run_code ON run_code.run = runs.id
     WHERE runs.id = @id OR (runs.parent = @id AND runs.step IS NOT NULL) ORDER BY run_code.path, runs.position`,
  ).all({ id }) as { step: string | null; path: string; digest: Digest; units: string }[];
}

/** Files of a run; a pipeline run has the sources its steps read and all that they made, each once. */
export function filesOf(
  database: Writable,
  id: RunId,
  isAlone: boolean,
  role: "input" | "output",
  keptAt: (digest: Digest) => string | null,
): RunFile[] {
  const columns = `files.name, files.path, nullif(files.digest, '') AS digest, nullif(files.size, -1) AS size, files.type,
    files.maker, files.meant_as AS "as", files.format`;
  const found = isAlone
    ? statement(
        database,
        `SELECT ${columns} FROM run_files AS files WHERE files.run = ? AND files.role = ? ORDER BY files.noted DESC, files.position`,
      ).all(id, role)
    : statement(
        database,
        `SELECT ${columns} FROM run_files AS files JOIN runs ON runs.id = files.run
         WHERE (runs.id = ? OR (runs.parent = ? AND runs.step IS NOT NULL AND (files.role = 'output' OR files.maker IS NULL))) AND files.role = ?
         ORDER BY files.noted DESC, runs.position, files.position`,
      ).all(id, id, role);
  const rows = found as Omit<RunFile, "kept">[];
  // What a step declares counts more than what its program says of the same name.
  const byName = new Map(rows.map((row) => [row.name, row]));
  return [...byName.values()].map((row) => ({
    ...row,
    kept: row.digest !== null && keptAt(row.digest) !== null,
  }));
}

export function insertFiles(
  database: Writable,
  run: RunId,
  role: "input" | "output",
  files: readonly Omit<RunFile, "kept">[],
): void {
  const insert = statement(
    database,
    "INSERT OR REPLACE INTO run_files (run, role, position, name, path, digest, size, type, maker, meant_as, format) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  files.forEach(({ name, path, digest, size, type, maker, as, format }, position) => {
    insert.run(run, role, position, name, path, digest ?? "", size ?? -1, type, maker, as, format);
  });
}

export function insertCode(database: Writable, run: RunId, code: { readonly [path: string]: Digest }): void {
  const insert = statement(database, "INSERT OR REPLACE INTO run_code (run, path, digest) VALUES (?, ?, ?)");
  for (const [path, digest] of Object.entries(code)) insert.run(run, path, digest);
}

export function insertTags(database: Writable, run: RunId, tags: readonly string[]): void {
  const insert = statement(database, "INSERT OR IGNORE INTO run_tags (run, tag) VALUES (?, ?)");
  for (const tag of tags) insert.run(run, tag);
}

/** The graph a pipeline run had; for a step, that of its pipeline run. */
export function graphOfRun(database: Writable, id: RunId): PipelineGraph | null {
  const text = statement(
    database,
    "SELECT coalesce(parent.graph, runs.graph) FROM runs LEFT JOIN runs AS parent ON parent.id = runs.parent WHERE runs.id = ?",
  )
    .pluck()
    .get(id) as string | null | undefined;
  return text == null ? null : (JSON.parse(text) as PipelineGraph);
}
