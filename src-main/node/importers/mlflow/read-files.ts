import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parse } from "yaml";
import type { MetricTriple } from "../../../core/interchange/record.ts";
import { artifactsBelow, isWithin, noArtifacts } from "../artifact-files.ts";
import { type Looking, see } from "../looking.ts";
import { type SourceItem, sourceProblem } from "../run-source.ts";
import { type MlflowDataset, type MlflowRun, sourceOfMlflow } from "./mlflow-run.ts";

type Meta = { readonly [key: string]: unknown };

/** Whether a folder is an MLflow file store: its experiments are folders with a `meta.yaml` that names an experiment. */
export const isMlflowStore = async (folder: string, looking?: Looking): Promise<boolean> =>
  (await experimentsIn(folder, looking).next()).done === false;

/** The runs of a file store (`mlruns`), experiment by experiment, deleted ones as archived. */
export async function* readMlflowFiles(folder: string): AsyncGenerator<SourceItem> {
  for await (const place of experimentsIn(folder)) {
    const experiment = metaIn(place);
    const isDeleted = experiment?.lifecycle_stage === "deleted";
    for (const name of foldersIn(place)) {
      const run = join(place, name);
      if (!existsSync(join(run, "meta.yaml"))) continue;
      try {
        const meta = metaIn(run);
        if (meta === null || (meta.run_id ?? meta.run_uuid) === undefined) continue;
        const read = runOf(run, meta, textOf(experiment?.name) ?? "", place, isDeleted);
        yield* read.problems;
        const files = join(run, "artifacts");
        const found = isWithin(run, files) ? artifactsBelow(files) : noArtifacts;
        yield { kind: "run", run: sourceOfMlflow(read.run, run, found) };
      } catch (error) {
        yield sourceProblem(
          "error",
          "unreadable-run",
          `The run cannot be read: ${(error as Error).message}`,
          {
            file: run,
          },
        );
      }
    }
  }
}

/** Others get a turn after so many folders. */
const foldersAtOnce = 100;

/** Folders of experiments; those that were deleted lie in `.trash`. */
async function* experimentsIn(folder: string, looking?: Looking): AsyncGenerator<string> {
  for (const store of [folder, join(folder, ".trash")].filter((place) => isWithin(folder, place)))
    for (const [at, name] of foldersIn(store).entries()) {
      if (at % foldersAtOnce === foldersAtOnce - 1) await setImmediate();
      see(looking, 1);
      const place = join(store, name);
      if (metaIn(place)?.experiment_id !== undefined && metaIn(place)?.run_id === undefined) yield place;
    }
}

function metaIn(folder: string): Meta | null {
  if (!isWithin(folder, join(folder, "meta.yaml"))) return null;
  try {
    const meta: unknown = parse(readFileSync(join(folder, "meta.yaml"), "utf8"), { maxAliasCount: 100 });
    return typeof meta === "object" && meta !== null ? (meta as Meta) : null;
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
const timeOf = (value: unknown): number | null => (typeof value === "number" && value > 0 ? value : null);

function runOf(folder: string, meta: Meta, experiment: string, place: string, isDeleted: boolean) {
  const problems: SourceItem[] = [];
  const metrics = new Map<string, readonly MetricTriple[]>();
  for (const [name, path] of filesBelow(join(folder, "metrics"))) {
    const points: MetricTriple[] = [];
    for (const [index, line] of readFileSync(path, "utf8").split("\n").entries()) {
      if (line === "") continue;
      const point = pointOf(line);
      if (point !== null) points.push(point);
      else
        problems.push(
          sourceProblem("error", "bad-point", `${name}: this is no point of MLflow's: ${line.slice(0, 60)}`, {
            file: path,
            line: index + 1,
          }),
        );
    }
    if (points.length > 0) metrics.set(name, points);
  }
  const texts = (name: string) =>
    new Map([...filesBelow(join(folder, name))].map(([key, path]) => [key, readFileSync(path, "utf8")]));
  const run: MlflowRun = {
    id: textOf(meta.run_id ?? meta.run_uuid) ?? "",
    name: textOf(meta.run_name ?? meta.name),
    experiment,
    status: textOf(meta.status) ?? "",
    start: timeOf(meta.start_time),
    end: timeOf(meta.end_time),
    isDeleted: isDeleted || meta.lifecycle_stage === "deleted",
    user: textOf(meta.user_id),
    params: texts("params"),
    metrics,
    tags: texts("tags"),
    datasets: datasetsOf(folder, place),
  };
  return { run, problems };
}

/** `timestamp value step`; older versions wrote no step. */
function pointOf(line: string): MetricTriple | null {
  const [time, value, step = "0", ...more] = line.trim().split(" ");
  const numbers = [Number(step), Number(time), numberOf(value ?? "")] as const;
  const [at, when] = numbers;
  return more.length > 0 || numbers[2] === null || Number.isNaN(at) || Number.isNaN(when)
    ? null
    : [at, when, numbers[2]];
}

/** As Python writes it. */
function numberOf(text: string): number | null {
  const special = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY }[
    text.toLowerCase()
  ];
  if (special !== undefined) return special;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}

/** What a run read, by the links in its `inputs` to the experiment's `datasets`. */
function datasetsOf(folder: string, experiment: string): MlflowDataset[] {
  const inputs = join(folder, "inputs");
  if (!isWithin(folder, inputs)) return [];
  return foldersIn(inputs).flatMap((name): MlflowDataset[] => {
    const link = metaIn(join(inputs, name));
    const id = textOf(link?.source_id);
    if (id === null || /[\\/]|^\.\.?$/.test(id)) return [];
    const place = join(experiment, "datasets", id);
    const dataset = isWithin(experiment, place) ? metaIn(place) : null;
    const tags = link?.tags as Meta | undefined;
    if (dataset === null) return [];
    return [
      {
        name: textOf(dataset.name) ?? id,
        digest: textOf(dataset.digest),
        sourceType: textOf(dataset.source_type),
        source: textOf(dataset.source),
        context: textOf(tags?.["mlflow.data.context"]),
      },
    ];
  });
}

/** Regular files by their path below a folder: MLflow makes folders of slashes in names. */
function* filesBelow(folder: string, root = folder): Generator<readonly [string, string]> {
  if (!isWithin(dirname(folder), folder)) return;
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (stats.isDirectory()) yield* filesBelow(path, root);
    else if (stats.isFile()) yield [relative(root, path).split(sep).join("/"), path];
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const foldersIn = (folder: string): string[] =>
  namesIn(folder).filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory());
