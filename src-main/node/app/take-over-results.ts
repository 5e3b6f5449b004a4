import { statSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import { datasetsOf, type Pipeline, upstreamOf } from "../../core/model/pipeline.ts";
import type { Plan } from "../../core/model/plan.ts";
import { outputPath } from "../../core/plan/output-places.ts";
import type { Execution, Executor } from "../../core/ports/executor.ts";
import type { Content } from "../../core/ports/files.ts";
import type { Objects } from "../objects/object-store.ts";

/** What taking over needs of whoever plans and runs pipelines. */
type TakingOver = {
  readonly plan: (pipeline: Pipeline) => Promise<Result<Plan, Failure>>;
  /** Records a run of these steps, each of which the executor answers for. */
  readonly record: (pipeline: Pipeline, steps: readonly string[]) => Promise<boolean>;
  readonly vouched: (pipeline: Pipeline, wanted: ReadonlySet<string>) => Promise<ReadonlySet<string>>;
};

/**
 * Takes results that another tool made, and vouches for, into the library, where a plan would make them anew: each
 * together with all that it rests on. Answers whether there were any.
 */
export async function takeOverResults(
  { plan, record, vouched }: TakingOver,
  pipeline: Pipeline,
): Promise<boolean> {
  const planned = await plan(pipeline);
  if (!planned.ok) return false;
  const open = new Set(
    planned.value.steps
      .filter(({ action }) => action === "run" || action === "undecided")
      .map(({ name }) => name),
  );
  for (const { name, cache } of pipeline.steps) if (cache.kind === "never") open.delete(name);
  if (open.size === 0) return false;
  const sound = await vouched(pipeline, open);
  const taken: string[] = [];
  for (const step of pipeline.steps)
    if (
      sound.has(step.name) &&
      upstreamOf(pipeline, step).every((name) => !open.has(name) || taken.includes(name))
    )
      taken.push(step.name);
  return taken.length > 0 && (await record(pipeline, taken));
}

/** Executes nothing: what stands at a step's paths in the workspace is what it made. */
export function workspaceResults(objects: Objects, process: string): Executor {
  return {
    execute: async ({ pipeline, step, decision, onStarted, onFinalizing }: Execution) => {
      await onStarted(process);
      onFinalizing();
      const outputs: { [port: string]: Content } = {};
      for (const { port, dataset: name } of step.outputs) {
        const dataset = datasetsOf(pipeline).get(name);
        const path = dataset === undefined ? null : outputPath(pipeline, dataset, decision.signature);
        if (path === null) throw new Error(`The output ${name} has no place in the workspace`);
        const place = join(pipeline.workspace, path);
        const type = statSync(place).isDirectory() ? "directory" : "file";
        outputs[port] = await objects.take(place, type, "copy");
      }
      return {
        kind: "succeeded",
        outputs,
        discovered: [],
        voided: [],
        notes: [
          { kind: "unobserved", subject: null, text: "Made by DVC and taken over: dvc.lock vouches for it" },
        ],
        warnings: [],
      };
    },
    settle: async () => {},
    finish: async () => {},
    takeBack: async () => [],
    show: async () => [],
  };
}
