import { notifications } from "@mantine/notifications";
import type { CloneRequest } from "../../src-main/core/contract/methods.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { client } from "../api/client.ts";
import { changeDraft, type Draft } from "../state/drafts.ts";
import { go } from "../state/navigation.ts";

// The ways to do a run again with today's files and code.

/** Whether a run is one of a pipeline, whose parameters and steps can be taken again. */
export const canClone = (run: RunRow): boolean => run.pipelineId !== null && run.kind !== "script";

/** Whether a run did not end well, so that it can go on from where it stopped. */
export const canContinue = (run: RunRow): boolean =>
  canClone(run) && run.kind === "pipeline" && ["failed", "cancelled", "interrupted"].includes(run.status);

/** Takes what a run was made with into the pipeline view and shows it. */
export async function cloneRun(run: RunRow): Promise<void> {
  const answer = await client.call("runs.clone", { id: run.id });
  if (answer.ok) show(run, answer.value);
  else tell("The run was not cloned", answer.error);
}

/** Starts the same once more and shows it: steps that are done are reused. */
export async function continueRun(run: RunRow): Promise<void> {
  const title = "The run was not continued";
  const answer = await client.call("runs.clone", { id: run.id });
  if (!answer.ok) return tell(title, answer.error);
  const { notes: _notes, ...request } = answer.value;
  const started = await client.call("pipelines.run", { ...request, name: null });
  if (started.ok) show(run, answer.value, { started: started.value.run });
  else tell(title, started.error);
}

function tell(title: string, failure: Failure): void {
  const message = [failure.message, ...failure.diagnostics.map(({ message }) => message)].join(" ");
  notifications.show({ color: "red", title, message });
}

function show(
  run: RunRow,
  { id, overrides, targets, from, only, notes }: CloneRequest,
  change: Partial<Draft> = {},
): void {
  const name = run.number === null ? `the run of step ${run.name}` : `run #${run.number}`;
  changeDraft(id, {
    overrides,
    selection: { targets, from, only },
    selected: run.step,
    cloned: { name, notes },
    ...change,
  });
  go({ view: "pipeline", id });
}
