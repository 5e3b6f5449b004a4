import { Command, CommanderError } from "commander";
import { helpExamples } from "./help-examples.ts";
import { exitCodes, printFailure, stdoutFailed, watchOutput } from "./output.ts";
import { appVersion, type Finish, type Outcome } from "./session.ts";

type AddCommand = (program: Command, finish: Finish) => void;

/** The commands in the order of the help, each with what it takes loaded only when it is needed. */
const commands: readonly (readonly [names: readonly string[], load: () => Promise<AddCommand>])[] = [
  [["run"], async () => (await import("./commands/run.ts")).addRunCommand],
  [["plan"], async () => (await import("./commands/plan.ts")).addPlanCommand],
  [["clone"], async () => (await import("./commands/clone.ts")).addCloneCommand],
  [["accept"], async () => (await import("./commands/accept.ts")).addAcceptCommand],
  [["runs"], async () => (await import("./commands/runs.ts")).addRunsCommand],
  [["searches"], async () => (await import("./commands/searches.ts")).addSearchesCommand],
  [["show"], async () => (await import("./commands/show.ts")).addShowCommand],
  [["logs"], async () => (await import("./commands/logs.ts")).addLogsCommand],
  [["exec"], async () => (await import("./commands/exec.ts")).addExecCommand],
  [["log"], async () => (await import("./commands/log.ts")).addLogCommand],
  [["diff"], async () => (await import("./commands/diff.ts")).addDiffCommand],
  [["tag"], async () => (await import("./commands/tag.ts")).addTagCommand],
  [["rename"], async () => (await import("./commands/rename.ts")).addRenameCommand],
  [["note"], async () => (await import("./commands/note.ts")).addNoteCommand],
  [["set"], async () => (await import("./commands/set.ts")).addSetCommand],
  [["move"], async () => (await import("./commands/move.ts")).addMoveCommand],
  [["archive"], async () => (await import("./commands/archive.ts")).addArchiveCommand],
  [["delete"], async () => (await import("./commands/delete.ts")).addDeleteCommand],
  [["projects"], async () => (await import("./commands/projects.ts")).addProjectsCommand],
  [["import"], async () => (await import("./commands/import.ts")).addImportCommand],
  [["export"], async () => (await import("./commands/export.ts")).addExportCommand],
  [["open", "example"], async () => (await import("./commands/open.ts")).addOpenCommands],
  [["verify"], async () => (await import("./commands/verify.ts")).addVerifyCommand],
  [["gc"], async () => (await import("./commands/gc.ts")).addGcCommand],
  [["backup"], async () => (await import("./commands/backup.ts")).addBackupCommand],
  [["doctor"], async () => (await import("./commands/doctor.ts")).addDoctorCommand],
];

/** What a command line needs: the command that it begins with, else all, for the help and for what was misspelt. */
function commandsFor([first = ""]: readonly string[]): (() => Promise<AddCommand>)[] {
  const named = commands.filter(([names]) => names.includes(first));
  return (named.length > 0 ? named : commands).map(([, load]) => load);
}

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
  for (const load of commandsFor(argv)) (await load())(program, finish);
  for (const command of program.commands) prepare(command);
  if (argv.length === 0) {
    program.outputHelp();
    return exitCodes.done;
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

/** Each command takes the library after its name as well, and ends by an exception, not by itself. */
function prepare(command: Command): void {
  if (!command.options.some(({ long }) => long === "--library"))
    command.option("--library <folder>", "the library to use");
  command.exitOverride().showSuggestionAfterError();
  const examples = command.parent?.parent === null ? helpExamples[command.name()] : undefined;
  if (examples !== undefined) command.addHelpText("after", `\nExamples:\n  ${examples.join("\n  ")}`);
  for (const below of command.commands) prepare(below);
}
