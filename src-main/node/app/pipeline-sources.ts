import { statSync } from "node:fs";
import type { PipelineSource } from "../../core/pipeline/include.ts";
import { listPipelines } from "../store/tables/pipelines.ts";
import type { Library } from "./library.ts";
import type { IncludedUse } from "./pipeline-cache.ts";

/** All texts that a pipeline is read from. */
export type Sources = { readonly source: PipelineSource; readonly uses: readonly IncludedUse[] };

/** Those that the library keeps of a pipeline, from when it was imported. */
export const keptSources = (json: string): Sources => JSON.parse(json) as Sources;

/** By absolute path. */
export const textsOf = ({ source, uses }: Sources): ReadonlyMap<string, string> =>
  new Map([source, ...uses.flatMap(({ sources }) => sources)].map(({ file, text }) => [file, text]));

/** Looks whether a file of a pipeline on the list was written; to be asked again and again. The first time tells nothing. */
export function watchPipelines({ database }: Pick<Library, "database">): () => boolean {
  let before: string | null = null;
  return () => {
    const files = listPipelines(database).flatMap(({ file, source }) =>
      source === null ? [file] : [...textsOf(keptSources(source)).keys()],
    );
    const now = JSON.stringify(
      files.map((file) => {
        const stats = statSync(file, { throwIfNoEntry: false });
        return [file, stats?.mtimeMs, stats?.size, stats?.ino];
      }),
    );
    const isNew = before !== null && before !== now;
    before = now;
    return isNew;
  };
}
