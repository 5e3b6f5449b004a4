import type { Digest, RunId } from "../core/model/ids.ts";
import type { DisplacedFile, RunArtifact, RunDetail, RunFile } from "../core/model/run.ts";
import { runWithSteps } from "../node/app/run-methods.ts";
import type { Services } from "../node/app/services.ts";
import { namedSummaries } from "../node/store/tables/metrics.ts";
import { workspaceOf } from "../node/store/tables/run-lookups.ts";
import { isoTime } from "./iso-time.ts";
import { exactPath } from "./readable-path.ts";

/** What `signet show --json` prints; its schema is in `json-schemas.ts`. */
export async function publicShow(services: Services, id: RunId) {
  const found = runWithSteps(services, id);
  if (!found.ok) throw new Error(found.error.message);
  const { run, steps } = found.value;
  const workspace = workspaceOf(services.library.database, id);
  return {
    ...(await common(services, run, workspace)),
    number: run.number,
    parent: run.parent,
    project: run.project,
    kind: run.kind,
    pipeline: run.pipeline,
    step: run.step,
    created: isoTime(run.created),
    tags: run.tags,
    archived: run.archived,
    notes: run.notes,
    properties: run.properties,
    steps: await Promise.all(steps.map((step) => common(services, step, workspace))),
    code: Object.fromEntries(run.code.map(({ path, digest }) => [path, digest])),
    environment: run.environment,
    git: run.git === null ? null : { ...run.git, diff: await textOf(services, run.gitDiff) },
    artifacts: await Promise.all(run.artifacts.map((artifact) => publicArtifact(services, artifact))),
    eventProblems: run.eventProblems,
    displaced: await Promise.all(run.displaced.map((file) => publicDisplaced(services, file))),
  };
}

/** What a run and each of its steps have. */
async function common(services: Services, run: RunDetail, workspace: string | null) {
  return {
    id: run.id,
    name: run.name,
    status: run.status,
    cache: run.cache,
    signature: run.signature,
    started: isoTime(run.started),
    ended: isoTime(run.ended),
    seconds: run.started !== null && run.ended !== null ? (run.ended - run.started) / 1000 : null,
    params: run.params,
    ownParams: run.ownParams,
    metrics: run.metrics,
    metricSummaries: Object.fromEntries(
      namedSummaries(run.metricSummaries).map(([name, { count, last, min, max, best }]) => [
        name,
        { count, last, min, max, best },
      ]),
    ),
    peakMemory: run.peakMemory,
    cpuSeconds: run.cpuSeconds,
    reasons: run.reasons,
    stepNotes: run.stepNotes,
    command: run.command,
    exitCode: run.exitCode,
    error: run.error,
    origin: run.origin,
    inputs: await publicFiles(services, run.inputs, workspace),
    outputs: await publicFiles(services, run.outputs, workspace),
  };
}

async function publicFiles(services: Services, files: readonly RunFile[], workspace: string | null) {
  const entries = await Promise.all(
    files.map(async (file) => [file.name, await publicFile(services, file, workspace)] as const),
  );
  return Object.fromEntries(entries);
}

const publicFile = async (services: Services, file: RunFile, workspace: string | null) => ({
  // Exactly the recorded bytes: what stands in the workspace may be newer.
  path: await exactPath(services, file, workspace),
  shown: file.path,
  digest: file.digest,
  size: file.size,
  type: file.type,
  format: file.format,
  maker: file.maker,
  as: file.as,
});

async function textOf({ library }: Services, digest: Digest | null): Promise<string | null> {
  if (digest === null) return null;
  return (await library.objects.read(digest))?.toString("utf8") ?? null;
}

async function publicArtifact(services: Services, artifact: RunArtifact) {
  const { run, name, kind, path, digest, size, type, step, time } = artifact;
  const kept = await exactPath(services, { path: null, digest, size, type }, null);
  return { run, name, kind, path: kept, shown: path, digest, size, type, step, time: isoTime(time) };
}

async function publicDisplaced(services: Services, { path, digest, size, type, at }: DisplacedFile) {
  const kept = await exactPath(services, { path: null, digest, size, type }, null);
  return { path, kept, digest, size, type, at: isoTime(at) };
}
