import { statSync } from "node:fs";
import type { ImportCandidate, PipelineCandidate } from "../../core/contract/methods.ts";
import type { Preview } from "../../core/foreign/preview/preview.ts";
import { type Diagnostic, hasErrors, problem } from "../../core/model/diagnostic.ts";
import type { PipelineGraph } from "../../core/model/graph.ts";
import type { Pipeline, PipelineFormat } from "../../core/model/pipeline.ts";
import { graphOf } from "../../core/pipeline/graph.ts";
import { type Looking, wasTooMuch } from "../importers/looking.ts";
import { isTrusted, pipelineByFile } from "../store/tables/pipelines.ts";
import { inspectRuns, runsAt } from "./interchange/runs-at-path.ts";
import { changesSinceImport } from "./pipeline-changes.ts";
import { pipelineFileAt } from "./pipeline-file-at.ts";
import { commandsOf, readPipelineFile, trustDigest } from "./pipeline-files.ts";
import { formatByName } from "./pipeline-format.ts";
import { previewDiagnostics, projectPreview } from "./preview-project.ts";
import type { Services } from "./services.ts";

/**
 * What a dropped file or folder holds, without running or keeping anything of it. `looking` is told how far that is, and
 * ends it when its signal says so, with that reason thrown.
 */
export async function importCandidate(
  services: Services,
  path: string,
  looking: Looking,
): Promise<ImportCandidate> {
  // A folder with a pipeline is that: the runs that its steps recorded with another tool are dropped by themselves.
  const pipeline = isFolder(path) ? pipelineCandidate(services, path) : null;
  if (pipeline !== null && !holdsNoPipeline(pipeline)) return pipeline;
  const runs = await runsAt(path, looking);
  if (runs !== null) return await inspectRuns(services, runs, looking);
  const nothing = pipeline ?? pipelineCandidate(services, path);
  return wasTooMuch(looking)
    ? { ...nothing, diagnostics: [...nothing.diagnostics, notAllWasSeen(path, looking)] }
    : nothing;
}

const notAllWasSeen = (path: string, { most }: Looking): Diagnostic => ({
  ...problem(
    "folder-too-large",
    `Runs were looked for in the first ${most.toLocaleString("en")} files and folders only: there are more`,
    "Import the folder in which the runs are",
  ),
  severity: "warning",
  file: path,
});

/** What one may not look at is none: reading it says why. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** DVCLive writes a `dvc.yaml` without stages beside its runs. */
const holdsNoPipeline = ({ format, diagnostics }: PipelineCandidate): boolean =>
  format === null || diagnostics.some(({ code }) => code === "no-steps");

function pipelineCandidate({ library }: Services, path: string): PipelineCandidate {
  const file = pipelineFileAt(path);
  const { pipeline, diagnostics } = readPipelineFile(path);
  const usable = pipeline !== null && !hasErrors(diagnostics);
  const notPipeline = diagnostics.some(
    ({ code }) => code === "not-a-pipeline" || code === "no-pipeline-in-folder",
  );
  const entry = file.ok ? pipelineByFile(library.database, file.value) : null;
  const trust = usable ? trustDigest(pipeline) : null;
  const preview = usable ? projectPreview(pipeline) : null;
  return {
    kind: "pipeline",
    path: file.ok ? file.value : path,
    format: notPipeline || !file.ok ? null : (pipeline?.foreign?.format ?? formatOf(file.value)),
    name: pipeline?.name ?? null,
    project: pipeline?.project ?? null,
    graph: graphShown(pipeline, preview),
    commands: pipeline === null ? [] : commandsOf(pipeline),
    diagnostics:
      preview === null || !file.ok
        ? diagnostics
        : [...diagnostics, ...previewDiagnostics(file.value, preview)],
    trust,
    known: entry?.id ?? null,
    changes: entry === null ? null : changesSinceImport(entry),
    trusted: pipeline !== null && trust !== null && isTrusted(library.database, pipeline.file, trust),
  };
}

function graphShown(pipeline: Pipeline | null, preview: Preview | null): PipelineGraph | null {
  if (preview !== null && preview.graph.nodes.length > 0) return preview.graph;
  return pipeline === null ? null : graphOf(pipeline);
}

/** Of a file that cannot be read as a pipeline, what its name promises; null: nothing. */
function formatOf(file: string): PipelineFormat | null {
  const format = formatByName(file);
  if (format === "signet") return /\.(ya?ml|json)$/i.test(file) ? format : null;
  return format === "python" ? "signet" : format;
}
