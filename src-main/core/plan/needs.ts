import { type Pipeline, type Step, upstreamOf } from "../model/pipeline.ts";
import type { Need } from "./why-run.ts";

/** Steps whose lost outputs have to be made again, with the first step that reads them. */
export type Needs = ReadonlyMap<string, Need>;

/** Steps that run or may run, with all that follow them, and datasets that are nowhere any more, with their makers. */
type Found = {
  readonly open: ReadonlySet<string>;
  readonly lost: ReadonlyMap<string, string>;
};

/**
 * Which lost outputs are needed. `sure`: a step reads them that runs or may run anyway, or that is needed so itself.
 * `perhaps`: a step reads them that follows such a maker, which may make other bytes this time. Linear in steps and edges.
 */
export function needsOf(
  pipeline: Pipeline,
  steps: readonly Step[],
  { open, lost }: Found,
): { readonly sure: Needs; readonly perhaps: Needs } {
  const chosen = new Map(steps.map((step) => [step.name, step]));
  const sure = new Map<string, Need>();
  const perhaps = new Map<string, Need>();
  const need = (by: string, into: Map<string, Need>, reached: Set<string>): void => {
    for (const { dataset } of chosen.get(by)?.inputs ?? []) {
      const maker = lost.get(dataset);
      if (maker === undefined || sure.has(maker) || perhaps.has(maker)) continue;
      into.set(maker, { by });
      reached.add(maker);
    }
  };
  const running = new Set(open);
  for (const name of running) need(name, sure, running);
  if (sure.size === 0) return { sure, perhaps };
  const followers = followersOf(pipeline, steps);
  const following = new Set(sure.keys());
  for (const name of following) {
    for (const follower of followers.get(name) ?? []) following.add(follower);
    if (!running.has(name)) need(name, perhaps, following);
  }
  return { sure, perhaps };
}

function followersOf(pipeline: Pipeline, steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  const followers = new Map<string, string[]>();
  for (const step of steps)
    for (const name of upstreamOf(pipeline, step)) {
      const known = followers.get(name);
      if (known === undefined) followers.set(name, [step.name]);
      else known.push(step.name);
    }
  return followers;
}
