import { err, ok, type Result } from "../base/result.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { type Signature, shortSignature } from "../model/ids.ts";
import { type Dataset, datasetsOf, isRead, type Pipeline, type Port, type Step } from "../model/pipeline.ts";
import { renderOutputPath } from "../pipeline/templates.ts";
import type { Content, WorkspaceFiles } from "../ports/files.ts";
import type { Trace } from "../ports/traces.ts";
import type { Need, NeededLost } from "./why-run.ts";

/** Where an output of a step is shown in the workspace under these parameters, or null. */
export function outputPath(pipeline: Pipeline, dataset: Dataset, signature: Signature): string | null {
  return dataset.path === null
    ? null
    : renderOutputPath(dataset.path, { params: pipeline.params, signature: shortSignature(signature) });
}

/** An output that is not at its path as it was made. */
export type Displaced = {
  readonly port: string;
  readonly path: string;
  readonly state: "missing" | "different";
  readonly found: Content | null;
};

/** Outputs that have a path of their own and are not there as the trace has them. */
export async function outputPlaces(
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
    if (found.value === null) displaced.push({ port, path, state: "missing", found: null });
    else if (found.value.digest !== expected.digest)
      displaced.push({ port, path, state: "different", found: found.value });
  }
  return ok(displaced);
}

/** Outputs that are in nobody's workspace: what the library lost of them is nowhere any more. */
export const withoutPlace = (pipeline: Pipeline, outputs: readonly Port[]): readonly Port[] =>
  outputs.filter(({ dataset }) => datasetsOf(pipeline).get(dataset)?.path === null);

/**
 * The first of a result's lost outputs that has to be made again; null: none. One with a path belongs there; one that no
 * step reads is what people run the pipeline for; another counts where `need` says that somebody wants it.
 */
export function neededOfLost(
  pipeline: Pipeline,
  lost: readonly Port[],
  displaced: readonly Displaced[],
  need: Need | null,
): Omit<NeededLost, "trace"> | null {
  const gone = displaced.find(({ port }) => lost.some((output) => output.port === port));
  if (gone !== undefined) return { subject: gone.path, need: { by: null } };
  const nowhere = withoutPlace(pipeline, lost);
  const result = nowhere.find(({ dataset }) => !isRead(pipeline, dataset));
  if (result !== undefined) return { subject: result.dataset, need: { by: null } };
  const [first] = nowhere;
  return need === null || first === undefined ? null : { subject: first.dataset, need };
}
