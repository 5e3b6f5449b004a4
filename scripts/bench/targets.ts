import { milliseconds, table } from "./report.ts";

/** Something that Signet wants to reach. */
export type Target = {
  readonly what: string;
  readonly wanted: number;
  readonly measured: number;
  /** `at most` for times and memory, `at least` for speeds. */
  readonly is: "at most" | "at least";
  readonly text: (value: number) => string;
};

/** A part of the page, with what it says of the targets. */
export type Section = {
  readonly text: string;
  readonly targets?: readonly Target[];
  readonly growth?: readonly Growth[];
};

export const asMilliseconds = milliseconds;
export const asMegabytes = (kilobytes: number): string => `${Math.round(kilobytes / 1_024)} MB`;
export const asPercent = (part: number): string => `${Math.round(part * 100)} %`;
const asFactor = (factor: number): string => `${factor.toFixed(2)} ×`;

const isReached = ({ is, wanted, measured }: Target): boolean =>
  is === "at most" ? measured <= wanted : measured >= wanted;

const verdictOf = (target: Target): string =>
  Number.isNaN(target.measured) ? "not measured" : isReached(target) ? "reached" : "**not reached**";

/** What was wanted and what was measured, with a plain word on each. */
export function targetsTable(targets: readonly Target[]): string {
  return table(
    ["", "target", "measured", ""],
    targets.map((target) => {
      const { what, wanted, measured, is, text } = target;
      const value = Number.isNaN(measured) ? "–" : text(measured);
      return [what, `${is} ${text(wanted)}`, value, verdictOf(target)];
    }),
  );
}

/** Costs of three or more sizes of one thing. */
export type Growth = {
  readonly what: string;
  readonly sizes: readonly number[];
  readonly costs: readonly number[];
};

/** How much more of it may cost than the step before it, and still be called linear: the smaller one is hard to measure. */
const mostGrowth = 1.5;

/** What one more costs between each two sizes, in the unit of the costs. */
const marginal = ({ sizes, costs }: Growth): number[] =>
  sizes
    .slice(1)
    .map(
      (size, index) =>
        ((costs[index + 1] ?? Number.NaN) - (costs[index] ?? Number.NaN)) / (size - (sizes[index] ?? 0)),
    );

/** Whether what one more costs stays the same as there are more, of the last three sizes. */
export function growthTarget(growth: Growth): Target {
  const [before = Number.NaN, last = Number.NaN] = marginal(growth).slice(-2);
  return {
    what: `${growth.what}: cost of one more, from ${growth.sizes.at(-2)} to ${growth.sizes.at(-1)} as against from ${growth.sizes.at(-3)} to ${growth.sizes.at(-2)}`,
    wanted: mostGrowth,
    // Sizes that cost the same within what can be measured tell nothing.
    measured: before > 0 && last > 0 ? last / before : Number.NaN,
    is: "at most",
    text: asFactor,
  };
}

export function growthTable(growths: readonly Growth[]): string {
  const micro = (seconds: number) => (Number.isNaN(seconds) ? "–" : `${(seconds * 1e6).toFixed(0)} µs`);
  return table(
    ["", "sizes", "time", "one more costs"],
    growths.map((growth) => [
      growth.what,
      growth.sizes.join(", "),
      growth.costs.map(milliseconds).join(", "),
      marginal(growth).map(micro).join(", "),
    ]),
  );
}
