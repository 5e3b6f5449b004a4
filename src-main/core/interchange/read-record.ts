import { err, ok, type Result } from "../base/result.ts";
import type { Value, ValueObject } from "../base/value.ts";
import { type CacheOutcome, type RunKind, runStatuses } from "../model/run.ts";
import { deepest, parseLine } from "./json-line.ts";
import {
  isMembers,
  type LineReader,
  lineReader,
  type Members,
  nameOf,
  numberOf,
  tripleOf,
} from "./line-reader.ts";
import { restoreNonFinite } from "./non-finite.ts";
import type {
  CodeRecord,
  EnvironmentRecord,
  FileRecord,
  GitRecord,
  LineProblem,
  MetricRecord,
  MetricTriple,
  RunRecord,
  SignetRecord,
} from "./record.ts";

export type ReadRecord = { readonly record: RunRecord; readonly warnings: readonly LineProblem[] };

const kinds: readonly RunKind[] = ["pipeline", "step", "script"];
const outcomes: readonly CacheOutcome[] = ["executed", "reused", "restored"];

/** Keys of the format, in the order in which they are written. All others are kept as properties. */
const recordKeys = [
  "id",
  "parent",
  "project",
  "name",
  "kind",
  "status",
  "created",
  "started",
  "ended",
  "tags",
  "params",
  "metrics",
  "properties",
  "notes",
  "log",
  "code",
  "inputs",
  "outputs",
  "artifacts",
  "environment",
  "git",
  "command",
  "exitCode",
  "error",
  "archived",
  "signet",
  "nonFinite",
] as const;
const known: ReadonlySet<string> = new Set(recordKeys);

/** Names and ids are indexed and shown whole; longer ones are a mistake. */
const longestName = 10_000;

/** Reads one line. What is wrong with it is said of every place at once. */
export function readRecord(line: string): Result<ReadRecord, readonly LineProblem[]> {
  const parsed = parseLine(line);
  if (!parsed.ok) return err([wrong("", `is no JSON: ${parsed.error}`)]);
  const { json, exact } = parsed.value;
  if (!isMembers(json)) return err([wrong("", `must be an object, not ${nameOf(json)}`)]);
  const reader = lineReader(exact);
  const members = loneSurrogate.test(line) ? wellFormed(reader, json) : json;
  const record = recordOf(reader, members);
  return reader.problems.some(({ severity }) => severity === "error")
    ? err(reader.problems)
    : ok({ record, warnings: reader.problems });
}

const wrong = (key: string, message: string): LineProblem => ({
  severity: "error",
  code: "bad-line",
  key,
  message,
  remedy: null,
});

function recordOf(read: LineReader, line: Members): RunRecord {
  const id = required(read, line, "id");
  if (line.id === "") read.fail("id", "must not be empty");
  const properties = restored(read, line, "properties", { ...read.values(line, "properties") });
  return {
    id,
    parent: read.text(line, "parent"),
    project: read.text(line, "project") ?? "",
    name: required(read, line, "name"),
    kind: oneOf(read, line, "kind", kinds) ?? "script",
    status: oneOf(read, line, "status", runStatuses) ?? "succeeded",
    created: read.time(line, "created"),
    started: read.time(line, "started"),
    ended: read.time(line, "ended"),
    tags: tagsOf(read, line),
    params: restored(read, line, "params", read.values(line, "params") ?? {}),
    metrics: metricsOf(read, line),
    properties: withUnknownKeys(read, line, properties),
    notes: read.text(line, "notes") ?? "",
    log: read.text(line, "log"),
    code: codeOf(read, line),
    inputs: filesOf(read, line, "inputs"),
    outputs: filesOf(read, line, "outputs"),
    artifacts: filesOf(read, line, "artifacts"),
    environment: environmentOf(read, line),
    git: gitOf(read, line),
    command: read.text(line, "command"),
    exitCode: read.count(line, "exitCode"),
    error: read.text(line, "error"),
    archived: read.flag(line, "archived") ?? false,
    signet: signetOf(read, line),
  };
}

function required(read: LineReader, line: Members, key: "id" | "name"): string {
  const value = read.text(line, key);
  if (value === null && !read.problems.some((problem) => problem.key === key))
    read.fail(key, "is missing", "Every line wants an `id` and a `name`.");
  if ((value?.length ?? 0) > longestName) read.fail(key, `has more than ${longestName} characters`);
  return value ?? "";
}

function oneOf<Word extends string>(
  read: LineReader,
  from: Members,
  key: string,
  words: readonly Word[],
  at = key,
): Word | null {
  const value = read.text(from, key, at);
  if (value === null) return null;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) read.fail(at, `is not one of ${words.join(", ")}: ${value.slice(0, 100)}`);
  return word ?? null;
}

function tagsOf(read: LineReader, line: Members): readonly string[] {
  const tags = new Set<string>();
  for (const [at, tag] of (read.list(line, "tags") ?? []).entries())
    if (typeof tag === "string") tags.add(tag);
    else read.fail(`tags[${at}]`, `must be a text, not ${nameOf(tag)}`);
  return [...tags];
}

/** Texts that stand for floats become floats again: those that the line itself names. */
function restored(
  read: LineReader,
  line: Members,
  key: "params" | "properties" | "signet",
  values: ValueObject,
) {
  const pointers = read.list(line, "nonFinite");
  return pointers === null ? values : restoreNonFinite(values, `/${key}/`, pointers);
}

function metricsOf(read: LineReader, line: Members): ReadonlyMap<string, MetricRecord> {
  const metrics = new Map<string, MetricRecord>();
  for (const [name, json] of Object.entries(read.object(line, "metrics") ?? {})) {
    const last = numberOf(json);
    if (last !== undefined) metrics.set(name, last);
    else if (Array.isArray(json)) metrics.set(name, seriesOf(read, json, `metrics.${name}`));
    else
      read.fail(
        `metrics.${name}`,
        `must be a number or a list of points, not ${nameOf(json)}`,
        "Points are [step, time, value]; NaN and infinities are the texts NaN, Infinity and -Infinity.",
      );
  }
  return metrics;
}

function seriesOf(read: LineReader, points: readonly unknown[], at: string): readonly MetricTriple[] {
  const series: MetricTriple[] = [];
  for (const [index, json] of points.entries()) {
    const point = tripleOf(json);
    if (point === null) {
      read.fail(`${at}[${index}]`, "must be a point [step, time, value]");
      return [];
    }
    series.push(point);
  }
  return series;
}

/** Keys that the format does not have are kept as properties; a property of that name wins. */
function withUnknownKeys(read: LineReader, line: Members, properties: ValueObject): ValueObject {
  const unknown = Object.keys(line).filter((key) => !known.has(key));
  if (unknown.length === 0) return properties;
  const added: [string, Value][] = [];
  for (const key of unknown) {
    if (Object.hasOwn(properties, key))
      read.warn(
        "unknown-key",
        key,
        "is no key of the format, and left out: there is a property of that name",
      );
    else {
      read.warn("unknown-key", key, "is no key of the format: kept as a property");
      added.push([key, read.value(line[key], key)]);
    }
  }
  return Object.fromEntries([...Object.entries(properties), ...added]);
}

function codeOf(read: LineReader, line: Members): readonly CodeRecord[] {
  const code = new Map<string, CodeRecord>();
  for (const [index, json] of (read.list(line, "code") ?? []).entries()) {
    const at = `code[${index}]`;
    if (!isMembers(json)) {
      read.fail(at, `must be an object with path and text, not ${nameOf(json)}`);
      continue;
    }
    const path = read.text(json, "path", `${at}.path`);
    if (path === null) read.fail(`${at}.path`, "is missing");
    else if (code.has(path))
      read.warn("duplicate", at, `there are two texts of ${path}: the later one counts`);
    if (path !== null)
      code.set(path, {
        path,
        text: read.text(json, "text", `${at}.text`),
        digest: read.text(json, "digest", `${at}.digest`),
      });
  }
  return [...code.values()];
}

const fileKeys: ReadonlySet<string> = new Set(["name", "path", "digest", "size", "type", "data"]);

function filesOf(
  read: LineReader,
  line: Members,
  key: "inputs" | "outputs" | "artifacts",
): readonly FileRecord[] {
  const files: FileRecord[] = [];
  for (const [index, json] of (read.list(line, key) ?? []).entries()) {
    const at = `${key}[${index}]`;
    if (!isMembers(json)) {
      read.fail(at, `must be an object with name or path, not ${nameOf(json)}`);
      continue;
    }
    const path = read.text(json, "path", `${at}.path`);
    const name = read.text(json, "name", `${at}.name`) ?? path;
    if (name === null) read.fail(at, "wants a name or a path");
    const more = Object.entries(json).filter(([other]) => !fileKeys.has(other));
    files.push({
      name: name ?? "",
      path,
      digest: read.text(json, "digest", `${at}.digest`),
      size: read.count(json, "size", `${at}.size`),
      type: oneOf(read, json, "type", ["file", "directory"], `${at}.type`) ?? "file",
      more: read.value(Object.fromEntries(more), at) as ValueObject,
      data: dataOf(read, json, `${at}.data`),
    });
  }
  return files;
}

function dataOf(read: LineReader, file: Members, at: string): string | null {
  const text = read.text(file, "data", at);
  if (text === null || isBase64(text)) return text;
  read.fail(at, "is no base64");
  return null;
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

const environmentKeys: ReadonlySet<string> = new Set([
  "os",
  "host",
  "user",
  "python",
  "packages",
  "variables",
]);

function environmentOf(read: LineReader, line: Members): EnvironmentRecord | null {
  const from = read.object(line, "environment");
  if (from === null) return null;
  const at = (key: string) => `environment.${key}`;
  const packages = Object.entries(read.texts(from, "packages", at("packages")) ?? {});
  const more = Object.entries(from).filter(([key]) => !environmentKeys.has(key));
  return {
    os: read.text(from, "os", at("os")) ?? "",
    host: read.text(from, "host", at("host")) ?? "",
    user: read.text(from, "user", at("user")) ?? "",
    python: read.text(from, "python", at("python")),
    packages: Object.fromEntries(packages.map(([name, version]) => [name, version ?? ""])),
    variables: read.texts(from, "variables", at("variables")) ?? {},
    more: read.value(Object.fromEntries(more), "environment") as ValueObject,
  };
}

function gitOf(read: LineReader, line: Members): GitRecord | null {
  const from = read.object(line, "git");
  if (from === null) return null;
  return {
    commit: read.text(from, "commit", "git.commit") ?? "",
    branch: read.text(from, "branch", "git.branch"),
    dirty: read.flag(from, "dirty", "git.dirty") ?? false,
    diff: read.text(from, "diff", "git.diff"),
  };
}

function signetOf(read: LineReader, line: Members): SignetRecord | null {
  const from = read.object(line, "signet");
  if (from === null) return null;
  const at = (key: string) => `signet.${key}`;
  const text = (key: string) => read.text(from, key, at(key));
  const values = restored(read, line, "signet", read.values(line, "signet") ?? {});
  const value = (key: string): Value => (Object.hasOwn(values, key) ? (values[key] ?? null) : null);
  const list = (key: string): readonly Value[] => {
    const items = value(key);
    if (Array.isArray(items)) return items;
    if (items !== null) read.fail(at(key), "must be a list");
    return [];
  };
  return {
    pipeline: text("pipeline"),
    step: text("step"),
    position: read.count(from, "position", at("position")),
    cache: oneOf(read, from, "cache", outcomes, at("cache")),
    signature: text("signature"),
    origin: text("origin"),
    fingerprint: value("fingerprint"),
    reasons: list("reasons"),
    stepNotes: list("stepNotes"),
    effective:
      read.object(from, "effective", at("effective")) === null ? null : (value("effective") as ValueObject),
    traces: list("traces"),
    graph: value("graph"),
    selection: value("selection"),
    workspace: text("workspace"),
    file: text("file"),
  };
}

/** An escape of half a character that may stand alone. */
const loneSurrogate = /\\u[dD][89a-fA-F]/;

/** Half characters cannot be stored; they read as U+FFFD, and the line says so. */
function wellFormed(read: LineReader, line: Members): Members {
  let isChanged = false;
  const mended = (text: string): string => {
    const better = text.replace(/\p{Cs}/gu, "\uFFFD");
    if (better !== text) isChanged = true;
    return better;
  };
  const mend = (json: unknown, depth: number): unknown => {
    if (typeof json === "string") return mended(json);
    if (typeof json !== "object" || json === null || depth > deepest) return json;
    if (Array.isArray(json)) return json.map((item) => mend(item, depth + 1));
    return Object.fromEntries(
      Object.entries(json).map(([key, inner]) => [mended(key), mend(inner, depth + 1)]),
    );
  };
  const result = mend(line, 0) as Members;
  if (isChanged) read.warn("half-characters", "", "holds halves of characters, which are kept as U+FFFD");
  return result;
}
