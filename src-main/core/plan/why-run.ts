import type { Pipeline, Step } from "../model/pipeline.ts";
import type { Reason } from "../model/reason.ts";
import type { StepHistory, Trace } from "../ports/traces.ts";
import type { Decision } from "./decide.ts";
import { changeReasons, reason } from "./reasons.ts";
import type { NoTrace } from "./traces.ts";

/** Whose sake lost bytes are made again for: that of a step that reads them, or, with null, of the person alone. */
export type Need = { readonly by: string | null };

/** What the library lost that is needed: the first of the outputs, by path or dataset, and what it was of. */
export type NeededLost = {
  readonly subject: string;
  readonly need: Need;
  readonly trace: Pick<Trace, "runNumber">;
};

/** Why a step without a trace that serves must run: what changed since its newest success, and what is lost. */
export function missReasons(
  pipeline: Pipeline,
  step: Step,
  { fingerprint, code, signature }: Pick<Decision, "fingerprint" | "code" | "signature">,
  history: StepHistory,
  { expired, changes }: Pick<NoTrace, "expired" | "changes">,
  lost: NeededLost | null,
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
    if (lost !== null) return [...reasons, lostReason(lost)];
    if (reasons.length === 0) reasons.push(reason("never-run", step.name, null, null, "Never run"));
    return reasons;
  }
  if (last.signature !== signature)
    reasons.push(...changeReasons(pipeline, step, last.fingerprint, fingerprint, code));
  else reasons.push(...last.voided.map(voidedReason));
  // Of the results that there are, these tell why the nearest of them does not serve.
  reasons.push(...changes);
  if (expired !== null) reasons.push(expiredReason(step, expired));
  if (lost !== null) return [...reasons, lostReason(lost)];
  if (last.signature !== signature || last.voided.length > 0 || changes.length > 0 || expired !== null)
    return reasons;
  // The same was made before, and not even what is known of it is there.
  return [...reasons, lostReason({ subject: step.name, need: { by: null }, trace: last })];
}

function lostReason({ subject, need, trace: { runNumber } }: NeededLost): Reason {
  const made = runNumber === null ? "an earlier run made" : `run #${runNumber} made`;
  const use = need.by === null ? "" : `, which ${need.by} reads`;
  const text = `Output missing: the library no longer holds what ${made}${use}`;
  return reason("output-missing", subject, null, null, text);
}

/** What was said when the run ended, told of a run that is past. */
function voidedReason(voided: Reason): Reason {
  const text =
    voided.kind === "changed-while-running" && voided.subject !== null
      ? `${voided.subject} changed while it last ran, so that result does not count`
      : `${voided.text}. That result does not count`;
  return { ...voided, text };
}

function expiredReason(step: Step, { trace, age }: NonNullable<NoTrace["expired"]>): Reason {
  const longest = step.cache.kind === "ttl" ? ageText(step.cache.milliseconds) : null;
  const made = trace.runNumber === null ? "its last result" : `the result of run #${trace.runNumber}`;
  const old = ageText(age);
  return reason(
    "cache-expired",
    step.name,
    old,
    longest,
    `Cache expired: ${made} is ${old} old and serves for ${longest}`,
  );
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** Milliseconds in the largest unit of which there are at least two, or that is exact: `3 days`, `26 hours`, `1 minute`. */
function ageText(milliseconds: number): string {
  for (const [unit, length] of units) {
    const count = Math.floor(milliseconds / length);
    if (count >= 2 || (count === 1 && milliseconds % length === 0))
      return `${count} ${unit}${count === 1 ? "" : "s"}`;
  }
  return milliseconds >= 1_000 ? "1 second" : `${Math.max(0, Math.round(milliseconds))} ms`;
}
