import { ok } from "../../core/base/result.ts";
import type { Diagnostic } from "../../core/model/diagnostic.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import type { PipelineSource, ReadIncluded } from "../../core/pipeline/include.ts";
import { parseStoredPipeline, storedPipeline } from "../../core/pipeline/stored-pipeline.ts";
import { digestOf, keptFiles } from "./kept-files.ts";

/** Digest of the sources that read pipelines, put in when the app is built: another build reads the files anew. */
declare const __READER__: string | undefined;

/** What reads pipelines here; null from sources, which change without a build. */
export const builtReader: string | null = typeof __READER__ === "undefined" ? null : __READER__;

type Sound = { readonly pipeline: Pipeline; readonly diagnostics: readonly Diagnostic[] };

/** `key` is a digest of all that it was read from; null where that is not told. */
type Keyed = Sound & { readonly key: string | null };

/** Pipelines that were read and checked before, by everything that they were read from. */
export type PipelineCache = {
  /** What was made of exactly this text and of what it includes now; null when that was not read before. */
  readonly recall: (
    source: PipelineSource,
    reader: (file: string) => Promise<ReadIncluded>,
  ) => Promise<Keyed | null>;
  /**
   * Keeps what was made of a text; answers its key. `uses` are the patterns that it includes, with what they were read as.
   */
  readonly remember: (source: PipelineSource, uses: readonly IncludedUse[], sound: Sound) => string | null;
};

export type IncludedUse = { readonly pattern: string; readonly sources: readonly PipelineSource[] };

/** Pipelines beyond these are forgotten. */
const mostKept = 200;

type Head = {
  readonly key: string;
  readonly patterns: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * The cache in a folder. `scratch` is one on the same file system, for half-made files. Without a `build`, the
 * digest of what reads pipelines, nothing is kept or recalled.
 */
export function pipelineCache(folder: string, scratch: string, build: string | null): PipelineCache {
  const kept = keptFiles<Head>(folder, scratch, mostKept);
  // Two builds on one library: neither takes the other's place.
  const nameOf = (file: string) => `${digestOf(JSON.stringify([build, file]))}.json`;
  return {
    recall: async (source, reader) => {
      const found = build === null ? null : kept.read(nameOf(source.file));
      if (build === null || found === null) return null;
      const { key, patterns, diagnostics } = found.head;
      const uses: IncludedUse[] = [];
      const readIncluded: ReadIncluded = patterns.length === 0 ? () => ok([]) : await reader(source.file);
      for (const pattern of patterns) {
        const sources = readIncluded(pattern);
        if (!sources.ok) return null;
        uses.push({ pattern, sources: sources.value });
      }
      if (key !== keyOf(build, source, uses)) return null;
      const body = found.body();
      return body === null ? null : { pipeline: parseStoredPipeline(body), diagnostics, key };
    },
    remember: (source, uses, { pipeline, diagnostics }) => {
      if (build === null) return null;
      const key = keyOf(build, source, uses);
      const patterns = uses.map(({ pattern }) => pattern);
      kept.write(nameOf(source.file), { key, patterns, diagnostics }, storedPipeline(pipeline));
      return key;
    },
  };
}

/** Where nothing is kept: the library cannot be written. */
export const readOnly = (cache: PipelineCache): PipelineCache => ({ ...cache, remember: () => null });

/** Notes what is included while a pipeline is read. */
export function notingUses(readIncluded: ReadIncluded): { uses: IncludedUse[]; read: ReadIncluded } {
  const uses: IncludedUse[] = [];
  return {
    uses,
    read: (pattern) => {
      const found = readIncluded(pattern);
      if (found.ok) uses.push({ pattern, sources: found.value });
      return found.ok ? ok(found.value) : found;
    },
  };
}

/** Digest of everything that a reading depends on: who reads, what, and where it stands. */
function keyOf(build: string, source: PipelineSource, uses: readonly IncludedUse[]): string {
  const read = ({ file, text }: PipelineSource) => [file, digestOf(text)];
  return digestOf(
    JSON.stringify([build, read(source), uses.map(({ pattern, sources }) => [pattern, sources.map(read)])]),
  );
}
