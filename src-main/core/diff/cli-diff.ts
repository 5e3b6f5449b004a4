import { displayValue } from "../base/json.ts";
import { naturalOrder } from "../base/natural-order.ts";
import type { ReportFile } from "../model/comparison-report.ts";
import type { GraphDiff, LogsDiff } from "../model/content-diff.ts";
import type { RunRow } from "../model/run.ts";
import type { FileFact, RecordDiff, RunDiff, RunParts, StepFact } from "../model/run-diff.ts";
import { filesSection, logsSection } from "./content-text.ts";
import { resultsOf } from "./diff-runs.ts";
import { deltaOf, signedText } from "./metric-delta.ts";
import { isPackage, packageChange } from "./package-change.ts";
import { asGiven, countDifferences, diffRows } from "./records.ts";
import { summarise, summaryText } from "./summary.ts";
import { type Painter, paintedLines, painter, printable } from "./terminal.ts";

type Differences = {
  readonly added: { readonly [key: string]: unknown };
  readonly removed: { readonly [key: string]: unknown };
  readonly changed: { readonly [key: string]: unknown };
};

/** What `signet diff --json` prints: what differs, without what is alike. */
export type PublicDiff = {
  readonly [part in
    | "parameters"
    | "code"
    | "inputs"
    | "metrics"
    | "outputs"
    | "environment"
    | "steps"]: Differences;
};

/**
 * `patches` are unified diffs by path, of code added and removed too (see `codePatches`); they stand in place of the
 * digests. Integers are `bigint` still: print it with `publicJson`.
 */
export function publicDiff(diff: RunParts, patches: { readonly [path: string]: string }): PublicDiff {
  const patched = (part: { readonly [path: string]: unknown }) =>
    byName(
      Object.fromEntries(
        Object.keys(part).map((path) => [path, Object.hasOwn(patches, path) ? patches[path] : null]),
      ),
    );
  return {
    parameters: differences(diff.parameters),
    code: {
      added: patched(diff.code.added),
      removed: patched(diff.code.removed),
      changed: patched(diff.code.changed),
    },
    inputs: differences(diff.inputs),
    metrics: differences(diff.metrics),
    outputs: differences(diff.outputs),
    environment: differences(diff.environment),
    steps: {
      added: diff.steps.added,
      removed: diff.steps.removed,
      changed: diff.steps.changed,
    },
  };
}

const differences = ({ added, removed, changed }: RecordDiff<unknown>): Differences => ({
  added: byName(added),
  removed: byName(removed),
  changed: byName(changed),
});

const byName = (part: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } =>
  Object.fromEntries(Object.entries(part).sort(([a], [b]) => naturalOrder(a, b)));

/** What was found by looking further than digests. */
export type Inside = {
  readonly files: readonly ReportFile[];
  readonly graph: GraphDiff | null;
  readonly logs: LogsDiff | null;
};

/** The same for a person at a terminal. Control characters that came from outside are escaped, never sent. */
export function diffText(
  diff: RunDiff,
  patches: { readonly [path: string]: string },
  { files, graph, logs }: Inside,
  { color }: { readonly color: boolean },
): string {
  const paint = painter(color);
  const sections = [
    [
      `${paint.bold("baseline ")} ${runText(diff.baseline)}`,
      `${paint.bold("candidate")} ${runText(diff.candidate)}`,
    ],
    [printable(summaryText(summarise(diff)))],
    section("Parameters", diff.parameters, (value) => displayValue(value), paint),
    section("Inputs", diff.inputs, fileText, paint),
    filesSection("Inside of the inputs", files, "input", paint),
    section("Environment", diff.environment, (value) => value, paint, {
      after: (key, from, to) => (isPackage(key) ? ` (${packageChange(from, to)})` : ""),
    }),
    section("Steps", diff.steps, stepText, paint, {
      order: asGiven,
      below: (step) => reasonsOf(graph, step).map((reason) => `      ${paint.dim(printable(reason))}`),
    }),
    section("Metrics", resultsOf(diff.metrics), String, paint, {
      after: (name, from, to) => ` (${signedText(deltaOf(name, from, to).value)})`,
    }),
    section("Outputs", diff.outputs, fileText, paint),
    filesSection("Inside of the outputs", files, "output", paint),
    codeSection(diff, patches, paint),
    logs === null ? [] : logsSection(logs, paint),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function section<T>(
  title: string,
  part: RecordDiff<T>,
  show: (value: T) => string,
  paint: Painter,
  options: {
    /** Said behind the values of a row that has both. */
    readonly after?: (key: string, from: T, to: T) => string;
    readonly order?: (a: string, b: string) => number;
    readonly below?: (key: string) => readonly string[];
  } = {},
): string[] {
  if (countDifferences(part) === 0) return [];
  const rows = diffRows({ ...part, same: {} }, options.order);
  const names = rows.map(({ key }) => printable(key));
  const width = Math.min(40, Math.max(...names.map((name) => name.length)));
  const lines = rows.map((row, index) => {
    const name = (names[index] ?? "").padEnd(width);
    const from = row.from === undefined ? null : printable(show(row.from));
    const to = row.to === undefined ? null : printable(show(row.to));
    if (from === null) return `  ${paint.green(`+ ${name}  ${to ?? ""}`)}`;
    if (to === null) return `  ${paint.red(`- ${name}  ${from}`)}`;
    const tail =
      row.from === undefined || row.to === undefined
        ? ""
        : (options.after?.(row.key, row.from, row.to) ?? "");
    return `    ${name}  ${paint.red(from)} ${paint.dim("->")} ${paint.green(to)}${tail}`;
  });
  return [
    paint.bold(title),
    ...lines.flatMap((line, index) => [line, ...(options.below?.(rows[index]?.key ?? "") ?? [])]),
  ];
}

/** Why a step is another one, as its node in the graph of both says. */
const reasonsOf = (graph: GraphDiff | null, step: string): readonly string[] =>
  graph !== null && Object.hasOwn(graph.nodes, step) ? (graph.nodes[step]?.reasons ?? []) : [];

function codeSection(
  { code }: RunDiff,
  patches: { readonly [path: string]: string },
  paint: Painter,
): string[] {
  if (countDifferences(code) === 0) return [];
  const lines = diffRows({ ...code, same: {} }).flatMap(({ key }) => {
    const patch = Object.hasOwn(patches, key) ? patches[key] : undefined;
    if (patch === undefined) return [`  ${printable(key)}`];
    return paintedLines(patch, paint);
  });
  return [paint.bold("Code"), ...lines];
}

/** A unified diff for a person at a terminal, by line, with control characters escaped. */
export const patchLines = (patch: string, { color }: { readonly color: boolean }): readonly string[] =>
  paintedLines(patch, painter(color));

function runText(run: RunRow): string {
  const number = run.number === null ? "" : ` #${run.number}`;
  return printable(`${run.name}${number} · ${run.project} · ${run.id}`);
}

const fileText = ({ digest, size }: FileFact): string =>
  `${digest?.slice(0, "sha256:".length + 12) ?? "no digest"}${size === null ? "" : ` (${size} bytes)`}`;

const stepText = ({ signature, outcome }: StepFact): string =>
  `${outcome}${signature === null ? "" : ` ${signature.slice("sha256:".length, "sha256:".length + 12)}`}`;
