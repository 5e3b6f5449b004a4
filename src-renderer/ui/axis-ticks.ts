/** What an axis counts: steps, seconds since the run began, or moments. */
export type ChartAxis = "step" | "relative" | "time";

/** So many texts of usual length fit below a chart. */
const most = 5;

/** Round places on the x axis of a chart, where there are some: what is drawn begins and ends at any. */
export function axisTicks(axis: ChartAxis, from: number, to: number): readonly number[] | undefined {
  if (!(to > from)) return undefined;
  const ticks = ticksOf[axis](from, to);
  return ticks.length < 2 ? undefined : ticks;
}

const ticksOf: { readonly [axis in ChartAxis]: (from: number, to: number) => readonly number[] } = {
  step: roundTicks,
  relative: (from, to) => timeTicks((to - from) * 1_000, most, from * 1_000).map((at) => at / 1_000),
  // Round by the clock on the wall, and no closer than it tells.
  time: (from, to) => {
    const zone = new Date(from).getTimezoneOffset() * 60_000;
    return timeTicks(to - from, most, from - zone)
      .map((at) => at + zone)
      .filter((at) => at % 1_000 === 0);
  },
};

/** Multiples of one, two or five times a power of ten; between whole steps there is nothing. */
function roundTicks(from: number, to: number): readonly number[] {
  const round = roundSize((to - from) / most);
  const size = Number.isInteger(from) && Number.isInteger(to) ? Math.max(1, round) : round;
  return multiples(size, Math.ceil(from / size), Math.floor(to / size));
}

/** The least of one, two or five times a power of ten that is no less. */
function roundSize(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((times) => times * power >= least) ?? 10);
}

const multiples = (size: number, first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * size).toPrecision(15)));

/**
 * Round values on the y axis, the first and the last of them around all that is drawn: the axis goes from the one to the other.
 * None where what is drawn has no extent, or no place on a scale of powers of ten.
 */
export function valueTicks(least: number, greatest: number, log: boolean): readonly number[] | undefined {
  if (!(greatest > least) || !Number.isFinite(greatest - least)) return undefined;
  if (!log) {
    const size = roundSize((greatest - least) / (most - 1));
    return size === 0 ? undefined : multiples(size, Math.floor(least / size), Math.ceil(greatest / size));
  }
  if (least <= 0) return undefined;
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(greatest))];
  if (last - first === 1) return [1, 2, 5, 10].map((times) => Number((times * 10 ** first).toPrecision(15)));
  const every = Math.ceil((last - first) / most);
  return multiples(every, 0, Math.ceil((last - first) / every)).map((power) => 10 ** (first + power));
}

const second = 1_000;
const steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800,
  3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
].map((size) => size * second);

/**
 * Round distances from the beginning of all, in milliseconds, at most `most` of them and never one that is beyond a stretch, which
 * begins `offset` after it.
 */
export function timeTicks(span: number, most: number, offset = 0): readonly number[] {
  const size = steps.find((one) => span / one <= most) ?? Math.ceil(span / most / 86_400_000) * 86_400_000;
  const first = Math.ceil(offset / size);
  const count = Math.floor((offset + span) / size) - first;
  return Array.from({ length: count + 1 }, (_, index) => (first + index) * size);
}
