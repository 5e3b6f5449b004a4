import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MetricTriple } from "../../../core/interchange/record.ts";
import { type ForeignDatabase, openForeign } from "../../store/foreign-database.ts";
import { artifactsBelow, type FoundArtifacts, isWithin, noArtifacts } from "../artifact-files.ts";
import { type SourceItem, sourceProblem } from "../run-source.ts";
import { type MlflowDataset, sourceOfMlflow } from "./mlflow-run.ts";

/** Whether a database is MLflow's: it has the tables that all of its versions have. */
export function isMlflowDatabase(path: string): boolean {
  let database: ForeignDatabase | null = null;
  try {
    database = openForeign(path);
    return database.columns("experiments").has("experiment_id") && database.columns("runs").has("run_uuid");
  } catch {
    return false;
  } finally {
    database?.close();
  }
}

type Row = { readonly [column: string]: unknown };

const textOf = (value: unknown): string | null =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "bigint"
      ? String(value)
      : null;
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** The runs of MLflow's database, as any of its versions made it. Artifacts are read where they lie beside it. */
export async function* readMlflowDatabase(path: string): AsyncGenerator<SourceItem> {
  const database = openForeign(path);
  try {
    const reader = readerOf(database);
    const elsewhere = new Set<string>();
    for (const row of [...reader.runs()]) {
      const id = textOf(row.run_uuid);
      if (id === null) continue;
      const uri = textOf(row.artifact_uri);
      const artifacts = artifactsAt(uri, dirname(path));
      if (artifacts === null && uri !== null) elsewhere.add(dirname(dirname(uri)));
      const run = {
        id,
        name: textOf(row.name),
        experiment: textOf(row.experiment) ?? "",
        status: textOf(row.status) ?? "",
        start: numberOf(row.start_time),
        end: numberOf(row.end_time),
        isDeleted: row.lifecycle_stage === "deleted" || row.experiment_stage === "deleted",
        user: textOf(row.user_id),
        ...reader.of(id),
      };
      yield { kind: "run", run: sourceOfMlflow(run, path, artifacts ?? noArtifacts) };
    }
    for (const place of elsewhere)
      yield sourceProblem("hint", "artifacts-elsewhere", `Artifacts below ${place} are not taken in`, {
        file: path,
        remedy: "Only those that lie in the folder of the database, or below it, are read.",
      });
  } finally {
    database.close();
  }
}

/** Questions that every version of the tables can answer. */
function readerOf({ columns, rows }: ForeignDatabase) {
  const [runs, metrics, inputs, datasets] = ["runs", "metrics", "inputs", "datasets"].map(columns);
  const has = (table: ReadonlySet<string> | undefined, column: string) => table?.has(column) === true;
  const optional = (column: string, otherwise = "NULL") =>
    has(runs, column) ? `runs.${column}` : `${otherwise} AS ${column}`;
  const step = has(metrics, "step") ? "step" : "0";
  const isNan = has(metrics, "is_nan") ? "is_nan" : "0";
  const hasInputs = has(inputs, "source_id") && has(datasets, "dataset_uuid");
  const texts = (table: string, id: string) =>
    new Map(
      [...rows(`SELECT key, value FROM ${table} WHERE run_uuid = ? ORDER BY key`, id)].map(
        ({ key, value }) => [textOf(key) ?? "", textOf(value) ?? ""] as const,
      ),
    );
  return {
    runs: (): Iterable<Row> =>
      rows(
        `SELECT runs.run_uuid, ${[
          "name",
          "status",
          "start_time",
          "end_time",
          "lifecycle_stage",
          "user_id",
          "artifact_uri",
        ]
          .map((column) => optional(column))
          .join(", ")}, experiments.name AS experiment, experiments.lifecycle_stage AS experiment_stage
         FROM runs LEFT JOIN experiments ON experiments.experiment_id = runs.experiment_id ORDER BY runs.rowid`,
      ),
    of: (id: string) => {
      const points = new Map<string, MetricTriple[]>();
      const found = rows(
        `SELECT key, value, timestamp, ${step} AS step, ${isNan} AS isNan FROM metrics WHERE run_uuid = ? ORDER BY key, rowid`,
        id,
      );
      for (const row of found) {
        const name = textOf(row.key) ?? "";
        const point = [numberOf(row.step) ?? 0, numberOf(row.timestamp) ?? 0, metricValue(row)] as const;
        const known = points.get(name);
        if (known === undefined) points.set(name, [point]);
        else known.push(point);
      }
      return {
        params: texts("params", id),
        tags: texts("tags", id),
        metrics: points,
        datasets: hasInputs ? [...datasetsOf(rows, id)] : [],
      };
    },
  };
}

/** MLflow cannot store infinities in SQLite: it stores the greatest float there is. */
const metricValue = ({ isNan, value }: Row): number => {
  if (isNan === 1) return Number.NaN;
  const number = numberOf(value) ?? Number.NaN;
  return Math.abs(number) >= Number.MAX_VALUE ? Math.sign(number) * Number.POSITIVE_INFINITY : number;
};

function* datasetsOf(rows: ForeignDatabase["rows"], id: string): Generator<MlflowDataset> {
  const found = rows(
    `SELECT datasets.name, datasets.digest, datasets.dataset_source_type AS type, datasets.dataset_source AS source,
       (SELECT value FROM input_tags WHERE input_tags.input_uuid = inputs.input_uuid AND name = 'mlflow.data.context') AS context
     FROM inputs JOIN datasets ON datasets.dataset_uuid = inputs.source_id
     WHERE inputs.destination_id = ? AND inputs.source_type = 'DATASET' ORDER BY inputs.rowid`,
    id,
  );
  for (const { name, digest, type, source, context } of found)
    yield {
      name: textOf(name) ?? "",
      digest: textOf(digest),
      sourceType: textOf(type),
      source: textOf(source),
      context: textOf(context),
    };
}

/** Null: they are not where they may be read. A folder that was moved with its database is found all the same. */
function artifactsAt(uri: string | null, folder: string): FoundArtifacts | null {
  if (uri === null) return noArtifacts;
  const path = pathOf(uri, folder);
  if (path === null) return null;
  if (isWithin(folder, path)) return artifactsBelow(path);
  const parts = path.split("/");
  for (let kept = Math.min(parts.length, 5); kept >= 2; kept -= 1) {
    const moved = join(folder, ...parts.slice(-kept));
    if (isWithin(folder, moved)) return artifactsBelow(moved);
  }
  // A run without artifacts has no folder.
  return existsSync(path) ? null : noArtifacts;
}

function pathOf(uri: string, folder: string): string | null {
  if (uri.startsWith("file:")) {
    try {
      return fileURLToPath(uri);
    } catch {
      return null;
    }
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(uri)) return null;
  return uri.startsWith("/") ? uri : join(folder, uri);
}
