import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { parse } from "yaml";
import { parsePlainJson } from "../../../core/base/json.ts";
import { isValueObject, type Value, type ValueObject } from "../../../core/base/value.ts";
import { blankRecord } from "../../../core/interchange/blank-record.ts";
import { printRecord } from "../../../core/interchange/print-record.ts";
import type { FileRecord, MetricRecord, MetricTriple } from "../../../core/interchange/record.ts";
import { artifactsBelow, isWithin, noArtifacts } from "../artifact-files.ts";
import { type SourceContent, type SourceItem, sourceProblem } from "../run-source.ts";

/** Whether a folder is what DVCLive wrote: it has a summary, and parameters or series beside it. */
export const isDvcliveFolder = (folder: string): boolean =>
  isFile(join(folder, "metrics.json")) &&
  (isFile(join(folder, "params.yaml")) || isFolder(join(folder, "plots")));

const statsOf = (path: string) => lstatSync(path, { throwIfNoEntry: false });
const isFile = (path: string): boolean => statsOf(path)?.isFile() === true;
const isFolder = (path: string): boolean => statsOf(path)?.isDirectory() === true;

/** The one run of a folder that DVCLive wrote. It has no id but its place, and is that run again when it is written anew. */
export async function* readDvclive(folder: string): AsyncGenerator<SourceItem> {
  const problems: SourceItem[] = [];
  const summary = new Map(summaryValues(objectIn(join(folder, "metrics.json"), parsePlainJson, problems)));
  const isText = (name: string): boolean =>
    typeof summary.get(name) === "string" && numberOf(summary.get(name) ?? "") === null;
  const plots = join(folder, "plots", "metrics");
  const series = isWithin(folder, plots)
    ? seriesBelow(plots, isText, problems)
    : new Map<string, readonly MetricTriple[]>();
  const params = objectIn(join(folder, "params.yaml"), parseYaml, problems);
  const metrics = new Map<string, MetricRecord>(series);
  const properties: { [name: string]: Value } = {};
  for (const [name, value] of summary) {
    if (name === "step" || metrics.has(name)) continue;
    const number = numberOf(value);
    if (number !== null) metrics.set(name, number);
    else if (value !== null) properties[name] = value;
  }
  const times = [...series.values()].flatMap((points) => points.map(([, time]) => time));
  const { artifacts, contents } = filesOf(folder, problems);
  const place = realpathSync(folder);
  const record = {
    ...blankRecord(idOf(place), basename(place)),
    project: basename(dirname(place)),
    started: times.length === 0 ? null : Math.floor(times.reduce((a, b) => Math.min(a, b))),
    ended: Math.floor(statSync(join(folder, "metrics.json")).mtimeMs),
    params,
    metrics,
    properties,
    artifacts,
  };
  yield* problems;
  yield { kind: "run", run: { record, source: printRecord(record), file: folder, line: null, contents } };
}

const idOf = (place: string): string =>
  `dvclive-${createHash("sha256").update(place).digest("hex").slice(0, 24)}`;

/** A slash in the name of a metric makes a level of the summary. */
function* summaryValues(values: ValueObject, before = ""): Generator<readonly [name: string, Value]> {
  for (const [key, value] of Object.entries(values))
    if (isValueObject(value)) yield* summaryValues(value, `${before}${key}/`);
    else yield [before + key, value];
}

const parseYaml = (text: string): Value => parse(text, { intAsBigInt: true, maxAliasCount: 100 }) as Value;

function objectIn(path: string, read: (text: string) => Value, problems: SourceItem[]): ValueObject {
  if (!isFile(path)) return {};
  try {
    const value = read(readFileSync(path, "utf8"));
    if (isValueObject(value)) return value;
    if (value !== null)
      problems.push(sourceProblem("error", "bad-file", "The file holds no object", { file: path }));
  } catch (error) {
    problems.push(
      sourceProblem(
        "error",
        "bad-file",
        `The file cannot be read: ${(error as Error).message.split("\n")[0]}`,
        {
          file: path,
        },
      ),
    );
  }
  return {};
}

function numberOf(value: Value | string): number | null {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  if (typeof value !== "string") return null;
  const special = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY }[
    value.toLowerCase()
  ];
  if (special !== undefined) return special;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : null;
}

/**
 * A file for each metric, named by it. Without times of their own points bear that of the file. Of a metric whose values are
 * texts the summary has the last.
 */
function seriesBelow(
  folder: string,
  isText: (name: string) => boolean,
  problems: SourceItem[],
): Map<string, readonly MetricTriple[]> {
  const series = new Map<string, readonly MetricTriple[]>();
  const visit = (place: string): void => {
    for (const name of isFolder(place) ? readdirSync(place).sort() : []) {
      const path = join(place, name);
      if (isFolder(path)) visit(path);
      else if (isFile(path) && name.endsWith(".tsv")) {
        const metric = relative(folder, path).slice(0, -".tsv".length).split(sep).join("/");
        const points = isText(metric) ? [] : pointsIn(path, problems);
        if (points.length > 0) series.set(metric, points);
      }
    }
  };
  visit(folder);
  return series;
}

function pointsIn(path: string, problems: SourceItem[]): MetricTriple[] {
  const [head = "", ...lines] = readFileSync(path, "utf8").split(/\r?\n/);
  const columns = head.split("\t");
  const [stepAt, timeAt, valueAt] = [
    columns.indexOf("step"),
    columns.indexOf("timestamp"),
    columns.length - 1,
  ];
  const written = Math.floor(statSync(path).mtimeMs);
  const points: MetricTriple[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const cells = line.split("\t");
    const value = numberOf(cells[valueAt] ?? "");
    const step = stepAt < 0 ? index : numberOf(cells[stepAt] ?? "");
    const time = timeAt < 0 ? written : numberOf(cells[timeAt] ?? "");
    if (value !== null && step !== null && time !== null && cells.length === columns.length)
      points.push([step, time, value]);
    else
      problems.push(
        sourceProblem("error", "bad-point", `This is no point of a metric: ${line.slice(0, 60)}`, {
          file: path,
          line: index + 2,
        }),
      );
  }
  return points;
}

/** Plots and artifacts that lie in the folder, and what the `dvc.yaml` beside it calls an artifact. */
function filesOf(folder: string, problems: SourceItem[]) {
  const artifacts: FileRecord[] = [];
  const contents: SourceContent[] = [];
  const add = (file: FileRecord, path: string): void => {
    contents.push({ role: "artifacts", index: artifacts.length, path });
    artifacts.push(file);
  };
  for (const part of ["plots/custom", "plots/images", "plots/sklearn", "artifacts"]) {
    const below = join(folder, ...part.split("/"));
    const found = isWithin(folder, below) ? artifactsBelow(below) : noArtifacts;
    for (const [at, file] of found.artifacts.entries()) {
      const path = `${part}/${file.name}`;
      add({ ...file, name: path, path }, found.contents[at]?.path ?? "");
    }
  }
  for (const name of ["report.html", "report.md"]) {
    const path = join(folder, name);
    const report: FileRecord = {
      name,
      path: name,
      digest: null,
      size: null,
      type: "file",
      more: {},
      data: null,
    };
    if (isFile(path)) add(report, path);
  }
  for (const place of [folder, dirname(folder)]) {
    const declared = objectIn(join(place, "dvc.yaml"), parseYaml, problems).artifacts;
    for (const [name, entry] of Object.entries(isValueObject(declared) ? declared : {})) {
      const { path, ...more } = isValueObject(entry) ? entry : {};
      if (typeof path !== "string") continue;
      const absolute = join(place, path);
      const isHere = isFile(absolute) && isWithin(place, absolute);
      const file: FileRecord = { name, path, digest: null, size: null, type: "file", more, data: null };
      if (isHere) add(file, absolute);
      else artifacts.push(file);
    }
  }
  return { artifacts, contents };
}
