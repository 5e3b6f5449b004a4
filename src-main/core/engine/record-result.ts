import { unreachable } from "../base/unreachable.ts";
import type { Step } from "../model/pipeline.ts";
import type { Execution, ExecutionResult, Executor } from "../ports/executor.ts";
import type { Content } from "../ports/files.ts";
import type { RunSink } from "../ports/run-sink.ts";

/**
 * Records what an execution came to, shows the outputs of a success, and lets go of what it needed. In this order: what is
 * recorded last could be made again from what is still there.
 */
export async function recordResult(
  { executor, sink }: { readonly executor: Pick<Executor, "settle" | "show">; readonly sink: RunSink },
  { stepRun, pipeline, step, decision }: Pick<Execution, "stepRun" | "pipeline" | "step" | "decision">,
  result: ExecutionResult,
): Promise<void> {
  switch (result.kind) {
    case "cancelled":
      await sink.stepEnded(stepRun, "cancelled", decision.reasons);
      return executor.settle(stepRun);
    case "failed":
      await sink.stepFailed(stepRun, result.exitCode, result.error);
      return executor.settle(stepRun);
    case "succeeded": {
      const { outputs, discovered, voided, notes, warnings } = result;
      await sink.stepSucceeded(stepRun, { outputs, discovered, voided, notes });
      await executor.settle(stepRun);
      const problems = await executor.show(pipeline, step, decision, staged(step, outputs), stepRun);
      // Whoever leaves steps out must know that what this one read is old.
      const stale = decision.notes.filter(({ kind }) => kind === "stale-input");
      const texts = [...[...stale, ...voided].map(({ text }) => text), ...warnings, ...problems];
      if (texts.length > 0) await sink.stepWarned(stepRun, texts.join("\n"));
      return;
    }
    default:
      return unreachable(result);
  }
}

/**
 * Outputs that are not at their paths yet. What the command wrote in place is: recorded, its paths are free, and what stands
 * there by now is of the run that waited for them.
 */
const staged = (step: Step, outputs: { readonly [port: string]: Content }) =>
  Object.fromEntries(Object.entries(outputs).filter(([port]) => !step.inPlace.includes(port)));
