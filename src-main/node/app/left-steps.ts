import { recordResult } from "../../core/engine/record-result.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { Execution } from "../../core/ports/executor.ts";
import { type LeftExecution, readLeftExecution } from "../host/left-execution.ts";
import type { LocalExecutor } from "../host/local-executor.ts";
import type { ActiveRun } from "../store/tables/active-runs.ts";
import type { EventHub } from "./event-hub.ts";
import type { Library } from "./library.ts";
import { runRecorder } from "./run-recorder.ts";

/** What ends a step before it would end by itself. */
export type Ending = Pick<Execution, "signal" | "hurry">;

/** Steps whose commands may go on though the process that started them is gone. */
export type LeftSteps = {
  /**
   * Does what is left to do for a step that this process took over, once its command has ended, and records what it came
   * to. `lost`: nothing could be made of it and nothing was recorded.
   */
  readonly finish: (step: ActiveRun, by: Ending) => Promise<"finished" | "lost">;
  /** How long its command may take, in milliseconds; null: as long as it likes. */
  readonly timeoutOf: (step: ActiveRun) => number | null;
};

/** `executorOf` makes what executes steps with the surroundings that a step was started in. */
export function leftSteps(
  library: Library,
  events: EventHub,
  executorOf: (left: LeftExecution) => Promise<LocalExecutor>,
): LeftSteps {
  const timeouts = new Map<RunId, number | null>();
  const read = (step: ActiveRun): LeftExecution | null =>
    step.parent === null ? null : readLeftExecution(step.parent, step.id, library.runFolder);
  return {
    timeoutOf: (step) => {
      // Asked for again and again while it goes on.
      const known = timeouts.get(step.id) ?? read(step)?.step.timeout ?? null;
      timeouts.set(step.id, known);
      return known;
    },
    finish: async (taken, by) => {
      timeouts.delete(taken.id);
      const left = read(taken);
      if (left === null) return "lost";
      const executor = await executorOf(left);
      const { step, stepRun, decision, pipeline } = left;
      const sink = runRecorder(library, events, pipeline, new Map([[stepRun, step]]), {
        signatures: new Map([[step.name, decision.signature]]),
        decisions: new Map([[stepRun, decision]]),
      });
      const onFinalizing = () => {
        // A sink that fails says so again when the result is recorded.
        sink.stepFinalizing(stepRun).catch(() => {});
      };
      const result = await executor.resume(left, taken.process, { ...by, onFinalizing });
      if (result.kind === "lost") return "lost";
      await recordResult({ executor, sink }, left, result);
      return "finished";
    },
  };
}
