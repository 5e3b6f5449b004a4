import type {
  ImportCandidate,
  ImportedRuns,
  PipelineCandidate,
  RunCounts,
  RunsCandidate,
} from "../../../src-main/core/contract/methods.ts";
import { hasErrors } from "../../../src-main/core/model/diagnostic.ts";
import type { PipelineFormat } from "../../../src-main/core/model/pipeline.ts";
import type { RunFormat } from "../../../src-main/core/model/run-format.ts";
import { countText, plural } from "../../ui/format.ts";

export type ImportablePipeline = PipelineCandidate & { readonly trust: string };
/** A candidate that can be imported: a pipeline of a known format without errors, or runs of which some can be read. */
export type Importable = ImportablePipeline | RunsCandidate;

export const isImportable = (candidate: ImportCandidate): candidate is Importable =>
  candidate.kind === "runs"
    ? candidate.imported + candidate.updated + candidate.unchanged > 0
    : candidate.format !== null && candidate.trust !== null && !hasErrors(candidate.diagnostics);

/** A pipeline whose commands are to be agreed to. */
export const asksTrust = (candidate: ImportCandidate): boolean =>
  candidate.kind === "pipeline" && isImportable(candidate) && !candidate.trusted;

/** The one pipeline that needs no questions: dropped alone, and its very commands agreed to before. */
export function openAtOnce(candidates: readonly ImportCandidate[]): ImportablePipeline | null {
  const [only] = candidates;
  if (candidates.length !== 1 || only?.kind !== "pipeline") return null;
  return isImportable(only) && only.kind === "pipeline" && only.trusted ? only : null;
}

/** Whether its file is not as it was when it was imported. */
const isChanged = (candidate: ImportCandidate): boolean =>
  candidate.kind === "pipeline" && candidate.changes !== null;

/** What the button says: trust is asked for unless it was given to all before. Null: there is nothing to import. */
export function importLabel(candidates: readonly ImportCandidate[]): string | null {
  const importable = candidates.filter(isImportable);
  if (importable.length === 0) return null;
  const verb = importable.some(asksTrust)
    ? "Trust and import"
    : importable.every(isChanged)
      ? "Re-import"
      : "Import";
  if (importable.length === 1) return verb;
  const what = importable.every(({ kind }) => kind === "pipeline") ? "pipelines" : "files";
  return `${verb} ${importable.length} ${what}`;
}

/** Begins with the contract's name for it, by which the dialog is found whatever was dropped. */
export const dialogTitle = (candidates: readonly ImportCandidate[]): string =>
  candidates.some(({ kind }) => kind === "runs") ? "Import pipelines and runs" : "Import pipeline";

const formatNames: { readonly [format in PipelineFormat]: string } = {
  signet: "Signet pipeline",
  dvc: "DVC pipeline",
  kedro: "Kedro project",
  luigi: "Luigi tasks",
  clearml: "ClearML pipeline",
};

const runFormatNames: { readonly [format in RunFormat]: string } = {
  signet: "Runs as JSON Lines",
  mlflow: "MLflow runs",
  tensorboard: "TensorBoard runs",
  dvclive: "DVCLive run",
};

export const runFormatName = (format: RunFormat): string => runFormatNames[format];

/** "2 new · 1 there already", before importing. */
export const expected = ({ imported, updated, unchanged, refused }: RunCounts): string =>
  listed([
    [imported, "new"],
    [updated, "to be brought up to date"],
    [unchanged, "there already"],
    [refused, "cannot be imported"],
  ]) ?? "none";

/** "2 runs imported · 1 unchanged · 1 refused", after it. */
export function outcomeText(results: readonly ImportedRuns[]): string {
  const sum = (of: keyof RunCounts) => results.reduce((total, result) => total + result[of], 0);
  const rest = listed([
    [sum("updated"), "brought up to date"],
    [sum("unchanged"), "unchanged"],
    [sum("refused"), "refused"],
  ]);
  return [`${plural(sum("imported"), "run")} imported`, ...(rest === null ? [] : [rest])].join(" · ");
}

function listed(counts: readonly (readonly [count: number, what: string])[]): string | null {
  const some = counts.filter(([count]) => count > 0);
  return some.length === 0 ? null : some.map(([count, what]) => `${countText(count)} ${what}`).join(" · ");
}

export const formatName = (format: PipelineFormat): string => formatNames[format];

/** What a file or folder is called. */
export const lastPart = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== "") ?? path;

/** For a file that nothing here can read. */
export const supportedFormats =
  "Signet reads pipeline files ending in .yaml, .yml or .json whose top level has “signet: 1”, dvc.yaml, Kedro projects, Python files with Luigi tasks or a ClearML pipeline, and folders that hold one of the first three; and runs: JSON Lines (.jsonl), an MLflow mlruns folder or database, TensorBoard event files and DVCLive folders.";
