import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ok } from "../../core/base/result.ts";
import type { Diagnostic } from "../../core/model/diagnostic.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import type { PipelineSource, ReadIncluded } from "../../core/pipeline/include.ts";
import { parseStoredPipeline, storedPipeline } from "../../core/pipeline/stored-pipeline.ts";
import { sha256 } from "../host/digest.ts";
import { saysUnwritable } from "../store/check-database.ts";

/** Digest of the sources that read pipelines, put in when the app is built: another build reads the files anew. */
declare const __READER__: string | undefined;

/** What reads pipelines here; null from sources, which change without a build. */
export const builtReader: string | null = typeof __READER__ === "undefined" ? null : __READER__;

type Sound = { readonly pipeline: Pipeline; readonly diagnostics: readonly Diagnostic[] };

/** Pipelines that were read and checked before, by everything that they were read from. */
export type PipelineCache = {
  /** What was made of exactly this text and of what it includes now; null when that was not read before. */
  readonly recall: (
    source: PipelineSource,
    reader: (file: string) => Promise<ReadIncluded>,
  ) => Promise<Sound | null>;
  /** Keeps what was made of a text. `uses` are the patterns that it includes, with what they were read as. */
  readonly remember: (source: PipelineSource, uses: readonly IncludedUse[], sound: Sound) => void;
};

export type IncludedUse = { readonly pattern: string; readonly sources: readonly PipelineSource[] };

/** Pipelines beyond these are forgotten, those first that were kept longest ago. */
const mostKept = 200;

/** The first line of a kept file; the rest is the pipeline. */
type Head = {
  readonly key: string;
  readonly patterns: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Of the rest: a file that was cut off by a crash, or changed by somebody, is not taken. */
  readonly body: string;
};

/**
 * The cache in a folder. `scratch` is one on the same file system, for half-made files. Without a `build`, the
 * digest of what reads pipelines, nothing is kept or recalled.
 */
export function pipelineCache(folder: string, scratch: string, build: string | null): PipelineCache {
  const placeOf = (file: string) => join(folder, `${sha256(file).slice("sha256:".length)}.json`);
  return {
    recall: async (source, reader) => {
      if (build === null) return null;
      let kept: Buffer;
      try {
        kept = readFileSync(placeOf(source.file));
      } catch {
        return null;
      }
      const end = kept.indexOf(10);
      const head = end < 0 ? null : headOf(kept.toString("utf8", 0, end));
      if (head === null) return null;
      const uses: IncludedUse[] = [];
      const readIncluded: ReadIncluded =
        head.patterns.length === 0 ? () => ok([]) : await reader(source.file);
      for (const pattern of head.patterns) {
        const sources = readIncluded(pattern);
        if (!sources.ok) return null;
        uses.push({ pattern, sources: sources.value });
      }
      if (head.key !== keyOf(build, source, uses)) return null;
      const body = kept.subarray(end + 1);
      if (head.body !== digestOf(body)) return null;
      return { pipeline: parseStoredPipeline(body.toString("utf8")), diagnostics: head.diagnostics };
    },
    remember: (source, uses, { pipeline, diagnostics }) => {
      if (build === null) return;
      const body = storedPipeline(pipeline);
      const head: Head = {
        key: keyOf(build, source, uses),
        patterns: uses.map(({ pattern }) => pattern),
        diagnostics,
        body: digestOf(body),
      };
      try {
        mkdirSync(folder, { recursive: true });
        const half = join(scratch, `${process.pid}-pipeline`);
        writeFileSync(half, `${JSON.stringify(head)}\n${body}`);
        renameSync(half, placeOf(source.file));
        dropOldest(folder);
      } catch (error) {
        // It only saves time: that it cannot be kept keeps nobody from going on.
        if (!saysUnwritable(error)) throw error;
      }
    },
  };
}

/** Where nothing is kept: the library cannot be written. */
export const readOnly = (cache: PipelineCache): PipelineCache => ({ ...cache, remember: () => {} });

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

function headOf(text: string): Head | null {
  try {
    return JSON.parse(text) as Head;
  } catch {
    return null;
  }
}

const digestOf = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Digest of everything that a reading depends on: who reads, what, and where it stands. */
function keyOf(build: string, source: PipelineSource, uses: readonly IncludedUse[]): string {
  const read = ({ file, text }: PipelineSource) => [file, digestOf(text)];
  return digestOf(
    JSON.stringify([build, read(source), uses.map(({ pattern, sources }) => [pattern, sources.map(read)])]),
  );
}

function dropOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= mostKept) return;
  const aged = names.map((name) => {
    const path = join(folder, name);
    return { path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  aged.sort((a, b) => b.at - a.at);
  for (const { path } of aged.slice(mostKept)) rmSync(path, { force: true });
}
