import { err, ok, type Result } from "../base/result.ts";
import { type Fingerprint, signatureOf } from "../fingerprint/fingerprint.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { type Signature, shortSignature } from "../model/ids.ts";
import { type Dataset, datasetsOf, type Pipeline, type Step, upstreamOf } from "../model/pipeline.ts";
import type { Reason } from "../model/reason.ts";
import { renderOutputPath } from "../pipeline/templates.ts";
import type { Content, ObjectStore, WorkspaceFiles } from "../ports/files.ts";
import type { StepHistory, StepIdentity, Trace, TraceSource } from "../ports/traces.ts";
import { buildFingerprint } from "./build-fingerprint.ts";
import { changeReasons, reason } from "./reasons.ts";
import type { CodePorts, StepCode } from "./step-code.ts";

/** What deciding needs from outside. */
export type DecisionPorts = CodePorts & {
  readonly objects: ObjectStore;
  readonly traces: TraceSource;
};

/** A step whose inputs are known is decided: it must run, or a trace serves. */
export type Decision = {
  readonly fingerprint: Fingerprint;
  /** The files behind the fingerprint's code, how they hang together, and what of them had to count whole. */
  readonly code: StepCode;
  readonly signature: Signature;
  readonly action: "run" | "reuse" | "restore";
  /** The trace that serves; null for `run`. */
  readonly trace: Trace | null;
  readonly reasons: readonly Reason[];
};

export type Known = {
  /** Content of every dataset known so far, by name. */
  readonly contents: ReadonlyMap<string, Content>;
  /** Signatures of the steps decided so far, by name. */
  readonly signatures: ReadonlyMap<string, Signature>;
};

/** Why a step whose decision had to wait came out as it did. */
export type Waited = { readonly upstream: string } | null;

const identityOf = (pipeline: Pipeline, step: Step): StepIdentity => ({
  project: pipeline.project,
  pipeline: pipeline.name,
  step: step.name,
});

/**
 * Decides one step whose inputs are all in `known`. `waited` names a step that ran just before and that this one had
 * been waiting for, so that the answer can say that the ripple stopped.
 */
export async function decideStep(
  ports: DecisionPorts,
  pipeline: Pipeline,
  step: Step,
  known: Known,
  options: { readonly forced: boolean; readonly waited: Waited },
): Promise<Result<Decision, Diagnostic>> {
  const after = step.needs
    .filter((name) => pipeline.steps.find((other) => other.name === name)?.outputs.length === 0)
    .map((name) => known.signatures.get(name))
    .filter((signature) => signature !== undefined);
  const built = await buildFingerprint({ ...ports, pipeline }, step, known.contents, after);
  if (!built.ok) return built;
  const { fingerprint, code } = built.value;
  const signature = signatureOf(fingerprint, ports.sha256);
  const decided = { fingerprint, code, signature };
  if (options.forced)
    return ok({
      ...decided,
      action: "run",
      trace: null,
      reasons: [reason("forced", step.name, null, null, "Forced")],
    });

  const history = ports.traces.history(identityOf(pipeline, step));
  const traces = ports.traces.of(signature);
  const trace = traces.find(({ outputs }) => Object.values(outputs).every(ports.objects.has));
  if (trace === undefined) {
    const reasons = missReasons(pipeline, step, decided, history, traces);
    return ok({ ...decided, action: "run", trace: null, reasons });
  }
  const places = await outputPlaces(ports.files, pipeline, step, signature, trace);
  if (!places.ok) return places;
  const reasons = hitReasons(pipeline, step, signature, history, trace, places.value, options.waited);
  return ok({ ...decided, action: places.value.length > 0 ? "restore" : "reuse", trace, reasons });
}

/** Where an output of a step is shown in the workspace under these parameters, or null. */
export function outputPath(pipeline: Pipeline, dataset: Dataset, signature: Signature): string | null {
  return dataset.path === null
    ? null
    : renderOutputPath(dataset.path, { params: pipeline.params, signature: shortSignature(signature) });
}

type Displaced = {
  readonly path: string;
  readonly state: "missing" | "different";
  readonly found: Content | null;
};

/** Outputs that have a path of their own and are not there as the trace has them. */
async function outputPlaces(
  files: WorkspaceFiles,
  pipeline: Pipeline,
  step: Step,
  signature: Signature,
  trace: Trace,
): Promise<Result<Displaced[], Diagnostic>> {
  const displaced: Displaced[] = [];
  for (const { port, dataset: name } of step.outputs) {
    const dataset = datasetsOf(pipeline).get(name);
    const expected = trace.outputs[port];
    if (dataset === undefined || expected === undefined) continue;
    const path = outputPath(pipeline, dataset, signature);
    if (path === null) continue;
    const found = await files.content(path, { type: dataset.type, ignore: null });
    if (!found.ok) return err(found.error);
    if (found.value === null) displaced.push({ path, state: "missing", found: null });
    else if (found.value.digest !== expected.digest)
      displaced.push({ path, state: "different", found: found.value });
  }
  return ok(displaced);
}

function missReasons(
  pipeline: Pipeline,
  step: Step,
  { fingerprint, code, signature }: Pick<Decision, "fingerprint" | "code" | "signature">,
  history: StepHistory,
  unusable: readonly Trace[],
): Reason[] {
  const reasons: Reason[] = [];
  const failure = history.lastFailure;
  if (failure !== null) {
    const where = failure.runNumber === null ? "" : ` (run #${failure.runNumber})`;
    const word = failure.status === "failed" ? "failed" : `was ${failure.status}`;
    reasons.push(reason("last-run-failed", step.name, null, null, `Its last run ${word}${where}`));
  }
  const last = history.lastSuccess;
  if (last === null) {
    if (reasons.length === 0) reasons.push(reason("never-run", step.name, null, null, "Never run"));
    return reasons;
  }
  if (last.signature !== signature)
    return [...reasons, ...changeReasons(pipeline, step, last.fingerprint, fingerprint, code)];
  if (history.changedWhileRunning)
    reasons.push(
      reason(
        "changed-while-running",
        step.name,
        null,
        null,
        "Inputs or code changed while it last ran, so that result does not count",
      ),
    );
  else if (unusable.length > 0)
    reasons.push(
      reason(
        "output-missing",
        step.name,
        null,
        null,
        `Output missing: the library no longer holds what run #${unusable[0]?.runNumber ?? "?"} made`,
      ),
    );
  return reasons;
}

function hitReasons(
  pipeline: Pipeline,
  step: Step,
  signature: Signature,
  history: StepHistory,
  trace: Trace,
  displaced: readonly Displaced[],
  waited: Waited,
): Reason[] {
  const origin = trace.runNumber === null ? trace.stepRun : `#${trace.runNumber}`;
  const sameAsLast = history.lastSuccess?.signature === signature;
  const missing = displaced.filter(({ state }) => state === "missing");
  const different = displaced.filter(({ state }) => state === "different");
  const reasons: Reason[] = [];
  if (waited !== null && sameAsLast)
    reasons.push(
      reason(
        "same-output-upstream",
        waited.upstream,
        null,
        null,
        `Not rerun: ${waited.upstream} ran again but its output is identical`,
      ),
    );
  for (const { path } of missing)
    reasons.push(
      reason("output-missing", path, null, null, `Output missing: ${path}, kept from run ${origin}`),
    );
  for (const { path, found } of different) {
    // Going back to an earlier signature finds the newer result at the path; only without such a change did somebody edit it.
    const text = sameAsLast
      ? `Output changed: ${path}, will be put back from run ${origin}`
      : `Restored from run ${origin}: ${path}`;
    reasons.push(
      reason(sameAsLast ? "output-modified" : "restored", path, found?.digest ?? null, null, text),
    );
  }
  if (reasons.length > 0) return reasons;
  const elsewhere =
    trace.step.pipeline !== pipeline.name ||
    trace.step.project !== pipeline.project ||
    trace.step.step !== step.name;
  const kind = elsewhere && !sameAsLast ? "computed-elsewhere" : "up-to-date";
  const text =
    kind === "computed-elsewhere"
      ? `Computed elsewhere: same as ${trace.step.step} in run ${origin}`
      : `Up to date, same as run ${origin}`;
  return [reason(kind, trace.stepRun, null, null, text)];
}

/** Steps before this one that have not been decided or are about to run: it must wait for them. */
export function openUpstream(pipeline: Pipeline, step: Step, isOpen: (name: string) => boolean): string[] {
  return upstreamOf(pipeline, step).filter(isOpen);
}
