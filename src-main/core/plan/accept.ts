import { err, ok, type Result } from "../base/result.ts";
import { type PlacedDiagnostic, problem } from "../model/diagnostic.ts";
import type { RunId, Signature } from "../model/ids.ts";
import { datasetsOf, type Pipeline, type Step, upstreamOf } from "../model/pipeline.ts";
import { withAncestors } from "../pipeline/graph.ts";
import type { Content } from "../ports/files.ts";
import type { Discovered, LastSuccess } from "../ports/traces.ts";
import { type DecisionPorts, decideStep, identityOf } from "./decide.ts";
import { rediscovered } from "./discovered.ts";
import { needsResultOf, readGiven, withKeysOnce } from "./given.ts";

/** That the outputs of an earlier run stand for a signature, because a person says so. */
export type Acceptance = {
  readonly signature: Signature;
  /** The step's run that made the outputs. */
  readonly run: RunId;
  readonly outputs: { readonly [port: string]: Content };
  /** What that run was seen to depend on, as it is now. */
  readonly discovered: readonly Discovered[];
};

/**
 * What to remember so that a step counts as done with its newest outputs. Fails when there is nothing to accept, when it
 * is up to date already, and when what it reads is not up to date itself.
 */
export async function acceptStep(
  given: DecisionPorts,
  pipeline: Pipeline,
  step: Step,
): Promise<Result<Acceptance, readonly PlacedDiagnostic[]>> {
  const ports = withKeysOnce(given);
  const no = (code: string, message: string, remedy: string) =>
    err([{ ...problem(code, message, remedy), file: pipeline.file }]);
  if (step.cache.kind === "never")
    return no(
      "nothing-to-accept",
      `${step.name} is always run, as its cache is off`,
      "Take `cache: false` away to keep its results.",
    );
  const before = withAncestors(pipeline, [step.name]);
  const outside = pipeline.steps.filter(({ name }) => name !== step.name && before.has(name));
  const known = await readGiven(ports, pipeline, { steps: [step], outside });
  if (!known.ok) return known;
  const outdated = upstreamOf(pipeline, step).filter(
    (name) => known.value.outdated.has(name) && needsResultOf(pipeline, step, name),
  );
  if (outdated.length > 0)
    return no(
      "inputs-not-up-to-date",
      `${step.name} depends on ${outdated.join(", ")}, which ${outdated.length === 1 ? "is" : "are"} not up to date`,
      `Run or accept ${outdated.join(", ")} first.`,
    );
  const options = { forced: false, waited: null, need: { by: null }, asSource: false };
  const decided = await decideStep(ports, pipeline, step, known.value, options);
  if (!decided.ok) return err([decided.error]);
  if (decided.value === null)
    return no(
      "not-agreed",
      `What the cache key of ${step.name} is cannot be told before you agree to the pipeline's commands`,
      "Review and trust them first.",
    );
  const { signature, trace, code } = decided.value;
  if (trace !== null)
    return no("up-to-date", `${step.name} is up to date already`, "There is nothing to accept.");

  const last = ports.traces.history(identityOf(pipeline, step)).lastSuccess;
  if (last === null)
    return no("nothing-to-accept", `${step.name} has no result that could be accepted`, "Run it once.");
  const misfit = misfitOf(ports, pipeline, step, last);
  if (misfit !== null) return no("nothing-to-accept", misfit, "Run the step.");
  return ok({
    signature,
    run: last.madeBy,
    outputs: last.outputs,
    discovered: await rediscovered(ports, code.starts, last.discovered),
  });
}

/** Why the newest outputs of a step cannot stand for what it would make now; null when they can. */
function misfitOf(
  { objects }: DecisionPorts,
  pipeline: Pipeline,
  step: Step,
  last: LastSuccess,
): string | null {
  const datasets = datasetsOf(pipeline);
  const run = last.runNumber === null ? "its last run" : `run #${last.runNumber}`;
  const missing = step.outputs.filter(({ port, dataset }) => {
    const made = Object.hasOwn(last.outputs, port) ? last.outputs[port] : undefined;
    const type = datasets.get(dataset)?.type;
    return made === undefined || (type !== "either" && made.type !== type);
  });
  if (missing.length > 0)
    return `${run} of ${step.name} did not make ${missing.map(({ port }) => port).join(", ")}`;
  const lost = step.outputs.filter(({ port }) => !objects.has(last.outputs[port] as Content));
  return lost.length === 0
    ? null
    : `The library no longer holds ${lost.map(({ port }) => port).join(", ")} of ${run}`;
}
