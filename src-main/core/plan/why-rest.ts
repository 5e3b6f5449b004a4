import type { Signature } from "../model/ids.ts";
import type { Pipeline, Port, Step } from "../model/pipeline.ts";
import type { Reason } from "../model/reason.ts";
import type { StepHistory, Trace } from "../ports/traces.ts";
import type { Waited } from "./decide.ts";
import { type Displaced, withoutPlace } from "./output-places.ts";
import { reason } from "./reasons.ts";

/** What serves a step; `lost` are those of its outputs that the library no longer holds. */
type Hit = {
  readonly signature: Signature;
  readonly history: () => StepHistory;
  readonly trace: Trace;
  readonly lost: readonly Port[];
};

/** Why a step need not run, and what will be put back. */
export function hitReasons(
  pipeline: Pipeline,
  step: Step,
  hit: Hit,
  displaced: readonly Displaced[],
  waited: Waited,
): Reason[] {
  const unheld = hit.lost.length === 0 ? [] : withoutPlace(pipeline, hit.lost);
  return [...servedReasons(pipeline, step, hit, displaced, waited), ...unheld.map(unneededReason)];
}

const unneededReason = ({ dataset }: Port): Reason =>
  reason(
    "output-missing",
    dataset,
    null,
    null,
    `Output missing: the library no longer holds ${dataset}, which no step needs now`,
  );

function servedReasons(
  pipeline: Pipeline,
  step: Step,
  { signature, history, trace }: Hit,
  displaced: readonly Displaced[],
  waited: Waited,
): Reason[] {
  const origin = trace.runNumber === null ? trace.stepRun : `#${trace.runNumber}`;
  const isSameAsLast = () => history().lastSuccess?.signature === signature;
  const missing = displaced.filter(({ state }) => state === "missing");
  const different = displaced.filter(({ state }) => state === "different");
  const reasons: Reason[] = [];
  if (waited !== null && isSameAsLast())
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
    const sameAsLast = isSameAsLast();
    const text = sameAsLast
      ? `Output changed: ${path}, will be put back from run ${origin}`
      : `Restored from run ${origin}: ${path}`;
    reasons.push(
      reason(sameAsLast ? "output-modified" : "restored", path, found?.digest ?? null, null, text),
    );
  }
  if (reasons.length > 0) return reasons;
  if (trace.accepted)
    return [reason("accepted-by-user", trace.stepRun, null, null, `Accepted by you: same as run ${origin}`)];
  const elsewhere =
    trace.step.pipeline !== pipeline.name ||
    trace.step.project !== pipeline.project ||
    trace.step.step !== step.name;
  const kind = elsewhere && !isSameAsLast() ? "computed-elsewhere" : "up-to-date";
  const text =
    kind === "computed-elsewhere"
      ? `Computed elsewhere: same as ${trace.step.step} in run ${origin}`
      : `Up to date, same as run ${origin}`;
  return [reason(kind, trace.stepRun, null, null, text)];
}
