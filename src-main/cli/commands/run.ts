import type { Command } from "commander";
import {
  addChoiceOptions,
  addExecutionOptions,
  addParamOptions,
  type ExecutionOptions,
  jobsOf,
  noteTags,
  type PipelineOptions,
  readPipelineArguments,
  stepChoice,
} from "../pipeline-arguments.ts";
import { runToEnd } from "../run-to-end.ts";
import { type Finish, withServices } from "../session.ts";

type RunOptions = PipelineOptions & ExecutionOptions & { readonly json?: boolean };

export function addRunCommand(program: Command, finish: Finish): void {
  const command = program
    .command("run")
    .description("Run what of a pipeline has to run")
    .argument("<file>", "a pipeline file, or the folder of a pipeline.yaml");
  addExecutionOptions(addChoiceOptions(addParamOptions(command)), "run")
    .option("--json", "print one JSON document")
    .action(async (file: string, options: RunOptions, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const jobs = jobsOf(options);
          if (!jobs.ok) return jobs;
          const pipeline = await readPipelineArguments(services, file, options);
          if (!pipeline.ok) return pipeline;
          noteTags(pipeline.value, options);
          return runToEnd(services, pipeline.value, stepChoice(options), { ...options, jobs: jobs.value });
        }),
      );
    });
}
