import { readFileSync } from "node:fs";
import { ok } from "../../core/base/result.ts";
import type { PipelineChanges } from "../../core/contract/methods.ts";
import type { FileText } from "../../core/model/run-diff.ts";
import type { ReadIncluded } from "../../core/pipeline/include.ts";
import { pipelineChanges } from "../../core/pipeline/pipeline-changes.ts";
import { includedFiles } from "../host/included-files.ts";
import type { StoredPipeline } from "../store/tables/pipelines.ts";
import { notingUses } from "./pipeline-cache.ts";
import { keptSources, type Sources, textsOf } from "./pipeline-sources.ts";
import { readInItsFormat } from "./read-in-format.ts";

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
  return [...textsOf(keptSources(source))].some(([path, text]) => textNow(path) !== text);
}

/** What changed in a pipeline since it was imported; null when nothing did, or nobody knows. */
export function changesSinceImport(entry: StoredPipeline): PipelineChanges | null {
  const text = textNow(entry.file);
  if (entry.source === null || text === null || !isChanged(entry)) return null;
  const before = keptSources(entry.source);
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

const fromKept =
  ({ uses }: Sources): ReadIncluded =>
  (pattern) =>
    ok(uses.find((use) => use.pattern === pattern)?.sources ?? []);

const sideOf = (text: string | null): FileText | null => (text === null ? null : { kind: "text", text });

function textNow(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
