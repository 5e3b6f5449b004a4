import type { Result } from "../../core/base/result.ts";
import type { PlacedDiagnostic } from "../../core/model/diagnostic.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import type { Plan } from "../../core/model/plan.ts";
import type { DecisionPorts } from "../../core/plan/decide.ts";
import { noting, stillHold } from "../../core/plan/grounds.ts";
import { planPipeline } from "../../core/plan/plan-pipeline.ts";
import type { Selection } from "../../core/plan/select.ts";
import { rememberedState } from "../host/file-state.ts";
import { placeIn } from "../host/place-in.ts";
import type { DigestCache } from "../host/stat-cache.ts";
import { tracesState } from "../store/tables/traces.ts";
import type { Library } from "./library.ts";
import type { PlanQuestion } from "./plan-cache.ts";

/** A pipeline to plan, at rest, and what it is planned with. */
export type PlanRequest = {
  readonly pipeline: Pipeline;
  readonly ports: DecisionPorts;
  /** What `ports` digests files through. */
  readonly digests: DigestCache;
  /**
   * Digest of all that the pipeline, the selected steps and what is not asked of `ports` follow from; null: it is not told.
   */
  readonly key: string | null;
};

type Kept = Pick<Library, "plans" | "database">;

/** Null where nothing is kept: what another tool made is looked at in its own ways, which are not among the grounds. */
const questionOf = ({ database }: Kept, { pipeline, key }: PlanRequest): PlanQuestion | null =>
  key === null || pipeline.foreign !== null
    ? null
    : { file: pipeline.file, of: key, traces: tracesState(database) };

/**
 * The plan that `newPlan` would come to now, where that is known: it was made before, and what it asked then is asked again,
 * files by how they stand. Asks for no step of the pipeline.
 */
export async function knownPlan(library: Kept, request: PlanRequest): Promise<Plan | null> {
  const { pipeline, ports } = request;
  const asked = questionOf(library, request);
  if (asked === null) return null;
  return library.plans.recall(asked, (grounds) => stillHold(ports, grounds), placeIn(pipeline.workspace));
}

/** What `planPipeline` answers, kept for `knownPlan` where it may be. */
export async function newPlan(
  library: Kept,
  request: PlanRequest,
  selection: Selection,
): Promise<Result<Plan, readonly PlacedDiagnostic[]>> {
  const { pipeline, ports, digests } = request;
  const asked = questionOf(library, request);
  if (asked === null) return planPipeline(ports, pipeline, selection);
  const noted = noting(ports);
  const planned = await planPipeline(noted.ports, pipeline, selection);
  const grounds = planned.ok ? noted.grounds() : null;
  if (!planned.ok || grounds === null) return planned;
  const absolute = placeIn(pipeline.workspace);
  const state = rememberedState(
    digests,
    grounds.files.map(([path, digest]) => [absolute(path), digest]),
  );
  // Traces that came meanwhile may have been seen by some steps and not by others.
  if (state !== null && questionOf(library, request)?.traces === asked.traces)
    library.plans.remember(asked, grounds, state, planned.value);
  return planned;
}
