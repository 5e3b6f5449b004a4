import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  fastest,
  inTurn,
  leftOut,
  measured,
  median,
  notMeasured,
  type Series,
  series,
  worst,
} from "./measure.ts";
import { megabytes, milliseconds, ratio, table, timeText } from "./report.ts";
import { asMegabytes, asMilliseconds, type Growth, type Section, type Target } from "./targets.ts";
import { libraryOf, type Tool } from "./tools.ts";
import { commandOf, type Shape, type Workload, workload, writeSources } from "./workloads.ts";

export type Sizes = {
  readonly plan: readonly number[];
  readonly run: readonly number[];
  readonly shapes: readonly number[];
  readonly rounds: number;
};

/** Nothing is taken away before all is measured: on some disks files are made slowly for minutes after others went. */
let places = 0;

/** A folder that nobody used, with a workload for one tool in it. */
function newPlace(folder: string, tool: Tool, work: Workload): string {
  places += 1;
  const place = join(folder, `${tool.name}-${work.shape}-${work.jobs.length}-${places}`);
  writeSources(place, work);
  tool.write(place, work);
  return place;
}

/** Where `wide` workloads were run, by tool and size. */
export type Ran = Map<string, string>;

const ranKey = (tool: Tool, size: number): string => `${tool.name} ${size}`;

/** The largest size that a tool was measured at so far, by its name. */
type Largest = Map<string, { readonly size: number; readonly took: Series }>;

/** Why a tool is not asked for more: by what it took for the most that it was asked for. */
function tooLong(largest: Largest, { name }: Tool): Series {
  const last = largest.get(name);
  return notMeasured(
    last === undefined ? leftOut : `left out: ${last.size} took ${milliseconds(median(last.took))}`,
  );
}

type PlanResult = { readonly tool: Tool; readonly plan: Series; readonly setUp: Series };

/** Runs a workload once, unless `ran` says where that was done, and measures planning it with nothing changed. */
function planOf(
  folder: string,
  tool: Tool,
  work: Workload,
  rounds: number,
  ran: string | undefined,
): PlanResult {
  const place = ran ?? newPlace(folder, tool, work);
  const setUp = ran === undefined ? series(1, tool.run(place)) : { runs: [], problem: null };
  if (setUp.problem !== null) return { tool, plan: notMeasured(setUp.problem), setUp };
  const first = measured(tool.plan(place));
  if (typeof first === "string") return { tool, plan: notMeasured(first), setUp };
  const plan = series(rounds, tool.plan(place));
  return { tool, plan, setUp };
}

/** What a plan may take, in seconds, by its number of steps. */
const planTargets: { readonly [steps: number]: number } = { 1000: 0.15, 10000: 0.5 };
/** What reading the file for the first time may take. */
const readingTargets: { readonly [steps: number]: number } = { 10000: 1 };
/** What it may hold, in kilobytes. */
const memoryTargets: { readonly [steps: number]: number } = { 10000: 300 * 1_024 };

const atMost = (
  what: string,
  wanted: number | undefined,
  measured: number,
  text: Target["text"],
): Target[] => (wanted === undefined ? [] : [{ what, wanted, measured, is: "at most", text }]);

/** Planning with nothing changed, all tools, growing. The first tool is Signet. */
export function planSection(folder: string, tools: readonly Tool[], sizes: Sizes, ran: Ran): Section {
  const targets: Target[] = [];
  const costs: number[] = [];
  const rows: string[][] = [];
  const largest: Largest = new Map();
  for (const size of sizes.plan) {
    console.log(`Planning ${size} steps with nothing changed…`);
    const work = workload("wide", size);
    const results = tools.map((tool) => {
      if (size > tool.most.plan) return { tool, plan: tooLong(largest, tool) };
      const { plan } = planOf(folder, tool, work, sizes.rounds, ran.get(ranKey(tool, size)));
      if (plan.runs.length > 0) largest.set(tool.name, { size, took: plan });
      return { tool, plan };
    });
    const [own] = results;
    for (const { tool, plan } of results)
      rows.push([
        String(size),
        tool.name,
        timeText(plan),
        milliseconds(median(plan, "cpuSeconds")),
        megabytes(plan),
        own === undefined || tool === own.tool ? "" : ratio(plan, own.plan),
      ]);
    if (own === undefined) continue;
    const place = ran.get(ranKey(own.tool, size));
    const reading = firstReading(place, own.tool, sizes.rounds, ["--only", work.jobs[0]?.name ?? ""]);
    const anew = firstReading(place, own.tool, sizes.rounds);
    for (const [what, took] of [
      ["signet, file read for the first time, for one of its steps", reading],
      ["signet, file read for the first time, all steps planned anew", anew],
    ] as const)
      rows.push([
        String(size),
        what,
        timeText(took),
        milliseconds(median(took, "cpuSeconds")),
        megabytes(took),
        "",
      ]);
    costs.push(fastest(own.plan));
    const memory = Math.max(worst(own.plan, "kilobytes"), worst(anew, "kilobytes"));
    targets.push(
      ...atMost(
        `plan of ${size} steps, nothing changed`,
        planTargets[size],
        median(own.plan),
        asMilliseconds,
      ),
      ...atMost(
        `first reading of a file of ${size} steps, for one of them`,
        readingTargets[size],
        median(reading),
        asMilliseconds,
      ),
      ...atMost(`memory of a plan of ${size} steps`, memoryTargets[size], memory, asMegabytes),
    );
  }
  return {
    text: table(["steps", "", "time", "CPU", "memory", "× signet"], rows),
    targets,
    growth: [{ what: "plan, nothing changed, a step", sizes: sizes.plan, costs }],
  };
}

/** What a plan takes when the pipeline file was not read before, as after any edit of it: of all steps, or of a `choice`. */
function firstReading(
  place: string | undefined,
  own: Tool,
  rounds: number,
  choice: readonly string[] = [],
): Series {
  if (place === undefined) return notMeasured(leftOut);
  const forget = () => {
    for (const kept of ["pipelines", "plans"])
      rmSync(join(libraryOf(place), kept), { recursive: true, force: true });
  };
  const plan = own.plan(place);
  return series(Math.min(rounds, 3), { ...plan, words: [...plan.words, ...choice] }, forget);
}

/** Planning by shape, Signet alone. */
export function shapeSection(folder: string, own: Tool, sizes: Sizes): Section {
  const shapes: readonly Shape[] = ["chain", "layered"];
  const growth: Growth[] = [];
  const rows: string[][] = [];
  for (const shape of shapes) {
    const made = sizes.shapes.map((size) => {
      console.log(`Running ${size} steps, ${shape}…`);
      const place = newPlace(folder, own, workload(shape, size));
      // The first plan writes what the others read.
      return { size, place, setUp: series(1, own.run(place)), first: series(1, own.plan(place)) };
    });
    const failed = made.flatMap(({ setUp, first }) => setUp.problem ?? first.problem ?? [])[0];
    console.log(`Planning ${sizes.shapes.join(", ")} steps, ${shape}…`);
    const calls = made.map(({ place }) => own.plan(place));
    const plans = failed === undefined ? inTurn(calls) : calls.map(() => notMeasured(failed));
    made.forEach(({ size, setUp }, index) => {
      const plan = plans[index] ?? notMeasured(leftOut);
      const each = (median(setUp) / size) * 1_000;
      rows.push([shape, String(size), timeText(plan), megabytes(plan), `${each.toFixed(1)} ms`]);
    });
    growth.push({ what: `plan, \`${shape}\`, a step`, sizes: sizes.shapes, costs: plans.map(fastest) });
  }
  return {
    text: table(["shape", "steps", "plan, nothing changed", "memory", "first run, each step"], rows),
    growth,
  };
}

/** What a step of a run may take beside its command, in seconds, by the number of steps. */
const stepTargets: { readonly [steps: number]: number } = { 1000: 0.005 };

const roundsOf = (size: number): number => (size >= 10_000 ? 1 : size >= 100 ? 2 : 3);

/** Running everything for the first time, two jobs at a time, beside the same commands started by `xargs`. */
export function runSection(
  folder: string,
  tools: readonly Tool[],
  sizes: Sizes,
): Section & { readonly ran: Ran } {
  const costs: number[] = [];
  const targets: Target[] = [];
  const rows: string[][] = [];
  const ran: Ran = new Map();
  const largest: Largest = new Map();
  for (const size of sizes.run) {
    const work = workload("wide", size);
    const bare = bareRuns(folder, work);
    const each = (of: Series) =>
      of.runs.length === 0 ? "–" : `${((median(of) / size) * 1_000).toFixed(1)} ms`;
    rows.push([
      String(size),
      "the commands alone (xargs -P2)",
      timeText(bare),
      each(bare),
      megabytes(bare),
      "",
    ]);
    const results = tools.map((tool) => {
      if (size > tool.most.run) return { tool, run: tooLong(largest, tool) };
      console.log(`Running ${size} steps with ${tool.name}…`);
      const rounds = Array.from({ length: roundsOf(size) }, () => newPlace(folder, tool, work));
      const run = together(rounds.map((place) => series(1, tool.run(place))));
      if (run.runs.length > 0) largest.set(tool.name, { size, took: run });
      const [place] = rounds;
      if (run.problem === null && place !== undefined) ran.set(ranKey(tool, size), place);
      return { tool, run };
    });
    const [own] = results;
    for (const { tool, run } of results)
      rows.push([
        String(size),
        tool.name,
        timeText(run),
        each(run),
        megabytes(run),
        own === undefined || tool === own.tool ? "" : ratio(run, own.run),
      ]);
    costs.push(own === undefined ? Number.NaN : fastest(own.run));
    if (own === undefined) continue;
    const beside = (median(own.run) - median(bare)) / size;
    const what = `first run of ${size} steps, each beside its command`;
    targets.push(...atMost(what, stepTargets[size], beside, text));
  }
  return {
    text: table(["steps", "", "time", "each step", "memory", "× signet"], rows),
    targets,
    growth: [{ what: "first run, a step", sizes: sizes.run, costs }],
    ran,
  };
}

const text = (seconds: number): string => `${(seconds * 1_000).toFixed(1)} ms`;

/** Runs in several places as one series, up to the first that fails. */
function together(all: readonly Series[]): Series {
  const problem = all.find((one) => one.problem !== null)?.problem ?? null;
  return { runs: all.flatMap(({ runs }) => runs), problem };
}

function bareRuns(folder: string, work: Workload): Series {
  const place = join(folder, `bare-${work.jobs.length}`);
  writeSources(place, work);
  const numbers = `seq 0 ${work.jobs.length - 1}`;
  const command = commandOf("j{}", ["src/s{}.txt"], "out/j{}.txt");
  const words = ["sh", "-c", `${numbers} | xargs -P2 -I{} sh -c '${command}'`];
  return series(roundsOf(work.jobs.length), { words, cwd: place });
}
