import type { PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { isActive, type RunRow } from "../../../src-main/core/model/run.ts";

/** How long a step worked when it was run last, in milliseconds, by its name. */
export type StepTimes = ReadonlyMap<string, number>;

/** The newest times of rows that are listed newest first; results that were reused or restored took none. */
export function stepTimes(rows: readonly RunRow[]): StepTimes {
  const times = new Map<string, number>();
  for (const { step, started, ended, status, cache } of rows) {
    if (step === null || started === null || ended === null) continue;
    if (status !== "succeeded" || cache !== "executed" || times.has(step)) continue;
    times.set(step, Math.max(0, ended - started));
  }
  return times;
}

export type Remaining = {
  readonly graph: PipelineGraph;
  /** The steps of the run, as far as they are known. */
  readonly steps: readonly RunRow[];
  /** Whether a step that has not begun is forecast to be computed, and not to be taken from an earlier run. */
  readonly computes: (step: string) => boolean;
  readonly times: StepTimes;
  readonly now: number;
};

/**
 * How long a run will still take, in milliseconds, as long as its steps take what they took last; null where no time is known of
 * a step that is to be computed, as then nobody can tell. It is the longest chain of steps that wait for each other, or all
 * their work by as many as work at a time now, whichever is more.
 */
export function timeLeft({ graph, steps, computes, times, now }: Remaining): number | null {
  const rows = new Map(steps.map((row) => [row.step, row]));
  const left = new Map<string, number>();
  let work = 0;
  for (const { step } of graph.nodes) {
    const row = rows.get(step);
    // Steps that were not chosen are no part of the run.
    if (row === undefined || !isActive(row.status)) continue;
    if (row.started === null && !computes(step)) continue;
    const usual = times.get(step);
    if (usual === undefined) return null;
    const rest = row.started === null ? usual : Math.max(0, usual - (now - row.started));
    left.set(step, rest);
    work += rest;
  }
  const working = steps.filter(({ status, started }) => isActive(status) && started !== null).length;
  return Math.max(longestChain(graph, left), work / Math.max(1, working));
}

/** Nodes of a graph come in an order in which each stands behind those that it waits for. */
function longestChain({ nodes, edges }: PipelineGraph, left: ReadonlyMap<string, number>): number {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = before.get(to);
    if (known === undefined) before.set(to, [from]);
    else known.push(from);
  }
  const until = new Map<string, number>();
  let longest = 0;
  for (const { step } of nodes) {
    const waits = Math.max(0, ...(before.get(step) ?? []).map((one) => until.get(one) ?? 0));
    const end = waits + (left.get(step) ?? 0);
    until.set(step, end);
    longest = Math.max(longest, end);
  }
  return longest;
}
