import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { applyOverrides } from "../../core/pipeline/overrides.ts";
import { type Clone, cloneRun } from "../../node/app/clone-run.ts";
import type { StepChoice } from "../../node/app/pipeline-runs.ts";
import { dim, exitCodes, print, printDiagnostics, printJson, visible } from "../output.ts";
import {
  addChoiceOptions,
  addExecutionOptions,
  addParamOptions,
  type ChoiceOptions,
  type ExecutionOptions,
  jobsOf,
  noteTags,
  type PipelineOptions,
  stepChoice,
  withParamOptions,
} from "../pipeline-arguments.ts";
import { printPlan, printPlanWarnings } from "../plan-text.ts";
import { runToEnd } from "../run-to-end.ts";
import { type Finish, resolveRun, withServices } from "../session.ts";

type CloneOptions = PipelineOptions & ExecutionOptions & { readonly plan?: boolean; readonly json?: boolean };

export function addCloneCommand(program: Command, finish: Finish): void {
  const command = program
    .command("clone")
    .description(
      "Run again as a run was: its parameters and choice of steps, today's files and code. Also continues one that failed or was interrupted: what is done and unchanged is reused",
    )
    .argument(
      "<run>",
      "a number (41), an id or its beginning, `latest`; with /step behind it that step alone",
    );
  addExecutionOptions(addChoiceOptions(addParamOptions(command)), "run")
    .option("--plan", "only show which steps would run and why")
    .option("--json", "print one JSON document, as `run` does (with --plan: as `plan` does)")
    .action(async (reference: string, options: CloneOptions, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const jobs = jobsOf(options);
          if (!jobs.ok) return jobs;
          const id = resolveRun(services, reference);
          if (!id.ok) return id;
          const clone = await cloneRun(services, id.value);
          if (!clone.ok) return clone;
          printDiagnostics(clone.value.diagnostics);
          for (const note of clone.value.notes) process.stderr.write(`signet: note: ${visible(note)}\n`);
          const recorded = applyOverrides(clone.value.pipeline, clone.value.overrides);
          if (!recorded.ok)
            return err(inputFailure("A parameter of the run does not fit any more", recorded.error));
          const pipeline = await withParamOptions(recorded.value, options);
          if (!pipeline.ok) return pipeline;
          noteTags(pipeline.value, options);
          const choice = choiceOf(clone.value, options);
          if (options.plan || !options.json) {
            const plan = await services.pipelines.plan(pipeline.value, choice, {
              verify: options.verify ?? false,
            });
            if (!plan.ok) return plan;
            if (options.plan) printPlanWarnings(plan.value.steps);
            if (options.plan && options.json) printJson(plan.value);
            else {
              printOverrides(clone.value);
              printPlan(plan.value);
            }
            if (options.plan) return { ok: true, value: exitCodes.done };
            print("");
          }
          return runToEnd(services, pipeline.value, choice, { ...options, jobs: jobs.value });
        }),
      );
    });
}

/** A choice of steps on the command line takes the place of the recorded one. */
function choiceOf({ choice }: Clone, options: ChoiceOptions): StepChoice {
  const given = stepChoice(options);
  const isChosen = [given.targets, given.from, given.only].some((names) => names.length > 0);
  return isChosen ? given : { ...choice, force: given.force };
}

function printOverrides({ overrides }: Clone): void {
  const texts = Object.entries(overrides).map(([name, text]) => `${name}=${text}`);
  if (texts.length > 0) print(dim(`with its parameters: ${visible(texts.join(", "))}`));
}
