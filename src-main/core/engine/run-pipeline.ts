import type { Result } from "../base/result.ts";
import { diagnosticText, type PlacedDiagnostic } from "../model/diagnostic.ts";
import type { RunId, Signature } from "../model/ids.ts";
import { type Pipeline, type Step, upstreamOf } from "../model/pipeline.ts";
import { type Decision, type DecisionPorts, decideStep, type Known } from "../plan/decide.ts";
import { withoutPlace } from "../plan/output-places.ts";
import { reason } from "../plan/reasons.ts";
import type { Selection } from "../plan/select.ts";
import type { Need } from "../plan/why-run.ts";
import type { AbortSignal, Executor } from "../ports/executor.ts";
import type { Content } from "../ports/files.ts";
import type { RunSink } from "../ports/run-sink.ts";
import { needsNow } from "./needs-now.ts";
import { recordResult } from "./record-result.ts";
import { capacityFor, neededBy, one } from "./resources.ts";
import { createSlots } from "./slots.ts";

export type EnginePorts = DecisionPorts & {
  readonly executor: Executor;
  readonly sink: RunSink;
  /** Resolves when it is worth asking again whether another run is out of the way. */
  readonly otherRuns: () => Promise<void>;
};

export type PipelineJob = {
  readonly run: RunId;
  readonly pipeline: Pipeline;
  readonly selection: Selection;
  /** The queued run of each selected step. */
  readonly stepRuns: ReadonlyMap<string, RunId>;
  /** What is known before the first step: the sources, and results of steps outside the selection. */
  readonly given: Known;
  /** How many steps may execute at once, or rather what `cpu` they may declare together. */
  readonly jobs: number;
  /** After a failure, go on with the steps that do not depend on it. */
  readonly keepGoing: boolean;
  readonly signal: AbortSignal;
  /** Aborts when what was cancelled is to be killed, with no time to end by itself. */
  readonly hurry: AbortSignal;
  /** Makes the signal abort, when going on would be of no use. */
  readonly giveUp: () => void;
};

type Outcome = "executed" | "reused" | "restored" | "failed" | "skipped" | "cancelled";

/**
 * Runs what of the selection has to run: every step is decided when all before it have ended, so a step that ran again
 * and made the same bytes stops the ripple. Everything that happens goes to the sink; the answer is the run's status.
 * When the sink cannot record any more, what runs is ended and the sink's error thrown.
 */
export async function runPipeline(
  ports: EnginePorts,
  job: PipelineJob,
): Promise<"succeeded" | "failed" | "cancelled"> {
  const outcomes = new Map<string, Promise<Outcome>>();
  const state: RunState = {
    contents: new Map(job.given.contents),
    signatures: new Map(job.given.signatures),
    stale: job.given.stale,
    computing: new Map(),
    slots: createSlots(capacityFor(job.selection.steps, job.jobs)),
    finalizing: 0,
    stopped: false,
    ended: new Map(),
    needs: new Map(),
  };
  for (const step of job.selection.steps) {
    const upstream = upstreamOf(job.pipeline, step)
      .map((name) => ({ name, outcome: outcomes.get(name) }))
      .filter((entry): entry is Upstream => entry.outcome !== undefined);
    const outcome = runStep(ports, job, state, step, upstream).then((end) => {
      state.ended.set(step.name, end);
      return end;
    });
    outcome.catch(job.giveUp);
    outcomes.set(step.name, outcome);
  }
  // All of them are waited for, so that no process is left behind when one could not be recorded.
  await Promise.allSettled(outcomes.values());
  await ports.executor.finish();
  const ended = await Promise.all(outcomes.values());
  const status = ended.includes("failed") ? "failed" : job.signal.aborted ? "cancelled" : "succeeded";
  const failures = job.selection.steps
    .filter((_, index) => ended[index] === "failed")
    .map(({ name }) => name);
  await ports.sink.runEnded(job.run, status, failures.length > 0 ? `Failed: ${failures.join(", ")}` : null);
  return status;
}

type Upstream = { readonly name: string; readonly outcome: Promise<Outcome> };

type RunState = {
  readonly contents: Map<string, Content>;
  readonly signatures: Map<string, Signature>;
  readonly stale: Known["stale"];
  /** Signatures being computed in this run: equal ones wait and reuse. */
  readonly computing: Map<Signature, Promise<unknown>>;
  readonly slots: ReturnType<typeof createSlots>;
  /** Steps whose outputs are being taken. */
  finalizing: number;
  /** Whether a step failed that nothing is to be started after. */
  stopped: boolean;
  readonly ended: Map<string, Outcome>;
  /** Of steps whose result stands and of which something is lost: for whom that is made again, or null. */
  readonly needs: Map<string, Need | null>;
};

async function runStep(
  ports: EnginePorts,
  job: PipelineJob,
  state: RunState,
  step: Step,
  upstream: readonly Upstream[],
): Promise<Outcome> {
  const before = await Promise.all(
    upstream.map(async ({ name, outcome }) => ({ name, outcome: await outcome })),
  );
  const stepRun = job.stepRuns.get(step.name);
  if (stepRun === undefined) throw new Error(`No run was made for step ${step.name}`);
  const blocking = before.find(
    ({ outcome }) => outcome === "failed" || outcome === "skipped" || outcome === "cancelled",
  );
  const skip = async (text: string): Promise<Outcome> => {
    const status = job.signal.aborted ? "cancelled" : "skipped";
    await ports.sink.stepEnded(stepRun, status, [
      reason("upstream-undecided", blocking?.name ?? null, null, null, text),
    ]);
    return status;
  };
  if (job.signal.aborted) return skip("Not started: the run was cancelled");
  if (blocking !== undefined) return skip(`Not started: ${blocking.name} did not succeed`);
  const waited = before.find(({ outcome }) => outcome === "executed") ?? null;

  const needed = neededBy(step);
  // Being decided and reused takes one place like any other step, so that nothing waits for a GPU that it will not use.
  let held = one;
  let release = await state.slots.take(held);
  /** Waits for what others do, and holds no place meanwhile. */
  const elsewhere = async (wait: () => Promise<unknown>): Promise<void> => {
    release();
    await wait();
    held = one;
    release = await state.slots.take(held);
  };
  try {
    for (;;) {
      if (job.signal.aborted) return skip("Not started: the run was cancelled");
      if (state.stopped) return skip("Not started: another step failed");
      const decided = await decideNow(ports, job, state, step, waited?.name ?? null);
      // The command of a cache key is called off too.
      if (!decided.ok && job.signal.aborted) return skip("Not started: the run was cancelled");
      if (!decided.ok) return fail(ports, job, state, step, stepRun, diagnosticText(decided.error));
      const decision = decided.value;
      if (decision === null)
        return fail(ports, job, state, step, stepRun, "The command of its cache key was not agreed to");
      const other = state.computing.get(decision.signature);
      if (other !== undefined) {
        await elsewhere(() => other);
        continue;
      }
      if (decision.trace === null && held !== needed) {
        release();
        held = needed;
        release = await state.slots.take(held);
        // It may have waited long, and somebody may have edited its code meanwhile.
        continue;
      }
      const computation = carryOut(ports, job, state, step, stepRun, decision, release);
      state.computing.set(decision.signature, computation);
      try {
        const outcome = await computation;
        if (outcome !== "taken") return outcome;
      } finally {
        state.computing.delete(decision.signature);
      }
      await elsewhere(ports.otherRuns);
    }
  } finally {
    release();
  }
}

/** What of a step that is about to be decided is to be done, what the library lost of it included. */
async function decideNow(
  ports: EnginePorts,
  job: PipelineJob,
  state: RunState,
  step: Step,
  waited: string | null,
): Promise<Result<Decision | null, PlacedDiagnostic>> {
  const { pipeline, selection } = job;
  const options = {
    forced: selection.forced.has(step.name),
    waited: waited === null ? null : { upstream: waited },
    need: selection.wanted.has(step.name) ? { by: null } : (state.needs.get(step.name) ?? null),
    asSource: false,
  };
  const decided = await decideStep(ports, pipeline, step, state, options);
  if (!decided.ok || decided.value === null || state.needs.has(step.name)) return decided;
  if (withoutPlace(pipeline, decided.value.lost).length === 0) return decided;
  const needed = await needsNow(ports, { pipeline, selection, known: state, ended: state.ended }, step);
  if (!needed.ok) return needed;
  for (const [name, need] of needed.value) state.needs.set(name, need);
  return decideStep(ports, pipeline, step, state, { ...options, need: needed.value.get(step.name) ?? null });
}

async function carryOut(
  ports: EnginePorts,
  job: PipelineJob,
  state: RunState,
  step: Step,
  stepRun: RunId,
  decision: Decision,
  release: () => void,
): Promise<Outcome | "taken"> {
  const learn = (outputs: { readonly [port: string]: Content }) => {
    state.signatures.set(step.name, decision.signature);
    for (const { port, dataset } of step.outputs) state.contents.set(dataset, outputs[port] as Content);
  };
  const inputs = Object.fromEntries(
    step.inputs.map(({ port, dataset }) => [port, state.contents.get(dataset) as Content]),
  );
  if (decision.trace !== null) {
    // Before another output of it is put anywhere: this one is nowhere else.
    const unkept = await ports.executor.takeBack(job.pipeline, decision, decision.lost);
    if (decision.action === "restore") {
      if ((await ports.sink.stepStarting(stepRun, decision, inputs)) === "taken") return "taken";
      const problems = await ports.executor.show(
        job.pipeline,
        step,
        decision,
        decision.trace.outputs,
        stepRun,
      );
      if (problems.length > 0) return fail(ports, job, state, step, stepRun, problems.join("\n"));
    }
    const cache = decision.action === "restore" ? "restored" : "reused";
    await ports.sink.stepReused(stepRun, decision, inputs, cache);
    await warn(ports, stepRun, [...staleTexts(decision), ...unkept]);
    learn(decision.trace.outputs);
    return cache;
  }
  if ((await ports.sink.stepStarting(stepRun, decision, inputs)) === "taken") return "taken";
  let isFinalizing = false;
  const result = await ports.executor.execute({
    run: job.run,
    stepRun,
    pipeline: job.pipeline,
    step,
    decision,
    contents: state.contents,
    signal: job.signal,
    hurry: job.hurry,
    onStarted: (process) => ports.sink.stepRunning(stepRun, process),
    onFinalizing: () => {
      // Another command can run while this one's outputs are read. A hook after it is work like the command's own; and of
      // outputs that take longer to read than to make there are not to be more and more.
      if (step.hooks.after === null && state.finalizing < job.jobs) release();
      state.finalizing += 1;
      isFinalizing = true;
      // Nothing waits for it; a sink that fails says so again when the result is recorded.
      ports.sink.stepFinalizing(stepRun).catch(() => {});
    },
  });
  if (isFinalizing) state.finalizing -= 1;
  if (result.kind === "failed") noteFailure(job, state, step);
  // Another step can execute while the disk is waited for; those that depend on this one wait for the record.
  release();
  await recordResult(ports, { stepRun, pipeline: job.pipeline, step, decision }, result);
  if (result.kind !== "succeeded") return result.kind;
  learn(result.outputs);
  return "executed";
}

async function warn(ports: EnginePorts, stepRun: RunId, texts: readonly string[]): Promise<void> {
  if (texts.length > 0) await ports.sink.stepWarned(stepRun, texts.join("\n"));
}

/** Whoever leaves steps out must know that what this one read is old. */
const staleTexts = ({ notes }: Decision): string[] =>
  notes.filter(({ kind }) => kind === "stale-input").map(({ text }) => text);

function noteFailure(job: PipelineJob, state: RunState, step: Step): void {
  if (!job.keepGoing && !step.keepGoing) state.stopped = true;
}

async function fail(
  ports: EnginePorts,
  job: PipelineJob,
  state: RunState,
  step: Step,
  stepRun: RunId,
  error: string,
): Promise<Outcome> {
  noteFailure(job, state, step);
  await ports.sink.stepFailed(stepRun, null, error);
  return "failed";
}
