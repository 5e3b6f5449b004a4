import { resolve } from "node:path";
import { ok, type Result } from "../../core/base/result.ts";
import type { PlacedDiagnostic } from "../../core/model/diagnostic.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import type { Plan } from "../../core/model/plan.ts";
import type { DecisionPorts } from "../../core/plan/decide.ts";
import { noting, stillHold } from "../../core/plan/grounds.ts";
import { planPipeline } from "../../core/plan/plan-pipeline.ts";
import type { Selection } from "../../core/plan/select.ts";
import { rememberedState } from "../host/file-state.ts";
import type { DigestCache } from "../host/stat-cache.ts";
import { tracesState } from "../store/tables/traces.ts";
import type { Library } from "./library.ts";
import type { PlanQuestion } from "./plan-cache.ts";

/** A pipeline to plan, at rest, and what it is planned with. */
export type PlanRequest = {
  readonly pipeline: Pipeline;
  readonly selection: Selection;
  readonly ports: DecisionPorts;
  /** What `ports` digests files through. */
  readonly digests: DigestCache;
  /** Digest of all that the pipeline, the selection and what is not asked of `ports` follow from; null: it is not told. */
  readonly key: string | null;
};

/**
 * What `planPipeline` answers; made only where something that it rests on is not as it was when it was made before. What was
 * asked then is asked again, files by how they stand.
 */
export async function planOnce(
  { plans, database }: Pick<Library, "plans" | "database">,
  { pipeline, selection, ports, digests, key }: PlanRequest,
): Promise<Result<Plan, readonly PlacedDiagnostic[]>> {
  // What another tool made is looked at in its own ways, which are not among the grounds.
  if (key === null || pipeline.foreign !== null) return planPipeline(ports, pipeline, selection);
  const absolute = (path: string) => resolve(pipeline.workspace, path);
  const question = (): PlanQuestion => ({ file: pipeline.file, of: key, traces: tracesState(database) });
  const asked = question();
  const known = await plans.recall(asked, (grounds) => stillHold(ports, grounds), absolute);
  if (known !== null) return ok(known);
  const noted = noting(ports);
  const planned = await planPipeline(noted.ports, pipeline, selection);
  const grounds = planned.ok ? noted.grounds() : null;
  if (!planned.ok || grounds === null) return planned;
  const state = rememberedState(
    digests,
    grounds.files.map(([path, digest]) => [absolute(path), digest]),
  );
  // Traces that came meanwhile may have been seen by some steps and not by others.
  if (state !== null && question().traces === asked.traces)
    plans.remember(asked, grounds, state, planned.value);
  return planned;
}
