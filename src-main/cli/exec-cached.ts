import { join } from "node:path";
import process from "node:process";
import { err } from "../core/base/result.ts";
import { inputFailure } from "../core/model/failure.ts";
import { readPipeline } from "../core/pipeline/read-pipeline.ts";
import { stepText, type TrackedCommand } from "../core/pipeline/step-text.ts";
import { consolePlace } from "../node/app/console-place.ts";
import type { Services } from "../node/app/services.ts";
import { usable } from "../node/app/usable-pipeline.ts";
import { consoleRuns, numberOf } from "../node/store/tables/run-lookups.ts";
import { onInterrupt } from "./interrupts.ts";
import { exitCodes, printJson } from "./output.ts";
import { type PublicRun, publicRun } from "./public-run.ts";
import type { Outcome } from "./session.ts";
import { showConsole } from "./show-console.ts";

/**
 * Runs a command as the one step of a pipeline, so that it is not run when nothing that counts has changed. Its signature
 * is that of the step that `show --as-step` prints.
 */
export async function execCached(
  services: Services,
  command: TrackedCommand,
  { json = false }: { readonly json?: boolean },
): Promise<Outcome> {
  const cwd = process.cwd();
  const text = stepText(command);
  // Its paths are relative to this folder; nothing is written there.
  const read = usable("The command", readPipeline({ file: join(cwd, "signet-exec.yaml"), text }));
  if (!read.ok) return err(inputFailure("The command cannot be cached", read.error.diagnostics));
  const { pipeline } = read.value;
  const started = await services.pipelines.start(pipeline, {
    targets: [],
    from: [],
    only: [],
    force: false,
    pipelineId: null,
    name: command.name,
    project: null,
    tags: [],
    jobs: null,
    keepGoing: false,
  });
  if (!started.ok) return started;
  const { run, finished, cancel } = started.value;
  const release = onInterrupt(cancel);
  const ended = new AbortController();
  const [step] = consoleRuns(services.library.database, run);
  const to = json ? process.stderr : process.stdout;
  const shown =
    step === undefined
      ? Promise.resolve()
      : showConsole(consolePlace(services.library, step.id), to, ended.signal);
  await finished;
  ended.abort();
  await shown;
  release();
  // What was reused printed this when it was made.
  const source = consoleRuns(services.library.database, run)[0]?.source;
  if (source !== undefined && source !== step?.id)
    await showConsole(consolePlace(services.library, source), to, ended.signal);
  const result = await publicRun(services, run);
  const number = numberOf(services.library.database, run);
  const exitCode = exitCodeOf(services, result);
  if (json) printJson({ run, number, status: result.status, exitCode });
  else console.error(`signet: run #${number} ${words(result)}`);
  return {
    ok: true,
    value: result.status === "cancelled" ? exitCodes.cancelled : (exitCode ?? exitCodes.failed),
  };
}

function words({ status, steps: [step] }: PublicRun): string {
  if (step?.error != null) console.error(`signet: ${step.error}`);
  return step === undefined || status !== "succeeded" ? status : step.action;
}

function exitCodeOf({ library }: Services, { status, steps: [step] }: PublicRun): number | null {
  if (status === "succeeded") return 0;
  if (step === undefined) return null;
  return (
    (library.database.prepare("SELECT exit_code FROM runs WHERE id = ?").pluck().get(step.run) as
      | number
      | null
      | undefined) ?? null
  );
}
