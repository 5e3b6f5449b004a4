import type { RecordDiff, RunParts, StepFact } from "../model/run-diff.ts";
import { isIdentical, resultsOf, withoutGit } from "./diff-runs.ts";
import { deltaOf, preferenceOf, sizeText } from "./metric-delta.ts";
import { countDifferences } from "./records.ts";

/** A piece of the summary; `tone` is what a view emphasises. The texts in a row are the whole. */
export type SummaryPart = {
  readonly text: string;
  readonly tone: "plain" | "strong" | "better" | "worse" | "neutral";
};

export const summaryText = (parts: readonly SummaryPart[]): string => parts.map(({ text }) => text).join("");

/** Names and metrics beyond these many are only counted. */
const namesShown = 4;
const metricsShown = 3;

/**
 * "What differs, and what it did": `2 parameters, 1 file and 1 input differ. train and evaluate ran again; 4 steps are
 * the same computation. loss is 0.005 higher, accuracy 0.003 lower.`
 */
export function summarise(diff: RunParts): readonly SummaryPart[] {
  if (isIdentical(diff)) {
    const same = isSameComputation(diff)
      ? "No differences: the same computation."
      : "No differences in what was recorded.";
    return [plain(same)];
  }
  const sentences = [causes(diff), ...stepSentence(diff), ...metricSentence(diff)];
  return sentences.flatMap((sentence, index) => (index === 0 ? sentence : [plain(" "), ...sentence]));
}

/** True when every step has a signature and none differs. */
export function isSameComputation({ steps }: RunParts): boolean {
  const alike = Object.values(steps.same);
  return (
    countDifferences(steps) === 0 && alike.length > 0 && alike.every(({ signature }) => signature !== null)
  );
}

const plain = (text: string): SummaryPart => ({ text, tone: "plain" });
const strong = (text: string): SummaryPart => ({ text, tone: "strong" });

function causes(diff: RunParts): SummaryPart[] {
  const counted = [
    count(diff.parameters, "parameter", "parameters"),
    count(diff.code, "file", "files"),
    count(diff.inputs, "input", "inputs"),
    count(withoutGit(diff.environment), "environment entry", "environment entries"),
  ];
  const named = counted.filter(({ number }) => number > 0);
  if (named.length > 0) {
    const single = named.length === 1 && named[0]?.number === 1;
    return [plain(`${list(named.map(({ text }) => text))} ${single ? "differs" : "differ"}.`)];
  }
  const commands = Object.values(diff.steps.changed).filter(
    ([from, to]) => from.command !== to.command,
  ).length;
  if (commands > 0) return [plain(commands === 1 ? "1 command differs." : `${commands} commands differ.`)];
  const [outputs, metrics] = [countDifferences(diff.outputs), countDifferences(resultsOf(diff.metrics))];
  const results =
    outputs > 0 && metrics > 0
      ? "outputs and metrics"
      : outputs > 0
        ? "outputs"
        : metrics > 0
          ? "metrics"
          : "steps";
  return [plain(`Parameters, code and inputs are the same, but ${results} differ.`)];
}

function count(part: RecordDiff<unknown>, one: string, many: string): { number: number; text: string } {
  const number = countDifferences(part);
  return { number, text: `${number} ${number === 1 ? one : many}` };
}

function stepSentence({ steps }: RunParts): SummaryPart[][] {
  const changed = Object.entries(steps.changed).map(([name, [, to]]): [string, StepFact] => [name, to]);
  const withOutcome = (...outcomes: readonly string[]) =>
    changed.filter(([, { outcome }]) => outcomes.includes(outcome)).map(([name]) => name);
  const clauses = [
    clause(
      withOutcome("executed").filter((name) => isKnown(steps.changed[name]?.[1])),
      "ran again",
      "ran again",
    ),
    clause(withOutcome("reused", "restored"), "was done in an earlier run", "were done in an earlier run"),
    clause(withOutcome("failed"), "failed", "failed"),
    clause(withOutcome("skipped", "cancelled", "interrupted"), "did not finish", "did not finish"),
    clause(Object.keys(steps.added), "is new", "are new"),
    clause(Object.keys(steps.removed), "is gone", "are gone"),
    sameClause(Object.values(steps.same).filter(isKnown).length),
  ].filter((parts) => parts.length > 0);
  if (clauses.length === 0) return [];
  return [
    [...clauses.flatMap((parts, index) => (index === 0 ? parts : [plain("; "), ...parts])), plain(".")],
  ];
}

/** Without a signature nobody knows what a run computed. */
const isKnown = (step: StepFact | undefined): boolean => step?.signature != null;

function clause(names: readonly string[], one: string, many: string): SummaryPart[] {
  if (names.length === 0) return [];
  const shown: SummaryPart[] = names.slice(0, namesShown).map(strong);
  const rest = names.length - shown.length;
  if (rest > 0) shown.push(plain(`${rest} more steps`));
  const joined = shown.flatMap((part, index) => {
    if (index === 0) return [part];
    return [plain(index === shown.length - 1 ? " and " : ", "), part];
  });
  return [...joined, plain(` ${names.length === 1 ? one : many}`)];
}

function sameClause(number: number): SummaryPart[] {
  if (number === 0) return [];
  return [
    plain(number === 1 ? "1 step is the same computation" : `${number} steps are the same computation`),
  ];
}

/** Metrics whose better side is known come first: they are what a run was made for. */
function metricSentence({ metrics }: RunParts): SummaryPart[][] {
  const moved = Object.entries(resultsOf(metrics).changed)
    .map(([name, [from, to]]) => ({ name, delta: deltaOf(name, from, to) }))
    .filter(({ delta }) => delta.direction !== "none");
  if (moved.length === 0) return [];
  const known = moved.filter(({ name }) => preferenceOf(name) !== null);
  const ordered = [...known, ...moved.filter(({ name }) => preferenceOf(name) === null)];
  const shown = ordered.slice(0, metricsShown);
  const parts = shown.flatMap(({ name, delta }, index): SummaryPart[] => [
    plain(index === 0 ? `${name} is ` : `, ${name} `),
    { text: `${sizeText(delta.value)} ${delta.direction}`, tone: delta.verdict },
  ]);
  const rest = ordered.length - shown.length;
  const ending = rest === 0 ? "." : `; ${rest} more ${rest === 1 ? "metric differs" : "metrics differ"}.`;
  return [[...parts, plain(ending)]];
}

/** `a`, `a and b`, `a, b and c`. */
function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
