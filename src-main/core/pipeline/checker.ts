import { type Budget, nearest } from "../base/nearest.ts";
import { flattenValues, isValueObject, type ValueObject, valueAt } from "../base/value.ts";
import type { Draft, DraftDataset, DraftPort, DraftStep } from "./draft.ts";
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
  /**
   * What cannot be known because its part of the file has the wrong shape: a name missing there is no second mistake.
   * `step` names steps whose own ports are in doubt.
   */
  readonly doubt: {
    readonly datasets: boolean;
    readonly params: boolean;
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
    doubt: {
      datasets: doubtful.some(
        ({ 0: section, 2: key, length }) =>
          (section === "datasets" && length === 1) ||
          (section === "steps" && (length <= 2 || key === "outputs")),
      ),
      params: doubtful.some(({ 0: section, length }) => section === "params" && length === 1),
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

export const isKnownDataset = (checker: Checker, name: string): boolean =>
  checker.datasets.has(name) || checker.makers.has(name);

export function nearestDataset(checker: Checker, name: string): string | null {
  if (checker.budget.left < 0) return null;
  return nearest(name, new Set([...checker.datasets.keys(), ...checker.makers.keys()]), checker.budget);
}

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
 * stands for nothing.
 */
export function addLeaves(checker: Checker, name: string, place: () => Place, into: Set<string>): void {
  const { leaves } = checker;
  let found = leaves.known.get(name);
  if (found === undefined) {
    found = leavesAt(checker.draft.params, name);
    leaves.known.set(name, found);
  }
  if (found === null) {
    complainOfParameter(checker, name, place());
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

function complainOfParameter(checker: Checker, name: string, place: Place): void {
  if (checker.doubt.params) return;
  const near =
    checker.budget.left < 0 ? null : nearest(name, parameterNames(checker.draft.params), checker.budget);
  complain(checker, place, {
    code: "unknown-parameter",
    message: `No parameter ${shown(name)} is declared`,
    remedy: near === null ? "Declare it in `params`." : `Write ${near}, or declare it in \`params\`.`,
  });
}
