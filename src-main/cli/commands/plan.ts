import type { Command } from "commander";
import type { PlanAction } from "../../core/model/plan.ts";
import { countActions } from "../../core/model/plan.ts";
import { blue, bold, dim, exitCodes, green, magenta, print, printJson, table, yellow } from "../output.ts";
import {
  addPipelineOptions,
  type PipelineOptions,
  readPipelineArguments,
  stepChoice,
} from "../pipeline-arguments.ts";
import { type Finish, withServices } from "../session.ts";

const actionWords: { readonly [action in PlanAction]: { text: string; paint: (text: string) => string } } = {
  run: { text: "run", paint: yellow },
  reuse: { text: "up to date", paint: magenta },
  restore: { text: "restore", paint: blue },
  undecided: { text: "undecided", paint: yellow },
};

export function addPlanCommand(program: Command, finish: Finish): void {
  addPipelineOptions(program.command("plan"))
    .description("Show which steps would run and why, without running anything")
    .option("--json", "print one JSON document")
    .action(async (file: string, options: PipelineOptions & { json?: boolean }, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const pipeline = readPipelineArguments(file, options);
          if (!pipeline.ok) return pipeline;
          const plan = await services.pipelines.plan(pipeline.value, stepChoice(options));
          if (!plan.ok) return plan;
          if (options.json) printJson(plan.value);
          else {
            const rows = plan.value.steps.map(({ name, action, reasons }) => [
              { text: name, paint: bold },
              actionWords[action],
              { text: reasons.map(({ text }) => text).join("; ") },
            ]);
            print(table(["STEP", "ACTION", "WHY"], rows));
            const counts = countActions(plan.value);
            const parts = [
              [counts.run, "to run"],
              [counts.undecided, "undecided"],
              [counts.reuse, "up to date"],
              [counts.restore, "to restore"],
            ] as const;
            const sentence = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
            const nothing = counts.run + counts.undecided === 0;
            print(
              `\n${nothing ? green("Nothing to run") : bold("Plan")} ${dim("·")} ${sentence.join(" · ")}`,
            );
          }
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}
