import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ulid } from "ulid";
import { err, ok, type Result } from "../../core/base/result.ts";
import type {
  ImportCandidate,
  MethodParams,
  PipelineSummary,
  PipelineView,
} from "../../core/contract/methods.ts";
import { hasErrors, problem } from "../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { type PipelineId, pipelineId, type RunId } from "../../core/model/ids.ts";
import { formatOfPipeline, type Pipeline, stepSetsOf } from "../../core/model/pipeline.ts";
import { isActive } from "../../core/model/run.ts";
import { graphOf } from "../../core/pipeline/graph.ts";
import { applyOverrides, type Overrides, paramFields } from "../../core/pipeline/overrides.ts";
import { type Looking, startLooking } from "../importers/looking.ts";
import {
  deletePipeline,
  isTrusted,
  listPipelines,
  pipelineByFile,
  pipelineById,
  type StoredPipeline,
  savePipeline,
} from "../store/tables/pipelines.ts";
import { newestRun, statusOf } from "../store/tables/run-lookups.ts";
import { explainReason } from "./explain-reason.ts";
import { importCandidate } from "./import-candidate.ts";
import { loadPipelineOnce, readPipelineOnce } from "./load-pipeline.ts";
import { isChanged, sourcesNow } from "./pipeline-changes.ts";
import { loadPipeline, readPipelineFile, trustDigest } from "./pipeline-files.ts";
import type { Services } from "./services.ts";
import { type ReadPipeline, usable } from "./usable-pipeline.ts";

type Requested = { readonly pipeline: Pipeline; readonly trusted: boolean };

export function pipelineMethods(services: Services) {
  const { database } = services.library;
  /** Those taken off the list, which may be taken back. */
  const forgotten = new Map<PipelineId, StoredPipeline>();

  /** `pipeline` is what its file holds now; null when that cannot be used. */
  const summaryOf = (stored: StoredPipeline, pipeline: Pipeline | null): PipelineSummary => {
    const missing = !existsSync(stored.file);
    return {
      id: stored.id,
      name: pipeline?.name ?? stored.name,
      project: pipeline?.project ?? stored.project,
      file: stored.file,
      format: stored.format,
      // A file with errors cannot run, so there is nothing to agree to until it is mended.
      trusted: !missing && (pipeline === null || isTrusted(database, stored.file, trustDigest(pipeline))),
      missing,
      changed: isChanged(stored),
    };
  };

  const stored = (id: PipelineId): Result<StoredPipeline, Failure> => {
    const found = pipelineById(database, id);
    return found === null ? err(inputFailure("This pipeline is not in the library any more")) : ok(found);
  };

  /** The pipeline as its file is now, overrides applied, and whether the person agreed to its commands. */
  const requested = async (id: PipelineId, overrides: Overrides): Promise<Result<Requested, Failure>> => {
    const found = stored(id);
    if (!found.ok) return found;
    const loaded = await loadPipelineOnce(services.library.pipelines, found.value.file);
    if (!loaded.ok) return loaded;
    const trusted = isTrusted(database, loaded.value.pipeline.file, trustDigest(loaded.value.pipeline));
    const told = trusted ? await services.pipelines.describe(loaded.value) : loaded;
    if (!told.ok) return told;
    const applied = applyOverrides(told.value.pipeline, overrides);
    if (!applied.ok) return err(inputFailure("A parameter is wrong", applied.error));
    return ok({ pipeline: applied.value, trusted });
  };

  /** The same, where the person agreed to the commands. */
  const trusted = async (id: PipelineId, overrides: Overrides): Promise<Result<Pipeline, Failure>> => {
    const ready = await requested(id, overrides);
    if (!ready.ok) return ready;
    if (ready.value.trusted) return ok(ready.value.pipeline);
    return err(
      inputFailure(
        "The commands of this pipeline changed since you agreed to them: review and trust them first",
      ),
    );
  };

  /** As its file is now; where only its project's code tells the steps, as that does, if the person agreed to it. */
  const told = async (file: string): Promise<ReadPipeline> => {
    const read = await readPipelineOnce(services.library.pipelines, file);
    const sound = usable(file, read);
    if (!sound.ok || !isTrusted(database, file, trustDigest(sound.value.pipeline))) return read;
    const described = await services.pipelines.describe(sound.value);
    if (described.ok) return described.value;
    const { message, diagnostics } = described.error;
    return {
      pipeline: null,
      diagnostics: diagnostics.length > 0 ? diagnostics : [{ ...problem("project-failed", message), file }],
    };
  };

  const importPipeline = (pipeline: Pipeline, trust: string): PipelineSummary => {
    const entry = keepPipeline(services, pipeline, trust);
    services.events.publish({ type: "pipelines" });
    return summaryOf(entry, pipeline);
  };

  /** What is being looked at, by the paths that were asked for. */
  const looks = new Map<string, { readonly looking: Looking; readonly stop: AbortController }>();

  return {
    "pipelines.list": async () =>
      ok(listPipelines(database).map((entry) => summaryOf(entry, readPipelineFile(entry.file).pipeline))),

    "pipelines.inspect": async ({ paths }: MethodParams<"pipelines.inspect">) => {
      const what = JSON.stringify(paths);
      const stop = new AbortController();
      const looking = startLooking(stop.signal);
      const look = { looking, stop };
      looks.set(what, look);
      try {
        const found: ImportCandidate[] = [];
        for (const path of paths) found.push(await importCandidate(services, path, looking));
        return ok(found);
      } catch (problem) {
        if (!stop.signal.aborted) throw problem;
        return err(inputFailure("Looking for pipelines and runs was stopped"));
      } finally {
        if (looks.get(what) === look) looks.delete(what);
      }
    },

    "pipelines.stopInspecting": async ({ paths }: MethodParams<"pipelines.stopInspecting">) => {
      looks.get(JSON.stringify(paths))?.stop.abort();
      return ok(null);
    },

    "pipelines.inspectedSoFar": async ({ paths }: MethodParams<"pipelines.inspectedSoFar">) => {
      const look = looks.get(JSON.stringify(paths))?.looking;
      return ok({ files: look?.files ?? 0, runs: look?.runs ?? 0 });
    },

    "pipelines.import": async ({ path, trust }: MethodParams<"pipelines.import">) => {
      const loaded = loadPipeline(path);
      if (!loaded.ok) return loaded;
      if (trustDigest(loaded.value.pipeline) !== trust)
        return err(inputFailure("The file changed while you were looking at it: look at its commands again"));
      return ok(importPipeline(loaded.value.pipeline, trust));
    },

    "pipelines.forget": async ({ id }: MethodParams<"pipelines.forget">) => {
      const found = pipelineById(database, id);
      if (found !== null) forgotten.set(id, found);
      deletePipeline(database, id);
      services.events.publish({ type: "pipelines" });
      return ok(null);
    },

    "pipelines.remember": async ({ id }: MethodParams<"pipelines.remember">) => {
      const entry = forgotten.get(id);
      if (entry === undefined)
        return err(inputFailure("This pipeline is not known any more: import its file again"));
      // Imported again meanwhile it is there, as another one.
      if (pipelineByFile(database, entry.file) === null) savePipeline(database, entry);
      forgotten.delete(id);
      services.events.publish({ type: "pipelines" });
      return ok(null);
    },

    "pipelines.openExample": async () => {
      const loaded = loadPipeline(placeExample(services));
      if (!loaded.ok) return loaded;
      // The commands are the app's own, so there is nobody to ask.
      return ok(importPipeline(loaded.value.pipeline, trustDigest(loaded.value.pipeline)));
    },

    "pipelines.plan": async ({ id, overrides, ...choice }: MethodParams<"pipelines.plan">) => {
      const found = stored(id);
      if (!found.ok) return found;
      const { pipeline, diagnostics, key = null } = await told(found.value.file);
      const view: PipelineView = {
        summary: summaryOf(found.value, pipeline),
        diagnostics,
        graph: pipeline === null ? null : graphOf(pipeline),
        plan: null,
        params: pipeline === null ? [] : paramFields(pipeline, overrides),
        stepSets: pipeline === null ? [] : stepSetsOf(pipeline),
        ...runsOf(services, id, found.value.file),
      };
      if (pipeline === null || hasErrors(diagnostics)) return ok(view);
      const applied = applyOverrides(pipeline, overrides);
      // What is wrong with an override stands beside its field; the plan waits until it is mended.
      if (!applied.ok) return ok(view);
      const isAsRead = Object.keys(overrides).length === 0;
      const planned = await services.pipelines.plan(applied.value, choice, {
        trusted: view.summary.trusted,
        key: isAsRead ? key : null,
      });
      if (planned.ok) return ok({ ...view, plan: planned.value });
      if (planned.error.kind !== "input") return planned;
      return ok({ ...view, diagnostics: [...diagnostics, ...planned.error.diagnostics] });
    },

    "pipelines.explain": async ({
      id,
      overrides,
      step,
      reason: index,
      ...choice
    }: MethodParams<"pipelines.explain">) => {
      const ready = await requested(id, overrides);
      if (!ready.ok) return ready;
      const { pipeline, trusted } = ready.value;
      const plan = await services.pipelines.plan(pipeline, choice, { trusted });
      if (!plan.ok) return plan;
      const planned = plan.value.steps.find(({ name }) => name === step);
      const reason = planned?.reasons[index];
      if (planned === undefined || reason === undefined)
        return err(inputFailure("The plan has changed meanwhile: look at it again"));
      return explainReason({ library: services.library, pipeline, planned }, reason);
    },

    "pipelines.accept": async ({ id, overrides, step }: MethodParams<"pipelines.accept">) => {
      const ready = await trusted(id, overrides);
      if (!ready.ok) return ready;
      const accepted = await services.pipelines.accept(ready.value, step);
      return accepted.ok ? ok({ run: accepted.value.run }) : accepted;
    },

    "pipelines.run": async ({ id, overrides, name, ...choice }: MethodParams<"pipelines.run">) => {
      const ready = await trusted(id, overrides);
      if (!ready.ok) return ready;
      const pipeline = ready.value;
      if (runsOf(services, id, pipeline.file).active !== null)
        return err(inputFailure("This pipeline is running: wait for it or cancel it"));
      const started = await services.pipelines.start(pipeline, {
        ...choice,
        pipelineId: id,
        name,
        project: null,
        tags: [],
        jobs: null,
        keepGoing: null,
      });
      if (!started.ok) return started;
      // Events tell how it ends; what kept it from being recorded goes to the log.
      started.value.finished.catch(console.error);
      return ok({ run: started.value.run });
    },
  };
}

/** Keeps a pipeline in the library; `trust` null leaves what was agreed to as it is. One with the same file keeps its id. */
export function keepPipeline(
  { library: { database } }: Pick<Services, "library">,
  pipeline: Pipeline,
  trust: string | null,
): StoredPipeline {
  const { file, name, project } = pipeline;
  const known = pipelineByFile(database, file);
  const entry: StoredPipeline = {
    id: known?.id ?? pipelineId(ulid()),
    file,
    name,
    project,
    format: formatOfPipeline(pipeline),
    trust: trust ?? known?.trust ?? "",
    imported: Date.now(),
    source: sourcesNow(file),
  };
  savePipeline(database, entry);
  return entry;
}

/** The run of a pipeline that this process executes now, and its newest one. */
function runsOf(
  services: Services,
  id: PipelineId,
  file: string,
): { active: RunId | null; latest: RunId | null } {
  const { database } = services.library;
  // What has just been recorded as ended is told so, whatever this process still has to tidy up.
  const active = [...services.pipelines.active()].find(
    ([run, { pipelineFile }]) => pipelineFile === file && isActive(statusOf(database, run) ?? "interrupted"),
  );
  const latest = newestRun(database, id);
  return { active: active?.[0] ?? null, latest };
}

/** Copies the bundled example to a place where it can run and be edited, once. Answers its pipeline file. */
export function placeExample({ options, library }: Pick<Services, "options" | "library">): string {
  const folder = join(library.folder, "examples", "iris");
  if (!existsSync(folder)) {
    const half = `${folder}.${process.pid}`;
    mkdirSync(dirname(folder), { recursive: true });
    rmSync(half, { recursive: true, force: true });
    cpSync(join(options.resources, "examples", "iris"), half, {
      recursive: true,
      filter: (path) => !/[\\/](out|__pycache__)$/.test(path),
    });
    renameSync(half, folder);
  }
  return join(folder, "pipeline.yaml");
}
