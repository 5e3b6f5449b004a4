import { Command, CommanderError } from "commander";
import { addAcceptCommand } from "./commands/accept.ts";
import { addBackupCommand } from "./commands/backup.ts";
import { addCloneCommand } from "./commands/clone.ts";
import { addDiffCommand } from "./commands/diff.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addGcCommand } from "./commands/gc.ts";
import { addImportCommand } from "./commands/import.ts";
import { addLogsCommand } from "./commands/logs.ts";
import { addOpenCommands } from "./commands/open.ts";
import { addPlanCommand } from "./commands/plan.ts";
import { addRunCommand } from "./commands/run.ts";
import { addRunsCommand } from "./commands/runs.ts";
import { addShowCommand } from "./commands/show.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { exitCodes, printFailure, stdoutFailed, watchOutput } from "./output.ts";
import type { Outcome } from "./session.ts";
import { appVersion } from "./session.ts";

/** Runs one command line and answers its exit code: 0 done, 1 a step failed, 2 wrong input, 3 no library, 130 cancelled. */
export async function main(argv: readonly string[]): Promise<number> {
  watchOutput();
  // Commander answers nothing: what a command came to is left here.
  const ended: { outcome: Outcome } = { outcome: { ok: true, value: exitCodes.done } };
  const program = new Command("signet")
    .description("Experiment tracking and pipelines: run only what changed, see exactly what did.")
    .version(appVersion, "-V, --version")
    .option(
      "--library <folder>",
      "the library to use (default: $SIGNET_LIBRARY, else the platform's data folder)",
    )
    .showSuggestionAfterError()
    .exitOverride();
  const finish = (result: Outcome) => {
    ended.outcome = result;
  };
  addRunCommand(program, finish);
  addPlanCommand(program, finish);
  addCloneCommand(program, finish);
  addAcceptCommand(program, finish);
  addRunsCommand(program, finish);
  addShowCommand(program, finish);
  addLogsCommand(program, finish);
  addDiffCommand(program, finish);
  addImportCommand(program, finish);
  addOpenCommands(program, finish);
  addVerifyCommand(program, finish);
  addGcCommand(program, finish);
  addBackupCommand(program, finish);
  addDoctorCommand(program, finish);
  // Each command takes the library after its name as well.
  for (const command of program.commands) {
    command.option("--library <folder>", "the library to use");
    command.exitOverride();
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.input;
    throw error;
  }
  const { outcome } = ended;
  if (outcome.ok) return stdoutFailed() ? exitCodes.failed : outcome.value;
  printFailure(outcome.error);
  return outcome.error.kind === "input" ? exitCodes.input : exitCodes.library;
}
