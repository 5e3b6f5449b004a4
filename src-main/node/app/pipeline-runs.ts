import { availableParallelism } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { monotonicFactory } from "ulid";
import { err, ok, type Result } from "../../core/base/result.ts";
import { usualKeptSource } from "../../core/contract/methods.ts";
import { runPipeline } from "../../core/engine/run-pipeline.ts";
import { type Diagnostic, type PlacedDiagnostic, problem } from "../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { type PipelineId, type RunId, runId, type Signature } from "../../core/model/ids.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import type { Plan } from "../../core/model/plan.ts";
import { effectiveParams, recordedParams } from "../../core/model/step-params.ts";
import { commandText, graphOf } from "../../core/pipeline/graph.ts";
import { acceptStep } from "../../core/plan/accept.ts";
import type { DecisionPorts } from "../../core/plan/decide.ts";
import { readGiven, withKeysOnce } from "../../core/plan/given.ts";
import { planPipeline } from "../../core/plan/plan-pipeline.ts";
import { type Choice, type Selection, selectSteps } from "../../core/plan/select.ts";
import type { Executor } from "../../core/ports/executor.ts";
import type { PythonEnvironments } from "../../core/ports/python-environment.ts";
import { sha256 } from "../host/digest.ts";
import { readEnvironment, readGit, readGitDiff } from "../host/environment.ts";
import { packagesOf, runsPython } from "../host/installed-packages.ts";
import { interpreterFor, missingPython } from "../host/interpreter.ts";
import { commandKey } from "../host/key-command.ts";
import { type LocalExecutor, localExecutor } from "../host/local-executor.ts";
import { pythonEnvironments } from "../host/python-environment.ts";
import { summarizeModule } from "../host/python-summaries.ts";
import { type DigestCache, forgetful } from "../host/stat-cache.ts";
import type { StepSurroundings } from "../host/step-environment.ts";
import { workspaceFiles } from "../host/workspace-files.ts";
import { keepReserve } from "../store/reserve.ts";
import { notePending } from "../store/search/pending-runs.ts";
import { insertDisplaced } from "../store/tables/displaced.ts";
import { setGit } from "../store/tables/recorded.ts";
import { isRecorded } from "../store/tables/references.ts";
import { insertRun, insertTags, nextNumber } from "../store/tables/runs.ts";
import { insertTrace, traceSource, traceSourceAhead } from "../store/tables/traces.ts";
import type { EventHub } from "./event-hub.ts";
import { followSteps } from "./intake/follow-steps.ts";
import { followed, followedAgain } from "./intake/followed.ts";
import { abandon, reconcile, type Stop } from "./left-runs.ts";
import { leftSteps } from "./left-steps.ts";
import type { Library } from "./library.ts";
import { librarySettings } from "./library-settings.ts";
import { knownPlan, newPlan } from "./plan-once.ts";
import { runRecorder } from "./run-recorder.ts";
import { stopRuns } from "./stop-runs.ts";
import { takeOverResults, workspaceResults } from "./take-over-results.ts";
import type { UsablePipeline } from "./usable-pipeline.ts";
import { watchConsoles } from "./watch-consoles.ts";
import { writeBehind } from "./write-behind.ts";

/** Which steps, as the contract's `PipelineRequest` has it. */
export type StepChoice = Choice;

export type RunOptions = StepChoice & {
  readonly pipelineId: PipelineId | null;
  readonly name: string | null;
  readonly project: string | null;
  readonly tags: readonly string[];
  /** Null: as many as there are cores. */
  readonly jobs: number | null;
  /** Null: as the library's settings say. */
  readonly keepGoing: boolean | null;
  /** Reads every file anew, whatever is remembered of it. */
  readonly verify?: boolean;
};

export type PlanOptions = {
  /** Whether the user has agreed to the pipeline's commands (default: yes): only then those of its cache keys are run. */
  readonly trusted?: boolean;
  /** Reads every file anew, whatever is remembered of it. */
  readonly verify?: boolean;
  /** Digest of all that the pipeline follows from: with the same one, a plan may be known already. */
  readonly key?: string | null;
};

type PortOptions = Pick<PlanOptions, "trusted"> & {
  /** Of a plan, which takes place at one time: what many steps need is read from the library in one go. */
  readonly atRest?: boolean;
};

export type StartedRun = {
  readonly run: RunId;
  readonly finished: Promise<"succeeded" | "failed" | "cancelled">;
  readonly cancel: () => void;
  /** Kills what was cancelled and did not end yet. False when it was not cancelled. */
  readonly hurry: () => boolean;
};

const mebi = 1024 * 1024;

/** How often a step that waits for another run asks again, in milliseconds. */
const otherRunsInterval = 100;

/** What steps find around them, whatever their pipeline is. */
export type StepHome = {
  /** What they inherit, as it is now. */
  readonly readEnv: () => Promise<StepSurroundings["env"]>;
  /** Absolute path of the app's `resources`. */
  readonly resources: string;
};

/** Plans and runs of pipelines over one library. */
export type PipelineRuns = {
  readonly plan: (
    pipeline: Pipeline,
    choice: StepChoice,
    options?: PlanOptions,
  ) => Promise<Result<Plan, Failure>>;
  readonly start: (pipeline: Pipeline, options: RunOptions) => Promise<Result<StartedRun, Failure>>;
  /** Binds a step's current signature to its newest outputs; answers the step's run that made them. */
  readonly accept: (pipeline: Pipeline, step: string) => Promise<Result<AcceptedRun, Failure>>;
  /**
   * The pipeline as the code of its project tells it, where only that does; others as they are. Runs that code, so the person
   * must have agreed.
   */
  readonly describe: (read: UsablePipeline) => Promise<Result<UsablePipeline, Failure>>;
  readonly active: () => ReadonlyMap<RunId, StartedRun & { readonly pipelineFile: string }>;
  /** Looks after runs whose process is gone, as `reconcile` says. */
  readonly lookAfterLeft: () => Promise<void>;
  /**
   * Cancels a run of this process; steps of one whose process is gone have ended afterwards. False when there is neither.
   */
  readonly cancel: (run: RunId) => Promise<boolean>;
  /** Kills what is left of a run that is being cancelled. False when there is none. */
  readonly kill: (run: RunId) => boolean;
};

/** `number` is that of the pipeline run that the step's run is part of. */
export type AcceptedRun = {
  readonly run: RunId;
  readonly number: number | null;
  readonly signature: Signature;
};

export function pipelineRuns(
  library: Library,
  events: EventHub,
  { readEnv, resources }: StepHome,
): PipelineRuns {
  const active = new Map<RunId, StartedRun & { readonly pipelineFile: string }>();
  const surroundingsOf = async (pipeline: Pipeline): Promise<StepSurroundings> => {
    const env = await readEnv();
    const interpreter = interpreterFor(
      pipeline,
      env.PATH ?? "/usr/bin:/bin",
      library.shims,
      librarySettings(library).python,
    );
    return { env, interpreter, resources, library: library.folder };
  };
  const decisionPorts = (
    pipeline: Pipeline,
    surroundings: StepSurroundings,
    digests: DigestCache = library.digests,
    { trusted = true, atRest = false }: PortOptions = {},
    signal: AbortSignal | null = null,
  ): DecisionPorts => ({
    files: workspaceFiles(pipeline.workspace, digests, { atRest }),
    objects: library.objects,
    traces: atRest
      ? traceSourceAhead(library.database, () => pipeline.steps.length)
      : traceSource(library.database),
    sha256,
    summaries: library.summaries,
    summarize: summarizeModule,
    environments: pythonEnvironments({
      workspace: pipeline.workspace,
      env: { ...surroundings.env, PATH: surroundings.interpreter.path },
      cache: library.summaries,
      digests: library.digests,
    }),
    env: surroundings.env,
    keyOf: async (command) =>
      trusted ? commandKey(surroundings, pipeline.workspace, command, undefined, signal) : null,
    now: () => Date.now(),
  });
  const executorWith = (code: DecisionPorts, surroundings: StepSurroundings): LocalExecutor =>
    localExecutor({
      objects: library.objects,
      keepRoom: () => keepReserve(library.database.name),
      cache: library.digests,
      isRecorded: (digest) => isRecorded(library.database, digest),
      onDisplaced: (stepRun, path, content) =>
        insertDisplaced(library.database, stepRun, path, content, Date.now()),
      code,
      surroundings,
      keptSource: (librarySettings(library).keptSource ?? usualKeptSource) * mebi,
      runFolder: library.runFolder,
      scratchFolder: library.scratchFolder,
    });
  const leftFollower = followSteps(library, events);
  const left = leftSteps(library, events, async ({ pipeline, surroundings: { interpreter, pythonPath } }) => {
    const env = { ...(await readEnv()), PYTHONPATH: pythonPath ?? undefined };
    const surroundings = { env, interpreter, resources, library: library.folder };
    return followedAgain(executorWith(decisionPorts(pipeline, surroundings), surroundings), leftFollower);
  });
  const lookAfter = async (stop?: Stop): Promise<void> => {
    const ended = await reconcile(library, { steps: left, stop });
    for (const run of ended) events.publishRun(run);
  };
  const lookAfterLeft = () => lookAfter();
  const { cancel, kill } = stopRuns({ library, events }, active, lookAfter);
  const flush = () => {
    library.digests.flush();
    library.summaries.flush();
  };

  const planNow: PipelineRuns["plan"] = async (pipeline, choice, options = {}) => {
    const { trusted = true, verify = false, key = null } = options;
    const digests = verify
      ? forgetful(library.digests)
      : library.digests.ahead(pipeline.workspace, () => pipeline.datasets.length);
    const surroundings = await surroundingsOf(pipeline);
    const request = {
      pipeline,
      ports: decisionPorts(pipeline, surroundings, digests, { trusted, atRest: true }),
      digests,
      key: key === null || verify ? null : JSON.stringify([key, choice, trusted]),
    };
    const known = await knownPlan(library, request);
    if (known !== null) return ok(known);
    const selection = selectSteps(pipeline, choice);
    if (!selection.ok) return err(inputFailure("The choice of steps is wrong", selection.error));
    const planned = await newPlan(library, request, selection.value);
    library.keepLearnt();
    return planned.ok
      ? planned
      : err(inputFailure("The pipeline cannot be planned", await located(pipeline, planned.error)));
  };

  const startNow = async (
    pipeline: Pipeline,
    options: RunOptions,
    by: Executor | null = null,
  ): Promise<Result<StartedRun, Failure>> => {
    const selection = selectSteps(pipeline, options);
    if (!selection.ok) return err(inputFailure("The choice of steps is wrong", selection.error));
    const surroundings = await surroundingsOf(pipeline);
    const abort = new AbortController();
    const hurry = new AbortController();
    const digests = options.verify === true ? forgetful(library.digests) : library.digests;
    const ports = withKeysOnce(decisionPorts(pipeline, surroundings, digests, {}, abort.signal));
    const given = await readGiven(ports, pipeline, selection.value);
    if (!given.ok)
      return err(inputFailure("The pipeline cannot be run", await located(pipeline, given.error)));
    if (given.value.lost.size > 0) {
      // A plan tells whether somebody reads what is lost and will not be made again.
      const planned = await planPipeline(ports, pipeline, selection.value);
      if (!planned.ok)
        return err(inputFailure("The pipeline cannot be run", await located(pipeline, planned.error)));
    }
    const hasPython = surroundings.interpreter.python !== null;
    const missing = hasPython || by !== null ? null : missingPython(pipeline, selection.value.steps);
    if (missing !== null) return err(inputFailure("The pipeline cannot be run", [missing]));
    const created = await createRuns(
      library,
      pipeline,
      selection.value,
      options,
      surroundings,
      ports.environments,
    );
    const stepOf = new Map(
      selection.value.steps.map((step) => [created.stepRuns.get(step.name) as RunId, step]),
    );
    events.publishRun(created.run);
    for (const stepRun of stepOf.keys()) events.publishRun(stepRun);

    const consoles = watchConsoles(library, events);
    const stopWriting = writeBehind(library);
    const follower = followSteps(library, events);
    const executor = followed(by ?? executorWith(ports, surroundings), follower);
    const finished = runPipeline(
      {
        ...ports,
        executor: {
          ...executor,
          execute: (execution) => consoles.during(execution.stepRun, () => executor.execute(execution)),
        },
        sink: runRecorder(library, events, pipeline, stepOf, {
          signatures: given.value.signatures,
          decisions: new Map(),
        }),
        otherRuns: async () => {
          await wait(otherRunsInterval);
          await lookAfterLeft();
        },
      },
      {
        run: created.run,
        pipeline,
        selection: selection.value,
        stepRuns: created.stepRuns,
        given: given.value,
        jobs: options.jobs ?? librarySettings(library).jobs ?? availableParallelism(),
        keepGoing: options.keepGoing ?? librarySettings(library).keepGoing,
        signal: abort.signal,
        hurry: hurry.signal,
        giveUp: () => abort.abort(),
      },
    )
      .catch(async (error: Error) => {
        // The first error is what happened; that it cannot be noted either follows from it.
        const abandoned = await abandon(library, created.run, error).catch(() => null);
        for (const run of abandoned?.ended ?? []) events.publishRun(run);
        if (abandoned?.failed !== true) throw error;
        return "failed" as const;
      })
      .finally(() => {
        consoles.stop();
        follower.stop();
        stopWriting();
        flush();
        active.delete(created.run);
      });
    const started = {
      run: created.run,
      finished,
      cancel: () => abort.abort(),
      hurry: () => {
        if (abort.signal.aborted) hurry.abort();
        return abort.signal.aborted;
      },
    };
    active.set(created.run, { ...started, pipelineFile: pipeline.file });
    return ok(started);
  };

  /** What DVC made and its lock file vouches for counts as done, from the first plan on. */
  const takeOver = async (pipeline: Pipeline): Promise<boolean> => {
    if (pipeline.foreign?.format !== "dvc" || library.unwritable !== null) return false;
    const { vouchedByLock } = await import("./dvc-results.ts");
    const all = { targets: [], from: [], only: [], force: false };
    const naming = { name: "dvc repro", project: null, tags: ["dvc.lock"], pipelineId: null };
    return takeOverResults(
      {
        plan: () => planNow(pipeline, all),
        vouched: vouchedByLock,
        record: async (_, only) => {
          const rest = { ...all, only, jobs: 1, keepGoing: true, ...naming };
          const by = workspaceResults(library.objects, library.owner);
          const started = await startNow(pipeline, rest, by);
          return started.ok && (await started.value.finished) === "succeeded";
        },
      },
      pipeline,
    );
  };

  const plan: PipelineRuns["plan"] = async (pipeline, choice, options) => {
    await takeOver(pipeline);
    return planNow(pipeline, choice, options);
  };

  const start: PipelineRuns["start"] = async (declared, options) => {
    const pipeline = options.project === null ? declared : { ...declared, project: options.project };
    await takeOver(pipeline);
    return startNow(pipeline, options);
  };

  const accept: PipelineRuns["accept"] = async (pipeline, name) => {
    const no = async (problems: readonly PlacedDiagnostic[]) =>
      err(inputFailure(`${name} cannot be accepted`, await located(pipeline, problems)));
    const chosen = selectSteps(pipeline, { targets: [], from: [], only: [name], force: false });
    if (!chosen.ok) return no(chosen.error);
    const [step, ...more] = chosen.value.steps;
    if (step === undefined || more.length > 0) {
      const message = `${name} means ${chosen.value.steps.length} steps`;
      const found = problem("several-steps", message, `Name one of them, such as ${step?.name}.`);
      return no([{ ...found, file: pipeline.file }]);
    }
    const ports = decisionPorts(pipeline, await surroundingsOf(pipeline));
    const accepted = await acceptStep(ports, pipeline, step);
    flush();
    if (!accepted.ok) return no(accepted.error);
    const { run, signature } = accepted.value;
    insertTrace(library.database, { ...accepted.value, voided: [], accepted: Date.now() });
    // What is planned for this pipeline is not so any more.
    events.publish({ type: "pipelines" });
    return ok({ run, number: ports.traces.of(signature)[0]?.runNumber ?? null, signature });
  };

  const describe: PipelineRuns["describe"] = async (read) => {
    if (read.pipeline.foreign?.awaitsCode !== true) return ok(read);
    const { describedPipeline } = await import("./describe-project.ts");
    return describedPipeline({ library, readEnv, resources }, read);
  };

  return { plan, start, accept, describe, active: () => active, lookAfterLeft, cancel, kill };
}

/** Problems with their lines, worked out by what reads pipelines: it is loaded only when there are some. */
async function located(
  pipeline: Pipeline,
  problems: readonly PlacedDiagnostic[],
): Promise<readonly Diagnostic[]> {
  const { locatedProblems } = await import("./pipeline-files.ts");
  return locatedProblems(pipeline.file, problems);
}

/** Makes the pipeline's run and a queued one for each selected step, in one transaction. */
async function createRuns(
  library: Library,
  pipeline: Pipeline,
  selection: Selection,
  options: RunOptions,
  { interpreter, env }: StepSurroundings,
  environments: PythonEnvironments,
): Promise<{ run: RunId; stepRuns: Map<string, RunId> }> {
  const [environment, git] = await Promise.all([
    readEnvironment(
      interpreter.python,
      selection.steps.flatMap((step) => step.env),
      env,
    ),
    readGit(pipeline.workspace),
  ]);
  const packages = runsPython(selection.steps) ? await packagesOf(environments) : {};
  const patch = git?.dirty === true ? await readGitDiff(pipeline.workspace) : null;
  const diff = patch === null ? null : await library.objects.takeText(patch);
  // One after the other: to draw each of thousands would take longer than to record them.
  const ulid = monotonicFactory();
  const run = runId(ulid());
  const stepRuns = new Map(selection.steps.map((step) => [step.name, runId(ulid())]));
  const effective = effectiveParams(pipeline);
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
        file: pipeline.file,
        selection: { targets: options.targets, from: options.from, only: options.only },
        environment: { ...environment, packages },
      });
      if (git !== null) setGit(library.database, run, { ...git, diff });
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
          ownParams: recordedParams(pipeline, step),
          params: effective.get(step.name) ?? {},
          command: commandText(step.command),
          started: null,
          graph: null,
          file: null,
          selection: null,
        });
      });
      notePending(library.database, run);
    })
    .immediate();
  return { run, stepRuns };
}
