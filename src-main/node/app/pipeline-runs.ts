import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ulid } from "ulid";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Value, type ValueObject, valueAt, withValueAt } from "../../core/base/value.ts";
import { runPipeline } from "../../core/engine/run-pipeline.ts";
import { problem } from "../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { type PipelineId, type RunId, runId } from "../../core/model/ids.ts";
import { type Pipeline, upstreamOf } from "../../core/model/pipeline.ts";
import type { Plan } from "../../core/model/plan.ts";
import { commandText, graphOf } from "../../core/pipeline/graph.ts";
import type { DecisionPorts } from "../../core/plan/decide.ts";
import { planPipeline, readSources } from "../../core/plan/plan-pipeline.ts";
import { type Selection, selectSteps } from "../../core/plan/select.ts";
import { sha256 } from "../host/digest.ts";
import { readEnvironment, readGit } from "../host/environment.ts";
import { interpreterFor } from "../host/interpreter.ts";
import { consoleFile, localExecutor } from "../host/local-executor.ts";
import { workspaceFiles } from "../host/workspace-files.ts";
import { insertDisplaced } from "../store/tables/displaced.ts";
import { insertRun, insertTags, nextNumber } from "../store/tables/runs.ts";
import { traceSource } from "../store/tables/traces.ts";
import type { EventHub } from "./event-hub.ts";
import { indexRecordedRun } from "./index-recorded-run.ts";
import { abandon, type Library, reconcile } from "./library.ts";
import { runRecorder } from "./run-recorder.ts";

export type StepChoice = { readonly targets: readonly string[]; readonly force: boolean | readonly string[] };

export type RunOptions = StepChoice & {
  readonly pipelineId: PipelineId | null;
  readonly name: string | null;
  readonly project: string | null;
  readonly tags: readonly string[];
  /** Null: as many as there are cores. */
  readonly jobs: number | null;
  readonly keepGoing: boolean;
};

export type StartedRun = {
  readonly run: RunId;
  readonly finished: Promise<"succeeded" | "failed" | "cancelled">;
  readonly cancel: () => void;
};

/** How often a step that waits for another run asks again, in milliseconds. */
const otherRunsInterval = 100;

/** Plans and runs of pipelines over one library; `env` is what the steps inherit. */
export type PipelineRuns = {
  readonly plan: (pipeline: Pipeline, choice: StepChoice) => Promise<Result<Plan, Failure>>;
  readonly start: (pipeline: Pipeline, options: RunOptions) => Promise<Result<StartedRun, Failure>>;
  readonly active: () => ReadonlyMap<RunId, StartedRun & { readonly pipelineFile: string }>;
};

export function pipelineRuns(
  library: Library,
  events: EventHub,
  env: { readonly [name: string]: string | undefined },
): PipelineRuns {
  const active = new Map<RunId, StartedRun & { readonly pipelineFile: string }>();
  const decisionPorts = (pipeline: Pipeline): DecisionPorts => ({
    files: workspaceFiles(pipeline.workspace, library.digests),
    objects: library.objects,
    traces: traceSource(library.database),
    sha256,
    summaries: library.summaries,
    env,
  });

  const plan: PipelineRuns["plan"] = async (pipeline, choice) => {
    const selection = selectSteps(pipeline, choice.targets, choice.force);
    if (!selection.ok) return err(inputFailure("The choice of steps is wrong", selection.error));
    const planned = await planPipeline(decisionPorts(pipeline), pipeline, selection.value);
    library.digests.flush();
    library.summaries.flush();
    return planned.ok ? planned : err(inputFailure("The pipeline cannot be planned", planned.error));
  };

  const start: PipelineRuns["start"] = async (declared, options) => {
    const pipeline = options.project === null ? declared : { ...declared, project: options.project };
    const selection = selectSteps(pipeline, options.targets, options.force);
    if (!selection.ok) return err(inputFailure("The choice of steps is wrong", selection.error));
    const ports = decisionPorts(pipeline);
    const sources = await readSources(ports, pipeline, selection.value.steps);
    if (!sources.ok) return err(inputFailure("The pipeline cannot be run", sources.error));
    const interpreter = interpreterFor(pipeline, env.PATH ?? "/usr/bin:/bin", library.shims);
    // Another Python than the one that the file names would quietly make other results.
    if (pipeline.python !== null && interpreter.python === null)
      return err(
        inputFailure("The pipeline cannot be run", [
          {
            ...problem(
              "python-missing",
              `The Python that the file names is not there: ${pipeline.python}`,
              "Make that environment, or mend `python`.",
            ),
            file: pipeline.file,
          },
        ]),
      );
    const created = await createRuns(library, pipeline, selection.value, options, interpreter.python, env);
    const stepOf = new Map(
      selection.value.steps.map((step) => [created.stepRuns.get(step.name) as RunId, step]),
    );
    events.publishRun(created.run);
    for (const stepRun of stepOf.keys()) events.publishRun(stepRun);

    const abort = new AbortController();
    const consoles = watchConsoles(library, events);
    const executor = localExecutor({
      placing: {
        objects: library.objects,
        cache: library.digests,
        onDisplaced: (path, content) => insertDisplaced(library.database, path, content, Date.now()),
      },
      code: ports,
      interpreter,
      runFolder: library.runFolder,
      scratchFolder: library.scratchFolder,
    });
    const finished = runPipeline(
      {
        ...ports,
        executor: {
          ...executor,
          execute: (execution) => consoles.during(execution.stepRun, () => executor.execute(execution)),
        },
        sink: runRecorder(library, events, pipeline, stepOf),
        otherRuns: async () => {
          await wait(otherRunsInterval);
          await reconcile(library);
        },
      },
      {
        run: created.run,
        pipeline,
        selection: selection.value,
        stepRuns: created.stepRuns,
        sources: sources.value,
        jobs: options.jobs ?? availableParallelism(),
        keepGoing: options.keepGoing,
        signal: abort.signal,
        giveUp: () => abort.abort(),
      },
    )
      .catch(async (error: Error) => {
        // The first error is what happened; that it cannot be noted either follows from it.
        await abandon(library, created.run).catch(() => {});
        throw error;
      })
      .finally(() => {
        consoles.stop();
        library.digests.flush();
        library.summaries.flush();
        active.delete(created.run);
      });
    const started = { run: created.run, finished, cancel: () => abort.abort() };
    active.set(created.run, { ...started, pipelineFile: pipeline.file });
    return ok(started);
  };

  return { plan, start, active: () => active };
}

/** Makes the pipeline's run and a queued one for each selected step, in one transaction. */
async function createRuns(
  library: Library,
  pipeline: Pipeline,
  selection: Selection,
  options: RunOptions,
  python: string | null,
  env: { readonly [name: string]: string | undefined },
): Promise<{ run: RunId; stepRuns: Map<string, RunId> }> {
  const [environment, git] = await Promise.all([
    readEnvironment(
      python,
      selection.steps.flatMap((step) => step.env),
      env,
    ),
    readGit(pipeline.workspace),
  ]);
  const run = runId(ulid());
  const stepRuns = new Map(selection.steps.map((step) => [step.name, runId(ulid())]));
  const effective = effectiveNames(pipeline);
  const now = Date.now();
  const common = {
    project: pipeline.project,
    pipeline: pipeline.name,
    pipelineId: options.pipelineId,
    workspace: pipeline.workspace,
    owner: library.owner,
    created: now,
    environment,
    git,
  };
  library.database
    .transaction(() => {
      insertRun(library.database, {
        ...common,
        id: run,
        number: nextNumber(library.database),
        parent: null,
        position: null,
        name: options.name ?? pipeline.name,
        kind: "pipeline",
        status: "running",
        step: null,
        ownParams: pipeline.params,
        params: pipeline.params,
        command: null,
        started: now,
        graph: graphOf(pipeline),
      });
      insertTags(library.database, run, options.tags);
      selection.steps.forEach((step, position) => {
        insertRun(library.database, {
          ...common,
          id: stepRuns.get(step.name) as RunId,
          number: null,
          parent: run,
          position,
          name: step.name,
          kind: "step",
          status: "queued",
          step: step.name,
          ownParams: paramsNamed(pipeline, step.params),
          params: paramsNamed(pipeline, effective.get(step.name) ?? []),
          command: commandText(step.command),
          started: null,
          graph: null,
        });
      });
      indexRecordedRun(library, run);
    })
    .immediate();
  return { run, stepRuns };
}

function paramsNamed(pipeline: Pipeline, names: Iterable<string>): ValueObject {
  return [...new Set(names)]
    .sort()
    .reduce<ValueObject>(
      (params, name) => withValueAt(params, name, valueAt(pipeline.params, name) as Value),
      {},
    );
}

/** By step the names of its own parameters and those of every step before it: what its result depends on by inheritance. */
function effectiveNames(pipeline: Pipeline): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, ReadonlySet<string>>();
  // In topological order, so those of the steps before are there.
  for (const step of pipeline.steps) {
    const inherited = upstreamOf(pipeline, step).flatMap((name) => [...(names.get(name) ?? [])]);
    names.set(step.name, new Set([...step.params, ...inherited]));
  }
  return names;
}

/** How often consoles are looked at while steps run, in milliseconds. */
const consoleInterval = 250;

type Consoles = {
  /** Watches a step's console while something goes on, and looks once more after it. */
  readonly during: <T>(run: RunId, work: () => Promise<T>) => Promise<T>;
  readonly stop: () => void;
};

/** Publishes that the consoles of steps grew. */
function watchConsoles(library: Library, events: EventHub): Consoles {
  const sizes = new Map<RunId, number>();
  const look = async (run: RunId) => {
    const { size } = await stat(join(library.runFolder(run), consoleFile)).catch(() => ({ size: 0 }));
    if (size > (sizes.get(run) ?? 0)) events.publish({ type: "log", run, size });
    if (sizes.has(run)) sizes.set(run, size);
  };
  const timer = setInterval(() => {
    for (const run of sizes.keys()) void look(run);
  }, consoleInterval);
  return {
    during: async (run, work) => {
      sizes.set(run, 0);
      try {
        return await work();
      } finally {
        await look(run);
        sizes.delete(run);
      }
    },
    stop: () => clearInterval(timer),
  };
}
