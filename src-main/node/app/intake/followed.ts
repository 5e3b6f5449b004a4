import type { Executor } from "../../../core/ports/executor.ts";
import type { LocalExecutor } from "../../host/local-executor.ts";
import type { Follower } from "./follow-steps.ts";

/** An executor that takes in what steps tell of themselves before it says what they came to. */
export const followed = (executor: Executor, follower: Follower): Executor => ({
  ...executor,
  execute: (execution) =>
    follower.during(execution.stepRun, execution.pipeline.workspace, (tellProcess) =>
      executor.execute({
        ...execution,
        onStarted: async (process) => {
          await execution.onStarted(process);
          tellProcess(process);
        },
      }),
    ),
  settle: async (stepRun) => {
    await executor.settle(stepRun);
    follower.settled(stepRun);
  },
});

/** The same of steps that a process began which is gone. */
export const followedAgain = (executor: LocalExecutor, follower: Follower): LocalExecutor => ({
  ...followed(executor, follower),
  resume: (left, process, by) =>
    follower.during(left.stepRun, left.pipeline.workspace, (tellProcess) => {
      if (process !== null) tellProcess(process);
      return executor.resume(left, process, by);
    }),
});
