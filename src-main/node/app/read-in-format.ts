import { translateDvc } from "../../core/foreign/dvc/read-dvc.ts";
import { placeInTranslation, readTranslation, type Translation } from "../../core/foreign/translation.ts";
import type { Diagnostic, PlacedDiagnostic } from "../../core/model/diagnostic.ts";
import type { PipelineSource, ReadIncluded } from "../../core/pipeline/include.ts";
import { placeProblems } from "../../core/pipeline/place-problems.ts";
import { type PipelineReading, readPipeline } from "../../core/pipeline/read-pipeline.ts";
import { formatByName, workspaceOf } from "./pipeline-format.ts";

/** Reads a pipeline in the format that its file has. Nothing of it runs. */
export function readInItsFormat(source: PipelineSource, read: ReadIncluded): PipelineReading {
  const translation = translationOf(source, read);
  return translation === null ? readPipeline(source, read) : readTranslation(translation);
}

/** What was found wrong with a pipeline after it was read, with lines and columns of its files. */
export function placeInItsFormat(
  source: PipelineSource,
  read: ReadIncluded,
  found: readonly PlacedDiagnostic[],
): readonly Diagnostic[] {
  const translation = translationOf(source, read);
  return translation === null ? placeProblems(source, read, found) : placeInTranslation(translation, found);
}

/** Null for a file in Signet's own format. */
const translationOf = (source: PipelineSource, read: ReadIncluded): Translation | null =>
  formatByName(source.file) === "dvc" ? translateDvc(source, workspaceOf(source.file), read) : null;
