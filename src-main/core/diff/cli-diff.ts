import { displayValue } from "../base/json.ts";
import type { RunRow } from "../model/run.ts";
import type { FileFact, RecordDiff, RunDiff, StepFact } from "../model/run-diff.ts";
import { deltaOf, signedText } from "./metric-delta.ts";
import { countDifferences, diffRows } from "./records.ts";
import { summarise, summaryText } from "./summary.ts";

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
export function publicDiff(diff: RunDiff, patches: { readonly [path: string]: string }): PublicDiff {
  const patched = (part: { readonly [path: string]: unknown }) =>
    Object.fromEntries(
      Object.keys(part).map((path) => [path, Object.hasOwn(patches, path) ? patches[path] : null]),
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
    steps: differences(diff.steps),
  };
}

const differences = ({ added, removed, changed }: RecordDiff<unknown>): Differences => ({
  added,
  removed,
  changed,
});

/** The same for a person at a terminal. Control characters that came from outside are escaped, never sent. */
export function diffText(
  diff: RunDiff,
  patches: { readonly [path: string]: string },
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
    section("Environment", diff.environment, (value) => value, paint),
    section("Steps", diff.steps, stepText, paint),
    section(
      "Metrics",
      diff.metrics,
      String,
      paint,
      (name, from, to) => ` (${signedText(deltaOf(name, from, to).value)})`,
    ),
    section("Outputs", diff.outputs, fileText, paint),
    codeSection(diff, patches, paint),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

type Painter = { readonly [name in "bold" | "dim" | "red" | "green" | "cyan"]: (text: string) => string };

function painter(color: boolean): Painter {
  const style = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), cyan: style(36) };
}

function section<T>(
  title: string,
  part: RecordDiff<T>,
  show: (value: T) => string,
  paint: Painter,
  after: (key: string, from: T, to: T) => string = () => "",
): string[] {
  if (countDifferences(part) === 0) return [];
  const rows = diffRows({ ...part, same: {} }, () => 0);
  const names = rows.map(({ key }) => printable(key));
  const width = Math.min(40, Math.max(...names.map((name) => name.length)));
  const lines = rows.map((row, index) => {
    const name = (names[index] ?? "").padEnd(width);
    const from = row.from === undefined ? null : printable(show(row.from));
    const to = row.to === undefined ? null : printable(show(row.to));
    if (from === null) return `  ${paint.green(`+ ${name}  ${to ?? ""}`)}`;
    if (to === null) return `  ${paint.red(`- ${name}  ${from}`)}`;
    const tail = row.from === undefined || row.to === undefined ? "" : after(row.key, row.from, row.to);
    return `    ${name}  ${paint.red(from)} ${paint.dim("->")} ${paint.green(to)}${tail}`;
  });
  return [paint.bold(title), ...lines];
}

function codeSection(
  { code }: RunDiff,
  patches: { readonly [path: string]: string },
  paint: Painter,
): string[] {
  if (countDifferences(code) === 0) return [];
  const lines = diffRows({ ...code, same: {} }, () => 0).flatMap(({ key }) => {
    const patch = Object.hasOwn(patches, key) ? patches[key] : undefined;
    if (patch === undefined) return [`  ${printable(key)}`];
    return paintedLines(patch, paint);
  });
  return [paint.bold("Code"), ...lines];
}

/** A unified diff for a person at a terminal, by line, with control characters escaped. */
export const patchLines = (patch: string, { color }: { readonly color: boolean }): readonly string[] =>
  paintedLines(patch, painter(color));

const paintedLines = (patch: string, paint: Painter): string[] =>
  patch
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => patchLine(printable(line), paint));

function patchLine(line: string, paint: Painter): string {
  if (line.startsWith("+++") || line.startsWith("---")) return paint.bold(line);
  if (line.startsWith("@@")) return paint.cyan(line);
  if (line.startsWith("+")) return paint.green(line);
  if (line.startsWith("-")) return paint.red(line);
  return line;
}

function runText(run: RunRow): string {
  const number = run.number === null ? "" : ` #${run.number}`;
  return printable(`${run.name}${number} · ${run.project} · ${run.id}`);
}

const fileText = ({ digest, size }: FileFact): string =>
  `${digest?.slice(0, "sha256:".length + 12) ?? "no digest"}${size === null ? "" : ` (${size} bytes)`}`;

const stepText = ({ signature, outcome }: StepFact): string =>
  `${outcome}${signature === null ? "" : ` ${signature.slice("sha256:".length, "sha256:".length + 12)}`}`;

/** Control characters, and marks that reorder text or are invisible, as their escapes; tabs stay. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, (character) =>
    character === "\t" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
