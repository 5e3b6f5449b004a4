import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { formatOfPipeline } from "../../core/model/pipeline.ts";
import { loadPipeline, trustDigest } from "../../node/app/pipeline-files.ts";
import { keepPipeline } from "../../node/app/pipeline-methods.ts";
import { bold, dim, exitCodes, print, printDiagnostics, printJson, visible } from "../output.ts";
import { type Finish, withServices } from "../session.ts";

export function addImportCommand(program: Command, finish: Finish): void {
  program
    .command("import")
    .description("Keep a pipeline file in the library, so that the window shows it")
    .argument("<path>", "a pipeline file, or the folder of a pipeline.yaml")
    .option("--trust", "agree to its commands, so that the window runs it without asking")
    .option("--json", "print one JSON document")
    .action(async (path: string, options: { trust?: boolean; json?: boolean }, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          if (path.endsWith(".jsonl"))
            return err(inputFailure(`${path}: importing runs is not there yet; pipeline files are`));
          const loaded = loadPipeline(path);
          if (!loaded.ok) return loaded;
          const { pipeline, diagnostics } = loaded.value;
          const { file, name, project } = keepPipeline(
            services,
            pipeline,
            options.trust ? trustDigest(pipeline) : null,
          );
          if (options.json)
            printJson({
              kind: "pipeline",
              format: formatOfPipeline(pipeline),
              imported: 1,
              problems: diagnostics,
            });
          else {
            printDiagnostics(diagnostics);
            print(
              `Imported ${bold(visible(name))} ${dim(`${pipeline.steps.length} steps · ${visible(project)} · ${visible(file)}`)}`,
            );
          }
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}
