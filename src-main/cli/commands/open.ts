import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { placeExample } from "../../node/app/pipeline-methods.ts";
import { exitCodes, print, printJson } from "../output.ts";
import { appFolder, type Finish, libraryFolder, withServices } from "../session.ts";

export function addOpenCommands(program: Command, finish: Finish): void {
  program
    .command("open")
    .description("Open the window, on these files if any are named")
    .argument("[files...]", "pipeline files or folders to import")
    .action(async (files: string[], _options: unknown, command: Command) => {
      const script = join(appFolder, "scripts", "start.ts");
      const paths = files.map((file) => resolve(file));
      // The window is its own process and stays when this one ends.
      const child = spawn(process.execPath, [script, "--library", libraryFolder(command), ...paths], {
        cwd: appFolder,
        stdio: "inherit",
      });
      const code = await new Promise<number>((done) => {
        child.once("exit", (status) => done(status ?? exitCodes.failed));
        child.once("error", () => done(exitCodes.library));
      });
      finish({ ok: true, value: code });
    });
  program
    .command("example")
    .description("Put the bundled example where it can run and be edited, and print its pipeline file")
    .option("--json", "print one JSON document")
    .action(async (options: { json?: boolean }, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const file = placeExample(services);
          if (options.json) printJson({ file });
          else print(file);
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}
