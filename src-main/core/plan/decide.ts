import { err, ok, type Result } from "../base/result.ts";
import { type Fingerprint, signatureOf } from "../fingerprint/fingerprint.ts";
import type { Diagnostic, PlacedDiagnostic } from "../model/diagnostic.ts";
import type { Signature } from "../model/ids.ts";
import { type Pipeline, type Port, type Step, stepsOf, upstreamOf } from "../model/pipeline.ts";
import type { StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import { templateParams } from "../model/step-params.ts";
import { renderShell } from "../pipeline/templates.ts";
import type { Content, ObjectStore } from "../ports/files.ts";
import type { StepIdentity, Trace, TraceSource } from "../ports/traces.ts";
import { buildFingerprint } from "./build-fingerprint.ts";
import { undeclaredNotes } from "./discovered.ts";
import { otherBytesNote } from "./not-deterministic.ts";
import { codeNotes, withNotes } from "./notes.ts";
import { neededOfLost, outputPlaces } from "./output-places.ts";
import { forcedReason, reason } from "./reasons.ts";
import type { CodePorts, StepCode } from "./step-code.ts";
import { findTrace } from "./traces.ts";
import { hitReasons } from "./why-rest.ts";
import { missReasons, type Need } from "./why-run.ts";

/** What deciding needs from outside. */
export type DecisionPorts = CodePorts & {
  readonly objects: ObjectStore;
  readonly traces: TraceSource;
  /**
   * What the command of `cache: {key: …}` prints. Null while it may not be executed, because the person has not agreed
   * to the pipeline's commands yet.
   */
  readonly keyOf: (command: string) => Promise<Result<string, Diagnostic> | null>;
  /** Epoch milliseconds. */
  readonly now: () => number;
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
  /** Outputs of the trace whose bytes the library no longer holds. Those with a path stand there; others nobody needs. */
  readonly lost: readonly Port[];
  readonly reasons: readonly Reason[];
  readonly notes: readonly StepNote[];
};

export type Known = {
  /** Content of every dataset known so far, by name. */
  readonly contents: ReadonlyMap<string, Content>;
  /** Signatures of the steps decided so far, by name. */
  readonly signatures: ReadonlyMap<string, Signature>;
  /** Datasets that are not what their makers would make now, with what to say of them. */
  readonly stale: ReadonlyMap<string, StepNote>;
};

/** Why a step whose decision had to wait came out as it did. */
export type Waited = { readonly upstream: string } | null;

export type DecideOptions = {
  readonly forced: boolean;
  /** A step that ran just before and that this one had been waiting for. */
  readonly waited: Waited;
  /** Who needs those of its outputs that other steps read; only asked where the library lost them. */
  readonly need: Need | null;
  /** It is not asked whether it would run, but what it has made: neither `cache: false` nor lost bytes are a reason against. */
  readonly asSource: boolean;
};

export const identityOf = (pipeline: Pipeline, step: Step): StepIdentity => ({
  project: pipeline.project,
  pipeline: pipeline.name,
  step: step.name,
});

/**
 * Decides one step whose inputs are all in `known`; null while its cache key may not be asked for. Fails when what it
 * depends on cannot be read, or its cache key's command fails.
 */
export async function decideStep(
  ports: DecisionPorts,
  pipeline: Pipeline,
  step: Step,
  known: Known,
  options: DecideOptions,
): Promise<Result<Decision | null, PlacedDiagnostic>> {
  const key =
    step.cache.kind === "key" ? await ports.keyOf(keyCommand(pipeline, step, step.cache.command)) : ok(null);
  if (key === null) return ok(null);
  if (!key.ok) return err(ofStep(pipeline, step, key.error, "cache"));
  const after =
    step.needs.length === 0
      ? none
      : step.needs
          .filter((name) => stepsOf(pipeline).get(name)?.outputs.length === 0)
          .map((name) => known.signatures.get(name))
          .filter((signature) => signature !== undefined);
  const built = await buildFingerprint(ports, pipeline, step, known.contents, { after, key: key.value });
  if (!built.ok)
    return err(ofStep(pipeline, step, built.error, step.command.kind === "call" ? "call" : "run"));
  const { fingerprint, code } = built.value;
  const signature = signatureOf(fingerprint, ports.sha256);
  const decided = {
    fingerprint,
    code,
    signature,
    notes: withNotes(codeNotes(step, code), staleNotes(step, known)),
  };
  const run = (reasons: readonly Reason[]) =>
    ok({
      ...decided,
      action: "run",
      trace: null,
      lost: none,
      // Why it would run anyway is what people want to know of it.
      reasons: options.forced ? [forcedReason(step), ...reasons] : reasons,
    } as const);
  if (step.cache.kind === "never" && !options.asSource)
    return run([reason("cache-disabled", step.name, null, null, "Always run: its cache is off")]);

  // Asked for only where it matters: most steps of a plan are just up to date.
  const history = () => ports.traces.history(identityOf(pipeline, step));
  const found = await findTrace(ports, step, signature, code.starts);
  if (found.trace === null) return run(missReasons(pipeline, step, decided, history(), found, null));
  if (options.forced) return run(none);
  const { trace, all } = found;
  const other = all.length === 1 ? null : otherBytesNote(step, trace, all);
  const places = await outputPlaces(ports.files, pipeline, step, signature, trace);
  if (!places.ok) return err(ofStep(pipeline, step, places.error, "outputs"));
  const lost = found.lost.length === 0 ? none : step.outputs.filter(({ port }) => found.lost.includes(port));
  const needed =
    lost.length === 0 || options.asSource ? null : neededOfLost(pipeline, lost, places.value, options.need);
  if (needed !== null)
    return run(missReasons(pipeline, step, decided, history(), served, { ...needed, trace }));
  return ok({
    ...decided,
    action: places.value.length > 0 ? "restore" : "reuse",
    trace,
    lost,
    reasons: hitReasons(pipeline, step, { signature, history, trace, lost }, places.value, options.waited),
    notes: withNotes(decided.notes, [
      ...undeclaredNotes(trace.discovered),
      ...(other === null ? [] : [other]),
    ]),
  });
}

const none: readonly never[] = [];

/** Of a trace that would serve if it were held. */
const served = { expired: null, changes: none };

/** What is said of those of its inputs that are not what their makers would make now. */
const staleNotes = ({ inputs }: Step, { stale }: Pick<Known, "stale">): readonly StepNote[] =>
  stale.size === 0 ? none : inputs.flatMap(({ dataset }) => stale.get(dataset) ?? []);

/** The command of a cache key, for the shell. No other templates than of parameters can stand in it. */
const keyCommand = (pipeline: Pipeline, step: Step, command: string): string =>
  renderShell(command, {
    params: templateParams(pipeline, step),
    inputs: new Map(),
    outputs: new Map(),
    signature: "",
  });

/** A problem with the place in the pipeline file that it is about. */
const ofStep = (pipeline: Pipeline, step: Step, found: Diagnostic, key: string): PlacedDiagnostic => ({
  ...found,
  file: pipeline.file,
  at: ["steps", step.base, key],
});

/** Steps before this one that have not been decided or are about to run: it must wait for them. */
export function openUpstream(pipeline: Pipeline, step: Step, isOpen: (name: string) => boolean): string[] {
  return upstreamOf(pipeline, step).filter(isOpen);
}
