import type { Command } from "commander";
import { pipelineFileAt } from "../../node/app/pipeline-file-at.ts";
import { bold, exitCodes, print, printJson, visible } from "../output.ts";
import { addParamOptions, type ParamOptions, readPipelineArguments } from "../pipeline-arguments.ts";
import { type Finish, withServices } from "../session.ts";

type AcceptOptions = ParamOptions & { readonly json?: boolean };

export function addAcceptCommand(program: Command, finish: Finish): void {
  const command = program
    .command("accept")
    .description(
      "Let a step's last outputs stand for its current code, parameters and inputs, so that it need not run",
    )
    .argument("<step>", "the step")
    .argument("[file]", "a pipeline file, or the folder of a pipeline.yaml (default: the current folder)");
  addParamOptions(command)
    .option("--json", "print one JSON document")
    .action(async (first: string, second: string | undefined, options: AcceptOptions, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const { step, file } = stepAndFile(first, second);
          const pipeline = await readPipelineArguments(services, file, options);
          if (!pipeline.ok) return pipeline;
          const accepted = await services.pipelines.accept(pipeline.value, step);
          if (!accepted.ok) return accepted;
          const { run, number, signature } = accepted.value;
          if (options.json) printJson({ step, signature, run });
          else {
            const which = number === null ? run : `#${number}`;
            print(`${bold(visible(step))}: the outputs of run ${which} now stand for the current code`);
          }
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}

/** Either order is taken: the file is the one that is there. */
function stepAndFile(first: string, second: string | undefined): { step: string; file: string } {
  if (second === undefined) return { step: first, file: "." };
  const isSwapped = !pipelineFileAt(second).ok && pipelineFileAt(first).ok;
  return isSwapped ? { step: second, file: first } : { step: first, file: second };
}
