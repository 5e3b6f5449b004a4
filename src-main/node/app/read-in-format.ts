import { type ForeignProject, readUndescribed } from "../../core/foreign/description.ts";
import { translateDvc } from "../../core/foreign/dvc/read-dvc.ts";
import { kedroProject } from "../../core/foreign/kedro.ts";
import { scriptProject } from "../../core/foreign/python-script.ts";
import { placeInTranslation, readTranslation } from "../../core/foreign/translation.ts";
import type { Diagnostic, PlacedDiagnostic } from "../../core/model/diagnostic.ts";
import type { PipelineSource, ReadIncluded } from "../../core/pipeline/include.ts";
import { placeProblems } from "../../core/pipeline/place-problems.ts";
import { type PipelineReading, readPipeline } from "../../core/pipeline/read-pipeline.ts";
import { formatByName, workspaceOf } from "./pipeline-format.ts";

/** Reads a pipeline in the format that its file has. Nothing of it runs: what only its code tells waits for that. */
export function readInItsFormat(source: PipelineSource, read: ReadIncluded): PipelineReading {
  switch (formatByName(source.file)) {
    case "dvc":
      return readTranslation(translateDvc(source, workspaceOf(source.file), read));
    case "signet":
      return readPipeline(source, read);
    default: {
      const project = foreignProject(source);
      return project === null ? readPipeline(source, read) : readUndescribed(project);
    }
  }
}

/** The project of another tool that a file stands for, where only its code tells its steps; else null. */
export function foreignProject({ file, text }: PipelineSource): ForeignProject | null {
  switch (formatByName(file)) {
    case "kedro":
      return kedroProject(file, text);
    case "python":
      return scriptProject(file, text, workspaceOf(file));
    default:
      return null;
  }
}

/** What was found wrong with a pipeline after it was read, with lines and columns of its files. */
export function placeInItsFormat(
  source: PipelineSource,
  read: ReadIncluded,
  found: readonly PlacedDiagnostic[],
): readonly Diagnostic[] {
  switch (formatByName(source.file)) {
    case "dvc":
      return placeInTranslation(translateDvc(source, workspaceOf(source.file), read), found);
    case "signet":
      return placeProblems(source, read, found);
    default:
      return found;
  }
}
