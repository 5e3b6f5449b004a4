import { err, ok, type Result } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { filesOf, type RunWithSteps } from "../../core/diff/run-files.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { RunFile } from "../../core/model/run.ts";
import type { FileText } from "../../core/model/run-diff.ts";
import { consoleRuns, kindOf } from "../store/tables/run-lookups.ts";
import { graphOfRun } from "../store/tables/runs.ts";
import { cloneRun } from "./clone-run.ts";
import { consolePlace } from "./console-place.ts";
import { contentToShow } from "./content-to-show.ts";
import { countedFiles } from "./counted-code.ts";
import { keptText } from "./file-texts.ts";
import { findInLog } from "./find-in-log.ts";
import { readLogPiece, readLogPieceBefore } from "./log-piece.ts";
import { readTable } from "./read-table.ts";
import { recordedMethods } from "./recorded-methods.ts";
import { detailOf } from "./run-detail.ts";
import type { Services } from "./services.ts";
import { signalScript } from "./signal-script.ts";

export function runMethods(services: Services) {
  const { library } = services;
  const { database } = library;

  return {
    "runs.get": async ({ id }: MethodParams<"runs.get">) => detailOf(services, id),

    "runs.graph": async ({ id }: MethodParams<"runs.graph">) => ok(graphOfRun(database, id)),

    ...recordedMethods(services),

    "runs.log": async ({ id, offset, limit, back = false }: MethodParams<"runs.log">) => {
      const place = consoleOf(services, id);
      return ok(await (back ? readLogPieceBefore(place, offset, limit) : readLogPiece(place, offset, limit)));
    },

    "runs.findInLog": async ({ id, text, from, limit }: MethodParams<"runs.findInLog">) =>
      ok(await findInLog(consoleOf(services, id), text, from, limit)),

    "runs.cancel": async ({ id }: MethodParams<"runs.cancel">) => {
      if (await services.pipelines.cancel(id)) return ok(null);
      if (kindOf(database, id) !== "script" || !signalScript(library, id, "SIGINT"))
        return err(inputFailure("This run is not running here: it has ended, or another process runs it"));
      services.events.publish({ type: "cancelling", run: id });
      return ok(null);
    },

    "runs.kill": async ({ id }: MethodParams<"runs.kill">) => {
      if (services.pipelines.kill(id)) return ok(null);
      if (kindOf(database, id) === "script" && signalScript(library, id, "SIGKILL")) return ok(null);
      return err(inputFailure("There is nothing to kill: this run has ended, or was not cancelled here"));
    },

    "runs.clone": async ({ id }: MethodParams<"runs.clone">) => {
      const clone = await cloneRun(services, id);
      if (!clone.ok) return clone;
      const { pipeline, pipelineId, overrides, choice, notes } = clone.value;
      if (pipelineId === null)
        return err(
          inputFailure(`The library does not keep the pipeline of this run: import ${pipeline.file}`),
        );
      return ok({ id: pipelineId, overrides, ...choice, notes });
    },

    "runs.table": async ({ id, role, name, rows }: MethodParams<"runs.table">) => {
      const whole = runWithSteps(services, id);
      if (!whole.ok) return whole;
      const file = recordedFile(whole.value, role, name);
      if (file === null) return err(inputFailure(`The run has no ${role} ${name}`));
      return ok(await readTable(library, file, rows));
    },

    "runs.look": async ({ id, role, name }: MethodParams<"runs.look">) => {
      const whole = runWithSteps(services, id);
      if (!whole.ok) return whole;
      const file = recordedFile(whole.value, role, name);
      return file === null
        ? err(inputFailure(`The run has no ${role} ${name}`))
        : ok(await contentToShow(library, file));
    },

    "runs.code": async ({ id }: MethodParams<"runs.code">) => ok(await countedFiles(library, id)),

    "runs.fileText": async ({
      id,
      role,
      name,
    }: MethodParams<"runs.fileText">): Promise<Result<FileText, Failure>> => {
      const whole = runWithSteps(services, id);
      return whole.ok ? fileTextOf(services, whole.value, role, name) : whole;
    },
  };
}

/** The console of a run; a reused step shows what was printed when its results were made. */
function consoleOf({ library }: Services, id: RunId): string {
  const source = consoleRuns(library.database, id).find((run) => run.id === id)?.source ?? id;
  return consolePlace(library, source);
}

export function runWithSteps(services: Services, id: RunId): Result<RunWithSteps, Failure> {
  const run = detailOf(services, id, { allMetrics: true });
  if (!run.ok) return run;
  const steps = run.value.steps.map((step) => detailOf(services, step.id, { allMetrics: true }));
  return ok({ run: run.value, steps: steps.flatMap((step) => (step.ok ? [step.value] : [])) });
}

/** The text of a file of a run, by the name that a diff gives it. */
export async function fileTextOf(
  services: Services,
  run: RunWithSteps,
  role: MethodParams<"runs.fileText">["role"],
  name: string,
): Promise<Result<FileText, Failure>> {
  if (role === "uncommitted") {
    const digest = run.run.gitDiff;
    if (digest === null) return err(inputFailure("Nothing was uncommitted, or it was not recorded"));
    return ok(await keptText(services.library, { digest, type: "file" }));
  }
  if (role !== "code") {
    const file = recordedFile(run, role, name);
    if (file !== null) {
      const { digest, type } = file;
      return ok(digest === null ? { kind: "not-kept" } : await keptText(services.library, { digest, type }));
    }
  } else {
    const digest = filesOf(run, role).get(name)?.digest;
    if (digest != null) return ok(await keptText(services.library, { digest, type: "file" }));
  }
  return err(inputFailure(`The run has no ${role} ${name}`));
}

/** An input or output of a run or its steps, or what a program handed over, by the name that a diff gives it. */
export function recordedFile(run: RunWithSteps, role: "input" | "output", name: string): RecordedFile | null {
  const located = filesOf(run, role).get(name);
  return located === undefined ? null : { ...located, name: located.ownName };
}

export type RecordedFile = Pick<RunFile, "name" | "path" | "digest" | "type" | "format">;
