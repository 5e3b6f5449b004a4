import process from "node:process";
import { err } from "../core/base/result.ts";
import type { RunId } from "../core/model/ids.ts";
import type { Pipeline } from "../core/model/pipeline.ts";
import { isActive, type RunRow, type RunStatus } from "../core/model/run.ts";
import type { StepChoice } from "../node/app/pipeline-runs.ts";
import type { Services } from "../node/app/services.ts";
import { pipelineByFile } from "../node/store/tables/pipelines.ts";
import { numberOf, type StepOutcome, stepOutcomes } from "../node/store/tables/run-lookups.ts";
import { consoleEnd } from "./console-end.ts";
import { onInterrupt } from "./interrupts.ts";
import { bold, dim, durationText, exitCodes, print, printJson, red, visible } from "./output.ts";
import { type ExecutionOptions, wordsProblem } from "./pipeline-arguments.ts";
import { printOutcomeWarnings } from "./plan-text.ts";
import { isLive, writeOver } from "./progress-line.ts";
import { actionOf, type PublicStep, publicRun } from "./public-run.ts";
import type { Outcome } from "./session.ts";
import { outcomeWord } from "./status-words.ts";
import { padTo } from "./terminal-text.ts";

/** Runs a pipeline to its end, with its progress for people or one JSON document; an interrupt cancels it. */
export async function runToEnd(
  services: Services,
  pipeline: Pipeline,
  choice: StepChoice,
  options: Omit<ExecutionOptions, "jobs"> & {
    readonly jobs: number | null;
    readonly verify?: boolean;
    readonly json?: boolean;
  },
): Promise<Outcome> {
  const wrong = wordsProblem(options);
  if (wrong !== null) return err(wrong);
  const stopPrinting = options.json ? () => {} : printProgress(services);
  // From here on, so that a run that is just being made is cancelled too.
  let started: Awaited<ReturnType<Services["pipelines"]["start"]>> | null = null;
  let cancelled = false;
  const cancel = (signal: NodeJS.Signals) => {
    if (cancelled && started?.ok) started.value.hurry();
    else if (started?.ok) started.value.cancel();
    if (!cancelled && !options.json && signal === "SIGINT") process.stderr.write(`${cancelling}\n`);
    cancelled = true;
  };
  const release = onInterrupt(cancel);
  started = await services.pipelines.start(pipeline, {
    ...choice,
    pipelineId: pipelineByFile(services.library.database, pipeline.file)?.id ?? null,
    name: options.name ?? null,
    project: null,
    tags: options.tag ?? [],
    jobs: options.jobs,
    keepGoing: options.keepGoing ?? null,
    verify: options.verify ?? false,
  });
  if (!started.ok) {
    release();
    return started;
  }
  if (cancelled) started.value.cancel();
  const status = await started.value.finished;
  release();
  stopPrinting();
  const { run } = started.value;
  const steps = stepOutcomes(services.library.database, run);
  printOutcomeWarnings(steps);
  if (options.json) printJson(await publicRun(services, run));
  else await printSummary(services, { run, status, steps });
  const code = { succeeded: exitCodes.done, failed: exitCodes.failed, cancelled: exitCodes.cancelled }[
    status
  ];
  return { ok: true, value: code };
}

const cancelling = "Cancelling: steps have ten seconds to end. Ctrl-C again kills them at once.";

/** One line for each step as it ends; on a terminal a line below tells what runs now. */
function printProgress({ events }: Services): () => void {
  const running = new Set<string>();
  const done = new Set<string>();
  const live = isLive();
  const clear = () => live && writeOver("");
  const stop = events.listen((event) => {
    if (event.type !== "run" || event.run.kind !== "step") return;
    const { run: step } = event;
    if (step.status === "running") running.add(step.name);
    if (!isActive(step.status)) {
      running.delete(step.name);
      clear();
      if (!done.has(step.id)) print(stepLine(step));
      done.add(step.id);
    }
    if (live && running.size > 0) writeOver(`running ${visible([...running].join(", "))}`, dim);
  });
  return () => {
    stop();
    clear();
  };
}

function stepLine(step: RunRow): string {
  const { text, paint, mark } = outcomeWord(step);
  const seconds =
    step.started !== null && step.ended !== null && step.cache === "executed"
      ? durationText((step.ended - step.started) / 1000)
      : "";
  return `${paint(mark)} ${bold(padTo(visible(step.name), 20))} ${paint(text.padEnd(10))} ${dim(seconds)}`;
}

/** Of so many failed steps the end of their console is shown. */
const shownEnds = 3;

async function printSummary(
  services: Services,
  { run: id, status, steps }: { run: RunId; status: RunStatus; steps: readonly StepOutcome[] },
): Promise<void> {
  const number = numberOf(services.library.database, id);
  const actions = steps.map(actionOf);
  const count = (action: PublicStep["action"]) => actions.filter((one) => one === action).length;
  const parts = (["executed", "reused", "restored", "failed", "skipped", "cancelled"] as const)
    .map((action) => [count(action), action] as const)
    .filter(([amount]) => amount > 0)
    .map(([amount, action]) => `${amount} ${action}`);
  print("");
  for (const [index, step] of steps.filter((one) => actionOf(one) === "failed").entries()) {
    print(red(`${visible(step.name)} failed: ${visible(step.error ?? "")}`));
    const end = index < shownEnds ? await consoleEnd(services.library, step.id) : [];
    for (const line of end) print(`${dim("  │")} ${line}`);
    print(dim(`  its output: signet logs ${number}/${step.name}`));
  }
  print(`${bold(`Run #${number} ${status}`)} ${dim("·")} ${parts.join(" · ")}`);
}
