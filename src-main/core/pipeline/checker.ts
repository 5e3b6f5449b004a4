import { type Budget, nearest } from "../base/nearest.ts";
import { flattenValues, isValueObject, type ValueObject, valueAt } from "../base/value.ts";
import type { Draft, DraftDataset, DraftPort, DraftStep } from "./draft.ts";
import type { Items } from "./foreach.ts";
import { shown } from "./names.ts";
import { type Complaint, errorAt, type Path, type Place, type Problem, warningAt } from "./problem.ts";

/** What the checks of one file share: what is known, and where problems go. */
export type Checker = {
  readonly draft: Draft;
  readonly problems: Problem[];
  readonly budget: Budget;
  /** Leaves by the names that stand for them, and how many of them steps and paths have asked for. */
  readonly leaves: { readonly known: Map<string, readonly string[] | null>; asked: number };
  readonly datasets: ReadonlyMap<string, DraftDataset>;
  readonly steps: ReadonlyMap<string, DraftStep>;
  /** Dataset -> the step and port that make it; the first, when there are two. */
  readonly makers: ReadonlyMap<string, { readonly step: DraftStep; readonly port: DraftPort }>;
  /** Of each step with a `foreach` its items; null where that is wrong. */
  readonly items: Map<string, Items | null>;
  /**
   * What cannot be known because its part of the file has the wrong shape: a name missing there is no second mistake.
   * `step` names steps whose own ports are in doubt.
   */
  readonly doubt: {
    readonly datasets: boolean;
    readonly params: boolean;
    readonly steps: boolean;
    readonly step: ReadonlySet<string>;
  };
};

/** `doubtful` are the places of the file that have the wrong shape. */
export function newChecker(draft: Draft, doubtful: readonly Path[], budget: Budget): Checker {
  const makers = new Map<string, { step: DraftStep; port: DraftPort }>();
  for (const step of draft.steps) {
    for (const port of step.outputs) if (!makers.has(port.dataset)) makers.set(port.dataset, { step, port });
  }
  return {
    draft,
    problems: [],
    budget,
    leaves: { known: new Map(), asked: 0 },
    datasets: new Map(draft.datasets.map((dataset) => [dataset.name, dataset])),
    steps: new Map(draft.steps.map((step) => [step.name, step])),
    makers,
    items: new Map(),
    doubt: {
      datasets: doubtful.some(
        ({ 0: section, 2: key, length }) =>
          (section === "datasets" && length === 1) ||
          (section === "steps" && (length <= 2 || key === "outputs")),
      ),
      params: doubtful.some(({ 0: section, length }) => section === "params" && length === 1),
      steps: doubtful.some(({ 0: section, length }) => section === "steps" && length === 1),
      step: new Set(
        doubtful.flatMap(([section, name, key]) =>
          section === "steps" && [undefined, "inputs", "outputs"].includes(key as string | undefined)
            ? [String(name)]
            : [],
        ),
      ),
    },
  };
}

export function complain(checker: Checker, place: Place, complaint: Complaint): void {
  checker.problems.push(errorAt(place, complaint));
}

export function warn(checker: Checker, place: Place, complaint: Complaint): void {
  checker.problems.push(warningAt(place, complaint));
}

/**
 * What a name among inputs or `needs` means: one thing, all that the items of a `foreach` make (or are), or nothing
 * known. `doubtful` where that rests on a `foreach` that is wrong.
 */
export type Meant =
  | { readonly kind: "one"; readonly step: DraftStep | null }
  | { readonly kind: "all"; readonly step: DraftStep; readonly keys: ReadonlySet<string> }
  | { readonly kind: "doubtful" | "unknown"; readonly step: DraftStep | null };

export const datasetMeant = (checker: Checker, name: string): Meant =>
  checker.datasets.has(name) && !checker.makers.has(name)
    ? { kind: "one", step: null }
    : meant(checker, name, (base) => checker.makers.get(base)?.step);

export const stepMeant = (checker: Checker, name: string): Meant =>
  meant(checker, name, (base) => checker.steps.get(base));

function meant(checker: Checker, name: string, find: (base: string) => DraftStep | undefined): Meant {
  const whole = find(name);
  const at = name.indexOf("@");
  const step = whole ?? (at < 0 ? undefined : find(name.slice(0, at)));
  if (step === undefined) return { kind: "unknown", step: null };
  if (step.foreach === null) return { kind: whole === undefined ? "unknown" : "one", step };
  const keys = checker.items.get(step.name)?.keys ?? null;
  if (keys === null) return { kind: "doubtful", step };
  if (whole !== undefined) return { kind: "all", step, keys };
  return { kind: keys.has(name.slice(at + 1)) ? "one" : "unknown", step };
}

/** The name most like one that is not known: among datasets or steps, or the items of the `foreach` that it names. */
export function nearestMeant(
  checker: Checker,
  name: string,
  meant: Meant,
  names: () => Iterable<string>,
): string | null {
  if (checker.budget.left < 0) return null;
  const keys = meant.step === null ? null : (checker.items.get(meant.step.name)?.keys ?? null);
  if (keys === null) return nearest(name, names(), checker.budget);
  const base = name.slice(0, name.indexOf("@"));
  const key = nearest(name.slice(base.length + 1), keys, checker.budget) ?? [...keys][0];
  return key === undefined ? null : `${base}@${key}`;
}

export const datasetNames = (checker: Checker): ReadonlySet<string> =>
  new Set([...checker.datasets.keys(), ...checker.makers.keys()]);

/** All dotted names of parameters: leaves, and the objects that hold them. */
export function parameterNames(params: ValueObject): string[] {
  const names: string[] = [];
  const visit = (prefix: string, values: ValueObject): void => {
    for (const [key, value] of Object.entries(values)) {
      names.push(prefix + key);
      if (isValueObject(value)) visit(`${prefix}${key}.`, value);
    }
  };
  visit("", params);
  return names;
}

/** Leaves that all steps and paths together may ask for: a large object that every step names would not fit in memory. */
const MOST_LEAVES = 2_000_000;

/**
 * Adds the dotted names of the leaves that a name stands for: itself, or all in the object it names. Reports a name that
 * stands for nothing; `others` are names that would have been right beside the pipeline's.
 */
export function addLeaves(
  checker: Checker,
  name: string,
  place: () => Place,
  into: Set<string>,
  others: () => readonly string[] = () => [],
): void {
  const { leaves } = checker;
  let found = leaves.known.get(name);
  if (found === undefined) {
    found = leavesAt(checker.draft.params, name);
    leaves.known.set(name, found);
  }
  if (found === null) {
    complainOfParameter(checker, name, place(), others());
    return;
  }
  const before = leaves.asked;
  leaves.asked += found.length;
  if (leaves.asked <= MOST_LEAVES) for (const leaf of found) into.add(leaf);
  else if (before <= MOST_LEAVES) {
    const message = "The steps of this file consume too many parameters";
    complain(checker, place(), {
      code: "too-large",
      message,
      remedy: "Name single parameters, not whole objects.",
    });
  }
}

function leavesAt(params: ValueObject, name: string): readonly string[] | null {
  const value = valueAt(params, name);
  if (value === undefined) return null;
  return isValueObject(value) ? flattenValues({ [name]: value }).map(([leaf]) => leaf) : [name];
}

function complainOfParameter(checker: Checker, name: string, place: Place, others: readonly string[]): void {
  if (checker.doubt.params) return;
  const near =
    checker.budget.left < 0
      ? null
      : nearest(name, [...others, ...parameterNames(checker.draft.params)], checker.budget);
  complain(checker, place, {
    code: "unknown-parameter",
    message: `No parameter ${shown(name)} is declared`,
    remedy: near === null ? "Declare it in `params`." : `Write ${near}, or declare it in \`params\`.`,
  });
}
