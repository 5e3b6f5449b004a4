import { readFileSync } from "node:fs";
import type { Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import type { PipelineSource, ReadIncluded } from "../../core/pipeline/include.ts";
import type { PipelineReading } from "../../core/pipeline/read-pipeline.ts";
import { notingUses, type PipelineCache } from "./pipeline-cache.ts";
import { pipelineFileAt } from "./pipeline-file-at.ts";
import { formatByName, workspaceOf } from "./pipeline-format.ts";
import { type ReadPipeline, type UsablePipeline, usable } from "./usable-pipeline.ts";

/** What `readPipelineFile` answers; parsed and checked only when these very texts were not read before. */
export async function readPipelineOnce(cache: PipelineCache, path: string): Promise<ReadPipeline> {
  const source = sourceAt(path);
  const reader = async (file: string) => {
    // Loaded where something is included, or read for the first time.
    const { includedFiles } = await import("../host/included-files.ts");
    return includedFiles(file);
  };
  const known = source === null ? null : await cache.recall(source, reader);
  if (known !== null && isStillThere(known.pipeline)) return known;
  // Not at the start: what is known already does without the parser and the schema.
  if (source === null) return (await import("./pipeline-files.ts")).readPipelineFile(path);
  const { uses, read } = notingUses(await reader(source.file));
  const found = await readSoon(source, read);
  const sound = usable(path, found);
  return sound.ok ? { ...sound.value, key: cache.remember(source, uses, sound.value) } : found;
}

/** What `readInItsFormat` answers, which is loaded for files that cannot be read without. */
async function readSoon(source: PipelineSource, read: ReadIncluded): Promise<PipelineReading> {
  const sound =
    formatByName(source.file) === "signet"
      ? (await import("../../core/pipeline/read-sound.ts")).readSoundPipeline(source)
      : null;
  return sound ?? (await import("./read-in-format.ts")).readInItsFormat(source, read);
}

/** The workspace of another tool's pipeline is told by what lies around its file. */
const isStillThere = ({ foreign, file, workspace }: Pipeline): boolean =>
  foreign === null || workspaceOf(file) === workspace;

/** The same, where a pipeline with errors is a failure. */
export const loadPipelineOnce = async (
  cache: PipelineCache,
  path: string,
): Promise<Result<UsablePipeline, Failure>> => usable(path, await readPipelineOnce(cache, path));

/** Null when it cannot be read: whoever reads it to say why finds out. */
function sourceAt(path: string): PipelineSource | null {
  const file = pipelineFileAt(path);
  if (!file.ok) return null;
  try {
    return { file: file.value, text: readFileSync(file.value, "utf8") };
  } catch {
    return null;
  }
}
