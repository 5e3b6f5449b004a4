import { formatOf } from "../../core/model/format.ts";
import type { RunId, Signature } from "../../core/model/ids.ts";
import type { Pipeline, Port, Step } from "../../core/model/pipeline.ts";
import { isActive, type RunFile, type RunStatus } from "../../core/model/run.ts";
import { renderSourcePath } from "../../core/pipeline/templates.ts";
import type { Decision } from "../../core/plan/decide.ts";
import { otherBytesNote } from "../../core/plan/not-deterministic.ts";
import { withNotes } from "../../core/plan/notes.ts";
import { outputPath } from "../../core/plan/output-places.ts";
import type { Content } from "../../core/ports/files.ts";
import type { InputContents, RunSink } from "../../core/ports/run-sink.ts";
import { dropPipeline } from "../host/left-execution.ts";
import { steadyClock } from "../host/steady-clock.ts";
import { saysUnwritable } from "../store/check-database.ts";
import { groupCommit } from "../store/group-commit.ts";
import { notePending } from "../store/search/pending-runs.ts";
import { isTaken, placesOf } from "../store/tables/claims.ts";
import { appendSeries, hasSeries } from "../store/tables/metrics.ts";
import { copyRecorded } from "../store/tables/recorded.ts";
import { errorOf, hasExecutedSteps, runExists } from "../store/tables/run-lookups.ts";
import { insertCode, insertFiles, patchRun, type RunPatch } from "../store/tables/runs.ts";
import { fingerprintText, insertTrace, traceSource } from "../store/tables/traces.ts";
import type { EventHub } from "./event-hub.ts";
import type { Library } from "./library.ts";
import { readMetricsFile } from "./metric-files.ts";

type CommitHow = {
  readonly lazily?: boolean;
  readonly once?: "committed" | "durable";
  /** While the disk is full, it waits for the run's next change, which carries it. */
  readonly mayBePutOff?: boolean;
  /** It is how something failed: on a full disk it takes the room that the library keeps for that. */
  readonly spendsReserve?: boolean;
};

const active: readonly RunStatus[] = (["queued", "starting", "running", "finalizing"] as const).filter(
  isActive,
);

/** What was decided before. */
export type KnownSteps = {
  /** By step: of those outside the run whose outputs it reads, too. */
  readonly signatures: ReadonlyMap<string, Signature>;
  /** Of steps of the run that another process began. */
  readonly decisions: ReadonlyMap<RunId, Decision>;
};

/** Records one pipeline run in the library: each change as safe as `RunSink` says, then published. */
export function runRecorder(
  library: Library,
  events: EventHub,
  pipeline: Pipeline,
  stepOf: ReadonlyMap<RunId, Step>,
  known: KnownSteps,
): RunSink {
  const { database } = library;
  const group = groupCommit(database);
  const traces = traceSource(database);
  const datasets = new Map(pipeline.datasets.map((dataset) => [dataset.name, dataset]));
  const signatures = new Map(known.signatures);
  /** Of steps that go on: each is all that its step was decided by, and a run may have thousands. */
  const decisions = new Map(known.decisions);

  const step = (stepRun: RunId): Step => {
    const found = stepOf.get(stepRun);
    if (found === undefined) throw new Error(`${stepRun} is no step of this run`);
    return found;
  };
  const now = steadyClock();
  /** The first change that could not be recorded: what follows from it must not be, and says why. */
  let broken: { readonly error: unknown } | null = null;
  /** Number of the newest change that was asked for, by run. */
  const changes = new Map<RunId, number>();
  /** Changes that the disk had no room for, by run. */
  const putOff = new Map<RunId, readonly (() => unknown)[]>();
  const commit = async <T>(
    run: RunId,
    work: () => T,
    { mayBePutOff = false, ...how }: CommitHow = {},
  ): Promise<T> => {
    const change = (changes.get(run) ?? 0) + 1;
    changes.set(run, change);
    const carried: (() => unknown)[] = [];
    const answer = await group.commit(
      () => {
        if (broken !== null) throw broken.error;
        carried.push(...(putOff.get(run) ?? []));
        putOff.delete(run);
        for (const earlier of carried) earlier();
        return work();
      },
      {
        ...how,
        onFailed: (error) => {
          if (mayBePutOff && broken === null && saysUnwritable(error)) putOff.set(run, [...carried, work]);
          else broken ??= { error };
        },
      },
    );
    // Another one that is under way will be published in a moment, with what this one changed.
    if (changes.get(run) === change && answer !== "taken") events.publishRun(run);
    return answer;
  };
  /** One change of one run: `more` writes what belongs to it into the same transaction. */
  const record = (
    run: RunId,
    from: readonly RunStatus[],
    patch: RunPatch,
    { more = () => {}, ...how }: CommitHow & { readonly more?: () => void } = {},
  ): Promise<void> =>
    commit(
      run,
      () => {
        patchRun(database, run, from, patch);
        more();
        if (patch.status !== "finalizing") notePending(database, run);
      },
      how,
    );
  /** News of a step that goes on. One that fills the disk makes room again when it fails, and must be recorded then. */
  const news = async (run: RunId, from: readonly RunStatus[], patch: RunPatch): Promise<void> => {
    try {
      await record(run, from, patch, { lazily: true, once: "committed", mayBePutOff: true });
    } catch (error) {
      if (broken !== null || !saysUnwritable(error)) throw error;
    }
  };
  const pathOf = (name: string): string | null => {
    const dataset = datasets.get(name);
    if (dataset?.path == null) return null;
    if (dataset.maker === null) return renderSourcePath(dataset.path, pipeline.params);
    const signature = signatures.get(dataset.maker);
    return signature === undefined ? null : outputPath(pipeline, dataset, signature);
  };
  const filesOf = (
    ports: readonly Port[],
    contents: { readonly [port: string]: Content },
  ): Omit<RunFile, "kept">[] =>
    ports.flatMap(({ port, dataset: name }) => {
      const content = contents[port];
      return content === undefined
        ? []
        : [
            {
              name,
              path: pathOf(name),
              maker: datasets.get(name)?.maker ?? null,
              as: datasets.get(name)?.as ?? null,
              format: formatOf(datasets.get(name) ?? { format: null, path: null }),
              ...content,
            },
          ];
    });
  const decided = (stepRun: RunId, decision: Decision): RunPatch => {
    signatures.set(step(stepRun).name, decision.signature);
    return {
      signature: decision.signature,
      fingerprint: fingerprintText(decision.fingerprint),
      reasons: decision.reasons,
      step_notes: decision.notes,
    };
  };
  const insertUsed = (stepRun: RunId, decision: Decision, inputs: InputContents): void => {
    insertFiles(database, stepRun, "input", filesOf(step(stepRun).inputs, inputs));
    insertCode(database, stepRun, decision.code.files);
  };
  /** Reads the step's metrics files before the transaction; what is wrong with one is a warning of the step. */
  const metricsOf = (stepRun: RunId, outputs: { readonly [port: string]: Content }, time: number) => {
    const problems: string[] = [];
    const series = step(stepRun).outputs.flatMap(({ port, dataset: name }) => {
      const content = outputs[port];
      const dataset = datasets.get(name);
      if (dataset?.as !== "metrics" || content === undefined) return [];
      const file = { path: library.objects.pathOf(content.digest), name: dataset.path ?? name };
      const read = readMetricsFile(file, content.size, time);
      if (read.ok) return [...read.value];
      problems.push(`${name} is declared as metrics, but ${read.error}`);
      return [];
    });
    return { series, problems };
  };

  return {
    stepStarting: (stepRun, decision, inputs) => {
      const patch = { ...decided(stepRun, decision), status: "starting", started: now() } as const;
      decisions.set(stepRun, decision);
      // Looking and claiming are one transaction, so of two processes only one gets it.
      const places = placesOf(pipeline.workspace, decision.fingerprint.inPlace);
      const work = () => {
        if (isTaken(database, stepRun, { signature: decision.signature, places })) return "taken";
        patchRun(database, stepRun, ["queued"], patch);
        insertUsed(stepRun, decision, inputs);
        return "claimed";
      };
      // A command ends with the machine. What it replaces must be put back after that, so this must be known then.
      return commit(stepRun, work, { once: places.length > 0 ? "durable" : "committed" });
    },
    stepRunning: (stepRun, process) =>
      news(stepRun, ["starting", "running", "finalizing"], { status: "running", process }),
    stepFinalizing: (stepRun) => news(stepRun, ["running", "finalizing"], { status: "finalizing" }),
    stepSucceeded: async (stepRun, { outputs, discovered, voided, notes }) => {
      const decision = decisions.get(stepRun);
      if (decision === undefined) throw new Error(`${stepRun} succeeded before it was decided`);
      const ended = now();
      const { series, problems } = metricsOf(stepRun, outputs, ended);
      const earlier = voided.length > 0 ? [] : traces.of(decision.signature);
      const other = otherBytesNote(step(stepRun), { outputs, discovered }, earlier);
      await library.objects.durable();
      await record(
        stepRun,
        ["finalizing"],
        {
          status: "succeeded",
          cache: "executed",
          exit_code: 0,
          ended,
          error: problems.join("\n") || null,
          step_notes: withNotes(decision.notes, other === null ? notes : [...notes, other]),
        },
        {
          more: () => {
            insertFiles(database, stepRun, "output", filesOf(step(stepRun).outputs, outputs));
            for (const [name, points] of new Map(series)) appendSeries(database, stepRun, name, points);
            insertTrace(database, {
              signature: decision.signature,
              run: stepRun,
              outputs,
              discovered,
              voided,
              accepted: null,
            });
          },
        },
      );
      decisions.delete(stepRun);
    },
    stepWarned: async (stepRun, message) => {
      const before = errorOf(database, stepRun);
      const error = [before, message].filter((text) => text !== null).join("\n");
      await news(stepRun, ["succeeded"], { error });
    },
    stepFailed: (stepRun, exitCode, error) => {
      decisions.delete(stepRun);
      const patch = { status: "failed", exit_code: exitCode, error, ended: now() } as const;
      return record(stepRun, active, patch, { spendsReserve: true });
    },
    stepReused: async (stepRun, decision, inputs, cache) => {
      const trace = decision.trace;
      if (trace === null) throw new Error(`${stepRun} reuses nothing`);
      const time = now();
      const patch = {
        ...decided(stepRun, decision),
        status: "succeeded",
        cache,
        started: time,
        ended: time,
      } as const;
      // A dataset may have been declared as metrics only after it was made: its numbers are that run's all the same.
      const late = hasSeries(database, trace.stepRun)
        ? []
        : metricsOf(stepRun, trace.outputs, trace.made).series;
      const more = () => {
        if (late.length > 0 && runExists(database, trace.stepRun)) {
          for (const [name, points] of new Map(late)) appendSeries(database, trace.stepRun, name, points);
          notePending(database, trace.stepRun);
        }
        insertUsed(stepRun, decision, inputs);
        copyRecorded(database, trace.stepRun, stepRun);
        insertFiles(database, stepRun, "output", filesOf(step(stepRun).outputs, trace.outputs));
      };
      await record(stepRun, ["queued", "starting"], { ...patch, origin: trace.stepRun }, { more });
      decisions.delete(stepRun);
    },
    stepEnded: (stepRun, status, reasons) =>
      record(stepRun, active, { status, reasons, ended: now() }, { spendsReserve: true }),
    runEnded: async (run, status, error) => {
      // None of its steps can be left to anybody now.
      dropPipeline(library.runFolder(run));
      const cache = status !== "succeeded" ? null : hasExecutedSteps(database, run) ? "executed" : "reused";
      await record(run, ["running"], { status, cache, error, ended: now() }, { spendsReserve: true });
    },
  };
}
