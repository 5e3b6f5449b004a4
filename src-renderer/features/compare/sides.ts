import type { ComparedRun } from "../../../src-main/core/model/comparison.ts";
import { hueAt, hueOf } from "../../ui/hue.ts";

/** How one of the runs is shown everywhere in a comparison. */
export type Side = {
  readonly run: ComparedRun;
  /** `depth 8`, or with its number where several have one name. */
  readonly label: string;
  /** `#38`: its own number, or for a step that of the pipeline run it belongs to. */
  readonly number: string | null;
  readonly color: string;
};

/** The runs in their order; the first is the baseline. */
export type Sides = readonly Side[];

/** The baseline and the run that is looked at beside it, where only two can be seen at once. */
export type PairOfSides = { readonly from: Side; readonly to: Side };

export function sidesOf(runs: readonly ComparedRun[]): Sides {
  const uses = new Map<string, number>();
  for (const { name } of runs) uses.set(name, (uses.get(name) ?? 0) + 1);
  const sides: Side[] = [];
  for (const run of runs) {
    const number = run.number === null ? null : `#${run.number}`;
    const label = (uses.get(run.name) ?? 0) > 1 && number !== null ? `${run.name} ${number}` : run.name;
    sides.push({ run, label, number, color: colorBeside(hueOf(run), sides) });
  }
  return sides;
}

/** Hues that look alike as thin lines: oranges, blues, greens, and the rest by itself or near it. */
const families = [
  [0, 6],
  [1, 8],
  [2, 5, 7, 9],
  [3, 4],
].map((hues) => hues.map(hueAt));

const familyOf = (color: string): number => families.findIndex((family) => family.includes(color));

/** A run's own colour, unless it could hardly be told from those there are; the first of a family that is free then. */
function colorBeside(own: string, sides: Sides): string {
  const taken = new Set(sides.map(({ color }) => familyOf(color)));
  if (!taken.has(familyOf(own))) return own;
  const free = families.find((_, family) => !taken.has(family));
  if (free?.[0] !== undefined) return free[0];
  const colors = new Set(sides.map(({ color }) => color));
  return colors.has(own) ? (families.flat().find((hue) => !colors.has(hue)) ?? own) : own;
}
