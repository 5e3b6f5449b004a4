import { ok, type Result } from "../base/result.ts";
import type { PlacedDiagnostic } from "../model/diagnostic.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import { withDescendants } from "../pipeline/graph.ts";
import type { DecisionPorts, Known } from "../plan/decide.ts";
import { forecast } from "../plan/plan-pipeline.ts";
import type { Selection } from "../plan/select.ts";
import { rememberAll } from "../plan/step-code.ts";
import type { Need } from "../plan/why-run.ts";

/** A run under way: what is known of the steps that ended, and how they did. */
type Progress = {
  readonly pipeline: Pipeline;
  readonly selection: Selection;
  readonly known: Known;
  readonly ended: ReadonlyMap<string, string>;
};

/**
 * For whom the lost outputs of a step have to be made again, as a plan of what is left of the run tells: of it and of the
 * others of which that is settled now. Null: for nobody, so their results stand as they are.
 */
export async function needsNow(
  ports: DecisionPorts,
  { pipeline, selection, known, ended }: Progress,
  step: Step,
): Promise<Result<ReadonlyMap<string, Need | null>, PlacedDiagnostic>> {
  const isKnown = (name: string) => known.signatures.has(name);
  // What waits for a step that did not succeed is not started any more, and needs nothing.
  const failed = [...ended.keys()].filter((name) => !isKnown(name));
  const skipped = failed.length === 0 ? new Set<string>() : withDescendants(pipeline, failed);
  const steps = selection.steps.filter(({ name }) => !isKnown(name) && !skipped.has(name));
  const start = { ...known, lost: new Map<string, string>() };
  const found = await forecast({ ...ports, once: rememberAll() }, pipeline, { ...selection, steps }, start);
  if (!found.ok) return { ok: false, error: found.error[0] as PlacedDiagnostic };
  const { sure, perhaps, unneeded } = found.value;
  const own = perhaps.get(step.name);
  return ok(
    new Map<string, Need | null>([
      ...[...unneeded].map((name) => [name, null] as const),
      ...sure,
      // Nothing that it waits for is left to tell more.
      ...(own === undefined ? [] : [[step.name, own] as const]),
    ]),
  );
}
