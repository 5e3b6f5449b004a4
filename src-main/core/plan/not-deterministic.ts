import { canonicalJson } from "../base/json.ts";
import type { Step } from "../model/pipeline.ts";
import type { StepNote } from "../model/plan.ts";
import type { Trace } from "../ports/traces.ts";

type Made = Pick<Trace, "outputs" | "discovered">;

/**
 * That an earlier run made other bytes of the same: of an equal signature, and of what it was seen to read beyond that. Null
 * where nobody expects the same: the step says itself that its results do not last.
 */
export function otherBytesNote(step: Step, made: Made, earlier: readonly Trace[]): StepNote | null {
  if (earlier.length === 0 || step.cache.kind === "never" || step.cache.kind === "ttl") return null;
  const read = canonicalJson(made.discovered);
  for (const trace of earlier) {
    // Which bytes stand for what somebody accepted says nothing of what the step makes.
    if (trace.accepted || canonicalJson(trace.discovered) !== read) continue;
    const others = step.outputs.filter(
      ({ port }) =>
        trace.outputs[port] !== undefined && trace.outputs[port].digest !== made.outputs[port]?.digest,
    );
    if (others.length > 0)
      return noteOf(
        others.map(({ dataset }) => dataset),
        trace,
      );
  }
  return null;
}

function noteOf(datasets: readonly string[], { runNumber }: Trace): StepNote {
  const run = runNumber === null ? "an earlier run" : `run #${runNumber}`;
  const [names, verb] = [datasets.join(", "), datasets.length === 1 ? "is" : "are"];
  return {
    kind: "not-deterministic",
    subject: datasets[0] ?? null,
    text: `Not deterministic: ${names} ${verb} not what ${run} made of the same code, parameters and inputs`,
  };
}
