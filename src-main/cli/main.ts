import process from "node:process";
import { Command, CommanderError } from "commander";
import { failureMeans, helpExamples } from "./help-examples.ts";
import { onInterrupt, undoAll } from "./interrupts.ts";
import {
  exitCodes,
  expectAnswer,
  type PublicError,
  printError,
  printFailure,
  stdoutFailed,
} from "./output.ts";
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
  [["desktop"], async () => (await import("./commands/desktop.ts")).addDesktopCommand],
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

/** The program with some of its commands. */
export async function programOf(
  loads: Iterable<() => Promise<AddCommand>> = commands.map(([, load]) => load),
  finish: Finish = () => {},
): Promise<Command> {
  const program = new Command("signet")
    .description("Experiment tracking and pipelines: run only what changed, see exactly what did.")
    .version(appVersion, "-V, --version")
    .option(
      "--library <folder>",
      "the library to use (default: $SIGNET_LIBRARY, else the platform's data folder)",
    )
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `\n${exitCodesText("")}\n\n\`signet COMMAND --help\` says all of a command, with examples.`,
    )
    .exitOverride();
  for (const load of loads) (await load())(program, finish);
  for (const command of program.commands) prepare(command);
  return program;
}

/** Runs one command line and answers its exit code: 0 done, 1 a step failed, 2 wrong input, 3 no library, 130 cancelled. */
export async function main(argv: readonly string[]): Promise<number> {
  expectAnswer();
  // Commander answers nothing: what a command came to is left here.
  const ended: { outcome: Outcome } = { outcome: { ok: true, value: exitCodes.done } };
  const program = await programOf(commandsFor(argv), (result) => {
    ended.outcome = result;
  });
  if (argv.length === 0) {
    program.outputHelp();
    return exitCodes.done;
  }
  // As it is written, until it is understood.
  let json = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).includes("--json");
  const tell = (error: PublicError): void => {
    if (json) printError(error);
  };
  program.hook("preAction", (_program, command) => {
    json = command.optsWithGlobals<{ json?: boolean }>().json === true;
  });
  // Commands that have something to end by themselves are told instead.
  const release = onInterrupt(() => {
    undoAll();
    tell({ kind: "cancelled", message: "Cancelled", problems: [] });
    process.exit(exitCodes.cancelled);
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof CommanderError)) {
      tell({ kind: "internal", message, problems: [] });
      throw error;
    }
    if (error.exitCode === 0) return exitCodes.done;
    const isHelp = error.code === "commander.help";
    tell({
      kind: "input",
      message: isHelp ? "A command is missing" : message.replace(/^error: /, ""),
      problems: [],
    });
    return exitCodes.input;
  } finally {
    release();
  }
  const { outcome } = ended;
  if (outcome.ok) return stdoutFailed() ? exitCodes.failed : outcome.value;
  const { kind, message, diagnostics } = outcome.error;
  printFailure(outcome.error);
  tell({ kind, message, problems: diagnostics });
  return failureCodes[kind];
}

const failureCodes = {
  input: exitCodes.input,
  library: exitCodes.library,
  internal: exitCodes.failed,
} as const;

/** Each command takes the library after its name as well, and ends by an exception, not by itself. */
function prepare(command: Command): void {
  if (!command.options.some(({ long }) => long === "--library"))
    command.option("--library <folder>", "the library to use");
  command.exitOverride().showSuggestionAfterError();
  command.configureOutput({
    outputError: (text, write) => write(`${text}${swallowedText(command, text)}`),
  });
  const names = pathOf(command);
  command.showHelpAfterError(`\`signet ${names.join(" ")} --help\` says what it takes.`);
  const examples = names.length === 1 ? helpExamples[command.name()] : undefined;
  if (examples !== undefined) command.addHelpText("after", `\nExamples:\n  ${examples.join("\n  ")}`);
  command.addHelpText("after", `\n${exitCodesText(names[0] ?? "")}`);
  for (const below of command.commands) prepare(below);
}

/** Where an argument is missing because an option that takes words stands before it, and took it for one. */
function swallowedText(command: Command, text: string): string {
  if (!text.includes("missing required argument")) return "";
  const greedy = command.options.find(
    (option) =>
      option.optional && !["boolean", "undefined"].includes(typeof command.opts()[option.attributeName()]),
  );
  return greedy === undefined
    ? ""
    : `${greedy.long} takes the words behind it: put it behind the argument.\n`;
}

/** `projects`, `create`. */
const pathOf = (command: Command): readonly string[] =>
  command.parent === null ? [] : [...pathOf(command.parent), command.name()];

function exitCodesText(name: string): string {
  const failed = failureMeans[name];
  const own = name === "exec" ? ["the command's own"] : [];
  const known = [...(failed === undefined ? [] : [`1 ${failed}`]), "2 what was given is wrong"];
  return `Exit codes: ${[...own, "0 done", ...known, "3 the library could not be used", "130 cancelled"].join("; ")}.`;
}
