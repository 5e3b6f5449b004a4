import type { RunRow } from "../../../src-main/core/model/run.ts";
import { hueAt, hueOf } from "../../ui/hue.ts";

/** How one of the two runs is shown everywhere in a comparison. */
export type Side = {
  readonly run: RunRow;
  /** `depth 8`, or with its number where both have one name. */
  readonly label: string;
  /** `#38`: its own number, or for a step that of the pipeline run it belongs to. */
  readonly number: string | null;
  readonly color: string;
};

export type Sides = { readonly from: Side; readonly to: Side };

/** `numbers` are those to show: for a step, its pipeline run's. */
export function sidesOf(
  from: RunRow,
  to: RunRow,
  numbers: { readonly from: number | null; readonly to: number | null },
): Sides {
  const alike = from.name === to.name;
  const side = (run: RunRow, number: number | null, color: string): Side => {
    const shown = number === null ? null : `#${number}`;
    return { run, label: alike && shown !== null ? `${run.name} ${shown}` : run.name, number: shown, color };
  };
  const first = hueOf(from);
  return {
    from: side(from, numbers.from, first),
    to: side(to, numbers.to, apartFrom(first, hueOf(to))),
  };
}

/** Hues that look alike as thin lines: oranges, blues, greens, and the rest by itself or near it. */
const families = [
  [0, 6],
  [1, 8],
  [2, 5, 7, 9],
  [3, 4],
].map((hues) => hues.map(hueAt));

const familyOf = (color: string): number => families.findIndex((family) => family.includes(color));

/** The second run's colour: its own, unless the two lines could hardly be told apart. */
function apartFrom(first: string, second: string): string {
  if (familyOf(first) !== familyOf(second)) return second;
  return familyOf(first) === 0 ? hueAt(1) : hueAt(0);
}
