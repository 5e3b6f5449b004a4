import { byCodeUnit, floatText } from "../base/json.ts";
import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import { nonFinitePointers } from "./non-finite.ts";
import type { EnvironmentRecord, FileRecord, MetricRecord, RunRecord, SignetRecord } from "./record.ts";
import { writeTime } from "./times.ts";

/**
 * The line of a run, without its end. What was not recorded is left out, so equal records have equal lines.
 * `readRecord` is the inverse.
 */
export function printRecord(run: RunRecord): string {
  const line = members();
  line.text("id", run.id);
  line.text("parent", run.parent);
  line.text("project", run.project || null);
  line.text("name", run.name);
  line.text("kind", run.kind);
  line.text("status", run.status);
  if (run.created !== run.started) line.time("created", run.created);
  line.time("started", run.started);
  line.time("ended", run.ended);
  line.list("tags", run.tags.map(quoted));
  line.values("params", run.params);
  line.json("metrics", metricsText(run.metrics));
  // They have no order of their own, and lines of equal runs are to be equal.
  line.list("properties", sortedMembers(run.properties), "{}");
  line.text("notes", run.notes || null);
  line.text("log", run.log);
  line.list(
    "code",
    run.code.map(({ path, text, digest }) => {
      const file = members();
      file.text("path", path);
      file.text("text", text);
      file.text("digest", digest);
      return file.end();
    }),
  );
  line.list("inputs", run.inputs.map(fileText));
  line.list("outputs", run.outputs.map(fileText));
  line.list("artifacts", run.artifacts.map(fileText));
  line.json("environment", run.environment === null ? "" : environmentText(run.environment));
  if (run.git !== null) {
    const git = members();
    git.text("commit", run.git.commit || null);
    git.text("branch", run.git.branch);
    if (run.git.dirty) git.json("dirty", "true");
    git.text("diff", run.git.diff);
    line.json("git", git.end());
  }
  line.text("command", run.command);
  if (run.exitCode !== null) line.json("exitCode", String(run.exitCode));
  line.text("error", run.error);
  if (run.archived) line.json("archived", "true");
  if (run.signet !== null) line.json("signet", signetText(run.signet));
  line.list(
    "nonFinite",
    [
      ...nonFinitePointers(run.params, "/params/"),
      ...nonFinitePointers(run.properties, "/properties/"),
      ...(run.signet === null ? [] : nonFinitePointers(valuesOf(run.signet), "/signet/")),
    ]
      .sort(byCodeUnit)
      .map(quoted),
  );
  return line.end();
}

const quoted = (text: string): string => JSON.stringify(text);

/** What of a run of Signet's may hold floats. */
const valuesOf = ({ fingerprint, reasons, stepNotes, effective, traces }: SignetRecord): ValueObject => ({
  fingerprint,
  reasons,
  stepNotes,
  effective,
  traces,
});

/** Writes the members of one object, leaving out what is missing. */
function members() {
  const parts: string[] = [];
  const json = (key: string, text: string): void => {
    if (text !== "") parts.push(`${quoted(key)}:${text}`);
  };
  return {
    json,
    text: (key: string, value: string | null) => json(key, value === null ? "" : quoted(value)),
    time: (key: string, value: number | null) => json(key, value === null ? "" : quoted(writeTime(value))),
    list: (key: string, items: readonly string[], [open, close] = "[]") =>
      json(key, items.length === 0 ? "" : `${open}${items.join(",")}${close}`),
    value: (key: string, value: Value) => json(key, value === null ? "" : valueText(value)),
    values: (key: string, values: ValueObject) =>
      json(key, Object.keys(values).length === 0 ? "" : valueText(values)),
    end: (): string => `{${parts.join(",")}}`,
  };
}

const sortedMembers = (values: ValueObject): string[] =>
  Object.entries(values)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, value]) => `${quoted(key)}:${valueText(value)}`);

/** JSON in which `1` and `1.0` stay apart; floats that JSON lacks are texts. */
function valueText(value: Value): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? floatText(value) : `"${value}"`;
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (!isValueObject(value)) return `[${value.map(valueText).join(",")}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${quoted(key)}:${valueText(inner)}`)
    .join(",")}}`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function metricsText(metrics: ReadonlyMap<string, MetricRecord>): string {
  if (metrics.size === 0) return "";
  const entries: string[] = [];
  const sorted = [...metrics].sort(([a], [b]) => byCodeUnit(a, b));
  for (const [name, metric] of sorted) entries.push(`${quoted(name)}:${metricText(metric)}`);
  return `{${entries.join(",")}}`;
}

function metricText(metric: MetricRecord): string {
  if (typeof metric === "number") return numberText(metric);
  return `[${metric.map((triple) => `[${triple.map((part) => numberText(part)).join(",")}]`).join(",")}]`;
}

function fileText(file: FileRecord): string {
  const text = members();
  text.text("name", file.name);
  text.text("path", file.path);
  text.text("digest", file.digest);
  if (file.size !== null) text.json("size", String(file.size));
  if (file.type !== "file") text.text("type", file.type);
  for (const [key, value] of Object.entries(file.more)) text.json(key, valueText(value));
  text.text("data", file.data);
  return text.end();
}

function environmentText(environment: EnvironmentRecord): string {
  const text = members();
  text.text("os", environment.os || null);
  text.text("host", environment.host || null);
  text.text("user", environment.user || null);
  text.text("python", environment.python);
  text.values("packages", environment.packages);
  text.values("variables", environment.variables);
  for (const [key, value] of Object.entries(environment.more)) text.json(key, valueText(value));
  return text.end();
}

function signetText(signet: SignetRecord): string {
  const text = members();
  text.text("pipeline", signet.pipeline);
  text.text("step", signet.step);
  if (signet.position !== null) text.json("position", String(signet.position));
  text.text("cache", signet.cache);
  text.text("signature", signet.signature);
  text.text("origin", signet.origin);
  text.value("fingerprint", signet.fingerprint);
  text.list("reasons", signet.reasons.map(valueText));
  text.list("stepNotes", signet.stepNotes.map(valueText));
  if (signet.effective !== null) text.json("effective", valueText(signet.effective));
  text.list("traces", signet.traces.map(valueText));
  text.value("graph", signet.graph);
  text.value("selection", signet.selection);
  text.text("workspace", signet.workspace);
  text.text("file", signet.file);
  return text.end();
}
