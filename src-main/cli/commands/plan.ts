import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { exitCodes, printJson } from "../output.ts";
import {
  addChoiceOptions,
  addExecutionOptions,
  addParamOptions,
  type ExecutionOptions,
  jobsOf,
  noteTags,
  type PipelineOptions,
  readKeyedArguments,
  stepChoice,
} from "../pipeline-arguments.ts";
import { printPlan, printPlanDiffs, printPlanSentence, printPlanWarnings, stepsNamed } from "../plan-text.ts";
import { type Finish, withServices } from "../session.ts";

type PlanOptions = PipelineOptions &
  ExecutionOptions & { readonly diff?: boolean | string; readonly json?: boolean };

export function addPlanCommand(program: Command, finish: Finish): void {
  const command = program
    .command("plan")
    .description("Show which steps would run and why, without running anything")
    .argument("<file>", "a pipeline file, or the folder of a pipeline.yaml");
  addExecutionOptions(addChoiceOptions(addParamOptions(command)), "planned")
    .option("--diff [step]", "show what changed, for each reason (of one step); put it behind the argument")
    .option("--json", "print one JSON document")
    .action(async (file: string, options: PlanOptions, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const { diff, json } = options;
          if (diff !== undefined && json)
            return err(inputFailure("--diff is for people: leave out --diff or --json"));
          // A plan needs none; what the run would refuse is refused now.
          const jobs = jobsOf(options);
          if (!jobs.ok) return jobs;
          const read = await readKeyedArguments(services, file, options);
          if (!read.ok) return read;
          const { pipeline, key } = read.value;
          noteTags(pipeline, options);
          const verify = options.verify ?? false;
          const plan = await services.pipelines.plan(pipeline, stepChoice(options), { verify, key });
          if (!plan.ok) return plan;
          const steps = typeof diff === "string" ? stepsNamed(pipeline, plan.value, diff) : plan.value.steps;
          if (typeof diff === "string" && steps.length === 0)
            return err(inputFailure(`The plan has no step ${diff}`));
          printPlanWarnings(plan.value.steps);
          if (json) printJson(plan.value);
          else if (diff === undefined) printPlan(plan.value);
          else {
            await printPlanDiffs(services, pipeline, steps);
            printPlanSentence(plan.value);
          }
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}
