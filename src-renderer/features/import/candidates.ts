import type { ImportCandidate } from "../../../src-main/core/contract/methods.ts";
import { hasErrors } from "../../../src-main/core/model/diagnostic.ts";
import type { PipelineFormat } from "../../../src-main/core/model/pipeline.ts";

/** A candidate that can be imported: a known format without errors. */
export type Importable = ImportCandidate & { readonly trust: string };

export const isImportable = (candidate: ImportCandidate): candidate is Importable =>
  candidate.format !== null && candidate.trust !== null && !hasErrors(candidate.diagnostics);

/** The one pipeline that needs no questions: dropped alone, and its very commands agreed to before. */
export function openAtOnce(candidates: readonly ImportCandidate[]): Importable | null {
  const [only] = candidates;
  return candidates.length === 1 && only !== undefined && isImportable(only) && only.trusted ? only : null;
}

/** What the button says: trust is asked for unless it was given to all before. Null: there is nothing to import. */
export function importLabel(candidates: readonly ImportCandidate[]): string | null {
  const importable = candidates.filter(isImportable);
  if (importable.length === 0) return null;
  const verb = importable.every(({ trusted }) => trusted) ? "Import" : "Trust and import";
  return importable.length === 1 ? verb : `${verb} ${importable.length} pipelines`;
}

const formatNames: { readonly [format in PipelineFormat]: string } = {
  signet: "Signet pipeline",
  dvc: "DVC pipeline",
  kedro: "Kedro project",
  luigi: "Luigi tasks",
  clearml: "ClearML pipeline",
};

export const formatName = (format: PipelineFormat): string => formatNames[format];

/** For a file that nothing here can read. */
export const supportedFormats =
  "Signet reads pipeline files ending in .yaml, .yml or .json whose top level has “signet: 1”, dvc.yaml, Kedro projects, Python files with Luigi tasks or a ClearML pipeline, and folders that hold one of the first three.";
