import type { ProgramEvent } from "../../../core/events/program-event.ts";
import { readEvent } from "../../../core/events/read-event.ts";
import type { EventBlock } from "./event-lines.ts";

type EventOf<Type extends ProgramEvent["type"]> = Extract<ProgramEvent, { readonly type: Type }>;

/** What a stretch of an event file comes to: points by series, and everything else in its order. */
export type Collected = {
  readonly series: ReadonlyMap<string, SeriesPart>;
  readonly others: readonly Exclude<ProgramEvent, { readonly type: "metrics" }>[];
  readonly lines: number;
  readonly bad: number;
  /** The first of what was wrong, with the number of its line. */
  readonly problems: readonly string[];
};

/** Points as they are collected; the columns are of equal length. */
export type SeriesPart = {
  readonly steps: number[];
  readonly times: number[];
  readonly values: number[];
};

/** More problems than these are counted, not told. */
const mostProblems = 20;

type Circumstances = {
  /** The step that a metric's next point without one gets. */
  readonly nextStep: (name: string) => number;
  /** Which metrics count. */
  readonly counts: (name: string) => boolean;
  /** The time of what has none. */
  readonly now: number;
};

/** Reads the lines of a block. */
export function collect(
  block: EventBlock,
  before: { readonly lines: number; readonly problems: readonly string[] },
  circumstances: Circumstances,
): Collected {
  const series = new Map<string, SeriesPart>();
  const others: Exclude<ProgramEvent, { readonly type: "metrics" }>[] = [];
  const problems = [...before.problems];
  let [lines, bad] = [0, 0];
  const report = (text: string) => {
    bad += 1;
    if (problems.length < mostProblems) problems.push(text);
  };
  for (const problem of block.problems) report(`A line is ${problem}`);
  for (const line of block.lines) {
    lines += 1;
    if (line === "" || line === "\r") continue;
    const event = readEvent(line);
    if (!event.ok) report(`Line ${before.lines + lines}: ${event.error}`);
    else if (event.value.type === "metrics") addPoints(series, event.value, circumstances);
    else others.push(event.value);
  }
  return { series, others, lines, bad, problems };
}

function addPoints(
  series: Map<string, SeriesPart>,
  { values, step, time }: EventOf<"metrics">,
  { nextStep, counts, now }: Circumstances,
): void {
  for (const [name, value] of values) {
    if (!counts(name)) continue;
    let part = series.get(name);
    if (part === undefined) {
      part = { steps: [], times: [], values: [] };
      series.set(name, part);
    }
    const last = part.steps.at(-1);
    part.steps.push(step ?? (last === undefined ? nextStep(name) : Number.isNaN(last) ? 0 : last + 1));
    part.times.push(time ?? now);
    part.values.push(value);
  }
}
