import { rmSync } from "node:fs";
import { join } from "node:path";
import { leftOut, measured, median, notMeasured, type Series, series, worst } from "./measure.ts";
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

type PlanResult = { readonly tool: Tool; readonly plan: Series; readonly setUp: Series };

/** Makes a workload's folder for one tool, runs it once, and measures planning it with nothing changed. */
function planOf(folder: string, tool: Tool, work: Workload, rounds: number): PlanResult {
  const size = work.jobs.length;
  if (size > tool.most.plan) return { tool, plan: notMeasured(leftOut), setUp: notMeasured(leftOut) };
  const place = join(folder, `${tool.name}-${work.shape}-${size}`);
  writeSources(place, work);
  tool.write(place, work);
  tool.forget(place);
  const setUp = series(1, tool.run(place));
  if (setUp.problem !== null) return { tool, plan: notMeasured(setUp.problem), setUp };
  const first = measured(tool.plan(place));
  if (typeof first === "string") return { tool, plan: notMeasured(first), setUp };
  const plan = series(rounds, tool.plan(place));
  return { tool, plan, setUp };
}

/** What a plan may take, in seconds, by its number of steps. */
const planTargets: { readonly [steps: number]: number } = { 1000: 0.15, 10000: 0.5 };
/** What it may take when the file was not read before. */
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
export function planSection(folder: string, tools: readonly Tool[], sizes: Sizes): Section {
  const targets: Target[] = [];
  const costs: number[] = [];
  const rows: string[][] = [];
  for (const size of sizes.plan) {
    console.log(`Planning ${size} steps with nothing changed…`);
    const work = workload("wide", size);
    const results = tools.map((tool) => planOf(folder, tool, work, sizes.rounds));
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
    const reading = firstReading(folder, own.tool, size, sizes.rounds);
    rows.push([
      String(size),
      "signet, file read for the first time",
      timeText(reading),
      milliseconds(median(reading, "cpuSeconds")),
      megabytes(reading),
      "",
    ]);
    costs.push(median(own.plan));
    const memory = Math.max(worst(own.plan, "kilobytes"), worst(reading, "kilobytes"));
    targets.push(
      ...atMost(
        `plan of ${size} steps, nothing changed`,
        planTargets[size],
        median(own.plan),
        asMilliseconds,
      ),
      ...atMost(
        `plan of ${size} steps, file read for the first time`,
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

/** What the same plan takes when the pipeline file was not read before, as after any edit of it. */
function firstReading(folder: string, own: Tool, size: number, rounds: number): Series {
  const place = join(folder, `${own.name}-wide-${size}`);
  const forget = () => {
    for (const kept of ["pipelines", "plans"])
      rmSync(join(libraryOf(place), kept), { recursive: true, force: true });
  };
  return series(Math.min(rounds, 3), own.plan(place), forget);
}

/** Planning by shape, Signet alone. */
export function shapeSection(folder: string, own: Tool, sizes: Sizes): Section {
  const shapes: readonly Shape[] = ["chain", "layered"];
  const growth: Growth[] = [];
  const rows: string[][] = [];
  for (const shape of shapes) {
    const costs: number[] = [];
    for (const size of sizes.shapes) {
      console.log(`Planning ${size} steps, ${shape}…`);
      const { plan, setUp } = planOf(folder, own, workload(shape, size), sizes.rounds);
      const each = (median(setUp) / size) * 1_000;
      costs.push(median(plan));
      rows.push([shape, String(size), timeText(plan), megabytes(plan), `${each.toFixed(1)} ms`]);
    }
    growth.push({ what: `plan, \`${shape}\`, a step`, sizes: sizes.shapes, costs });
  }
  return {
    text: table(["shape", "steps", "plan, nothing changed", "memory", "first run, each step"], rows),
    growth,
  };
}

/** What a step of a run may take beside its command, in seconds. */
const stepTarget = 0.005;

/** Running everything for the first time, two jobs at a time, beside the same commands started by `xargs`. */
export function runSection(folder: string, tools: readonly Tool[], sizes: Sizes): Section {
  const costs: number[] = [];
  let beside = Number.NaN;
  const rows: string[][] = [];
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
      if (size > tool.most.run) return { tool, run: notMeasured(leftOut) };
      console.log(`Running ${size} steps with ${tool.name}…`);
      const place = join(folder, `${tool.name}-run-${size}`);
      writeSources(place, work);
      tool.write(place, work);
      return { tool, run: series(size >= 100 ? 2 : 3, tool.run(place), () => tool.forget(place)) };
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
    costs.push(own === undefined ? Number.NaN : median(own.run));
    if (own !== undefined) beside = (median(own.run) - median(bare)) / size;
  }
  const text = (seconds: number) => `${(seconds * 1_000).toFixed(1)} ms`;
  const what = `first run of ${sizes.run.at(-1)} steps, each beside its command`;
  return {
    text: table(["steps", "", "time", "each step", "memory", "× signet"], rows),
    targets: atMost(what, stepTarget, beside, text),
    growth: [{ what: "first run, a step", sizes: sizes.run, costs }],
  };
}

function bareRuns(folder: string, work: Workload): Series {
  const place = join(folder, `bare-${work.jobs.length}`);
  writeSources(place, work);
  const numbers = `seq 0 ${work.jobs.length - 1}`;
  const command = commandOf("j{}", ["src/s{}.txt"], "out/j{}.txt");
  const words = ["sh", "-c", `${numbers} | xargs -P2 -I{} sh -c '${command}'`];
  return series(3, { words, cwd: place });
}
