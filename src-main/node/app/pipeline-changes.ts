import { readFileSync, statSync } from "node:fs";
import { ok } from "../../core/base/result.ts";
import type { PipelineChanges } from "../../core/contract/methods.ts";
import type { FileText } from "../../core/model/run-diff.ts";
import type { PipelineSource, ReadIncluded } from "../../core/pipeline/include.ts";
import { pipelineChanges } from "../../core/pipeline/pipeline-changes.ts";
import { includedFiles } from "../host/included-files.ts";
import { listPipelines, type StoredPipeline } from "../store/tables/pipelines.ts";
import type { Library } from "./library.ts";
import { type IncludedUse, notingUses } from "./pipeline-cache.ts";
import { readInItsFormat } from "./read-in-format.ts";

/** All texts that a pipeline is read from. */
type Sources = { readonly source: PipelineSource; readonly uses: readonly IncludedUse[] };

/** The texts of a pipeline's file and of what it includes, as they are now, to be kept with it; null when it is gone. */
export function sourcesNow(file: string): string | null {
  const text = textNow(file);
  if (text === null) return null;
  const source = { file, text };
  const { uses, read } = notingUses(includedFiles(file));
  readInItsFormat(source, read);
  return JSON.stringify({ source, uses } satisfies Sources);
}

/** Whether a file of a pipeline is not as it was when the pipeline was imported. One that is gone is missing, not changed. */
export function isChanged({ file, source }: StoredPipeline): boolean {
  if (source === null || textNow(file) === null) return false;
  return [...textsOf(kept(source))].some(([path, text]) => textNow(path) !== text);
}

/** What changed in a pipeline since it was imported; null when nothing did, or nobody knows. */
export function changesSinceImport(entry: StoredPipeline): PipelineChanges | null {
  const text = textNow(entry.file);
  if (entry.source === null || text === null || !isChanged(entry)) return null;
  const before = kept(entry.source);
  const { uses, read } = notingUses(includedFiles(entry.file));
  const source = { file: entry.file, text };
  const now = readInItsFormat(source, read).pipeline;
  const then = readInItsFormat(before.source, fromKept(before)).pipeline;
  const old = textsOf(before);
  const texts = textsOf({ source, uses });
  // One that cannot be read does not tell what it includes: its other files are looked at where they were.
  const textOf = (path: string) => texts.get(path) ?? (now === null ? textNow(path) : null);
  return {
    imported: entry.imported,
    parts: then === null || now === null ? null : pipelineChanges(then, now),
    texts: [...new Set([...texts.keys(), ...old.keys()])]
      .filter((path) => textOf(path) !== (old.get(path) ?? null))
      .map((path) => ({ file: path, from: sideOf(old.get(path) ?? null), to: sideOf(textOf(path)) })),
  };
}

/** Looks whether a file of a pipeline on the list was written; to be asked again and again. The first time tells nothing. */
export function watchPipelines({ database }: Pick<Library, "database">): () => boolean {
  let before: string | null = null;
  return () => {
    const files = listPipelines(database).flatMap(({ file, source }) =>
      source === null ? [file] : [...textsOf(kept(source)).keys()],
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

const kept = (json: string): Sources => JSON.parse(json) as Sources;

const fromKept =
  ({ uses }: Sources): ReadIncluded =>
  (pattern) =>
    ok(uses.find((use) => use.pattern === pattern)?.sources ?? []);

const textsOf = ({ source, uses }: Sources): ReadonlyMap<string, string> =>
  new Map([source, ...uses.flatMap(({ sources }) => sources)].map(({ file, text }) => [file, text]));

const sideOf = (text: string | null): FileText | null =>
  text === null ? null : { kind: "text", text };

function textNow(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
