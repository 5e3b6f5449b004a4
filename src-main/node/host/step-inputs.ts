import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { datasetsOf } from "../../core/model/pipeline.ts";
import { renderSourcePath } from "../../core/pipeline/templates.ts";
import type { Execution } from "../../core/ports/executor.ts";
import type { Content } from "../../core/ports/files.ts";
import type { LocalHost } from "./local-host.ts";
import { stagedName } from "./staged-name.ts";
import { isTouched, type SourceWatch, watchedSource } from "./watched-source.ts";
import { ignoring } from "./workspace-files.ts";

/** A step's inputs by the names that it knows them by; those that it gathers by the items' keys, in their order. */
export type InputPaths = ReadonlyMap<string, string | ReadonlyMap<string, string>>;

export type StagedInputs = {
  readonly paths: InputPaths;
  /** Sources that are not any more what the step was decided by. */
  readonly changed: readonly string[];
  /** Sources read where they are, by which to tell whether they were touched since, even if they look the same again. */
  readonly watched: readonly WatchedInput[];
};

type WatchedInput = { readonly name: string; readonly watch: SourceWatch };

/** Sources read where they are that were touched since they were staged. */
export async function touchedSince({ watched }: StagedInputs): Promise<string[]> {
  const touched: string[] = [];
  for (const { name, watch } of watched) if (await isTouched(watch)) touched.push(name);
  return touched;
}

/**
 * Puts a step's inputs into `folder`: private and verified. Sources too large to keep get a view of their own where that
 * costs nothing, and are read where they are otherwise.
 */
export async function stageInputs(
  host: LocalHost,
  { pipeline, step, contents }: Execution,
  folder: string,
): Promise<StagedInputs> {
  const { objects } = host;
  const datasets = datasetsOf(pipeline);
  const paths = new Map<string, string | Map<string, string>>();
  const changed: string[] = [];
  const watched: WatchedInput[] = [];
  mkdirSync(folder, { recursive: true });
  for (const { port, dataset: name, gathered } of step.inputs) {
    const dataset = datasets.get(name);
    let content: Content | null | undefined = contents.get(name);
    if (dataset === undefined || content == null) throw new Error(`The input ${name} is not known`);
    let place = join(folder, stagedName(port, dataset.path));
    if (dataset.maker === null && !objects.has(content)) {
      const source = resolve(pipeline.workspace, renderSourcePath(dataset.path ?? "", pipeline.params));
      if (content.size > host.keptSource) {
        const view = await watchedSource(host.cache, source, dataset, content, place);
        if (view.isChanged) changed.push(name);
        if (view.watch !== null) watched.push({ name, watch: view.watch });
        place = view.path;
        content = null;
      } else {
        const taken = await objects.takeSoon(source, content.type, "copy", await ignoring(dataset.ignore));
        // Said here, because a source that is changed back before the step ends would look untouched then.
        if (taken.digest !== content.digest) changed.push(name);
        content = taken;
      }
    }
    if (content !== null) await objects.linkTo(content, place);
    if (gathered === null) paths.set(port, place);
    else {
      const group = paths.get(gathered.name);
      if (group instanceof Map) group.set(gathered.key, place);
      else paths.set(gathered.name, new Map([[gathered.key, place]]));
    }
  }
  return { paths, changed, watched };
}
