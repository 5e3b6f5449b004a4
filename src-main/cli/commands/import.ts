import type { Command } from "commander";
import { formatOfPipeline } from "../../core/model/pipeline.ts";
import { loadPipeline, trustDigest } from "../../node/app/pipeline-files.ts";
import { keepPipeline } from "../../node/app/pipeline-methods.ts";
import { detectRuns } from "../../node/importers/detect.ts";
import { importFound } from "../import-found.ts";
import { bold, dim, exitCodes, print, printDiagnostics, printJson, visible } from "../output.ts";
import { type Finish, withServices } from "../session.ts";

type Options = {
  readonly trust?: boolean;
  readonly replace?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};

export function addImportCommand(program: Command, finish: Finish): void {
  program
    .command("import")
    .description("Take runs into the library, or keep a pipeline file in it, so that the window shows it")
    .argument("<path>", "a file of runs, or a pipeline file or the folder of one")
    .option("--trust", "agree to its commands, so that the window runs it without asking")
    .option("--replace", "of runs: what the file says takes the place of what is recorded under the same id")
    .option("--dry-run", "of runs: change nothing, and tell what would be")
    .option("--json", "print one JSON document")
    .action(async (path: string, options: Options, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const found = await detectRuns(path);
          if (found !== null) return importFound(services, found, options);
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
