import { plainJson, storedJson } from "../../../core/base/json.ts";
import { isValueObject, type Value, type ValueObject } from "../../../core/base/value.ts";
import { blankRecord } from "../../../core/interchange/blank-record.ts";
import { printRecord } from "../../../core/interchange/print-record.ts";
import type { EnvironmentRecord, FileRecord, RunRecord } from "../../../core/interchange/record.ts";
import type { Digest } from "../../../core/model/ids.ts";
import type { RunArtifact } from "../../../core/model/run.ts";
import type { Cell } from "../row-writer.ts";

/** A run whose bytes are in the library: every text and file of `record` that has some has their digest. */
export type PlacedRun = {
  readonly record: RunRecord;
  /** Digest of what it was read from. */
  readonly line: string;
  readonly gitDiff: Digest | null;
};

/** Columns of the tables that imported runs are written to, the metrics and the search index left aside. */
export const importedColumns = {
  runs: [
    // The first two are filled in by who writes: see `placeRows`.
    "seq",
    "number",
    "id",
    "position",
    "project",
    "name",
    "kind",
    "status",
    "cache",
    "pipeline",
    "step",
    "signature",
    "fingerprint",
    "reasons",
    "step_notes",
    "own_params",
    "params",
    "command",
    "exit_code",
    "error",
    "created",
    "started",
    "ended",
    "environment",
    "git",
    "git_diff",
    "notes",
    "archived",
  ],
  run_tags: ["run", "tag", "position"],
  run_properties: ["run", "key", "type", "value", "json"],
  run_files: [
    "run",
    "role",
    "position",
    "name",
    "path",
    "digest",
    "size",
    "type",
    "maker",
    "meant_as",
    "format",
  ],
  run_code: ["run", "path", "digest"],
  run_artifacts: ["run", "position", "name", "kind", "path", "digest", "size", "type", "step", "time"],
  run_imports: ["run", "line", "frozen", "bare"],
} as const;

/** Of each table its cells, one row after the other, a table before those that refer to it. */
export type ImportedRows = { readonly [table in keyof typeof importedColumns]: Cell[] };

export const noImportedRows = (): ImportedRows => ({
  runs: [],
  run_tags: [],
  run_properties: [],
  run_files: [],
  run_code: [],
  run_artifacts: [],
  run_imports: [],
});

/** Fills in which place the run of a row has in the library. */
export function placeRow(
  { runs }: ImportedRows,
  row: number,
  { seq, number }: { readonly seq: number; readonly number: number },
): void {
  runs[row * importedColumns.runs.length] = seq;
  runs[row * importedColumns.runs.length + 1] = number;
}

/** When a run came to be; `now` for one that bears no time. */
export const createdAt = ({ created, started, ended }: RunRecord, now: number): number =>
  created ?? started ?? ended ?? now;

/** When something of a run was logged that bears no time itself. */
export const loggedAt = ({ ended, started, created }: RunRecord, now: number): number =>
  ended ?? started ?? created ?? now;

/** Adds the rows of a run, without its place: on any thread, as nothing of the library is asked. */
export function addImportedRows(rows: ImportedRows, { record, line, gitDiff }: PlacedRun, now: number): void {
  const { id, signet } = record;
  const params = storedJson(record.params);
  rows.runs.push(
    null,
    null,
    id,
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
    createdAt(record, now),
    record.started,
    record.ended,
    record.environment === null ? null : plainJson(environmentValues(record.environment)),
    record.git === null ? null : gitText(record.git),
    gitDiff,
    record.notes,
    record.archived ? 1 : 0,
  );
  for (const [position, tag] of record.tags.entries()) rows.run_tags.push(id, tag, position);
  for (const [key, value] of Object.entries(record.properties))
    rows.run_properties.push(id, key, ...propertyCells(value));
  for (const [position, file] of record.inputs.entries())
    rows.run_files.push(id, "input", position, ...fileCells(file));
  for (const [position, file] of record.outputs.entries())
    rows.run_files.push(id, "output", position, ...fileCells(file));
  for (const { path, digest } of record.code) rows.run_code.push(id, path, digest ?? "");
  for (const [position, artifact] of record.artifacts.entries())
    rows.run_artifacts.push(id, position, ...artifactCells(artifact, loggedAt(record, now)));
  rows.run_imports.push(id, line, frozenText(record), bareText(record.metrics));
}

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

function propertyCells(value: Value): readonly Cell[] {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const type = isNumber ? "number" : typeof value === "boolean" ? "boolean" : "text";
  const json = type === "boolean" || typeof value === "string" ? null : storedJson(value);
  return [type, typeof value === "string" ? value : isNumber ? String(value) : plainJson(value), json];
}

function fileCells({ name, path, digest, size, type, more }: FileRecord): readonly Cell[] {
  const text = (value: Value | undefined): string | null => (typeof value === "string" ? value : null);
  const as = text(more.as);
  return [
    name,
    path,
    digest ?? "",
    size ?? -1,
    type,
    text(more.maker),
    as === "metrics" || as === "plot" ? as : null,
    text(more.format),
  ];
}

const artifactCells = (
  { name, path, digest, size, type, more }: FileRecord,
  time: number,
): readonly Cell[] => [
  name,
  kindOf(more.kind, path ?? name),
  path,
  digest ?? "",
  size ?? -1,
  type,
  numberOf(more.step),
  numberOf(more.time) ?? time,
];

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
