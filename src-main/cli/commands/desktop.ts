import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { err, ok } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { exitCodes, print, printJson } from "../output.ts";
import { appFolder, type Finish, type Outcome } from "../session.ts";

type DesktopOptions = { readonly remove?: boolean; readonly json?: boolean };

/** What files of pipelines and runs are to a desktop. */
const files = ["application/yaml", "application/x-yaml", "application/json", "inode/directory"];
const links = "x-scheme-handler/signet";
/** The window calls itself so to the desktop: see src-main/electron/start.ts. */
const name = "signet.desktop";

export function addDesktopCommand(program: Command, finish: Finish): void {
  program
    .command("desktop")
    .description(
      "Put Signet among the desktop's applications and into the Open with of YAML, JSON and folders",
    )
    .option("--remove", "take it out again")
    .option("--json", "print one JSON document")
    .action((options: DesktopOptions) => finish(changeDesktop(options)));
}

function changeDesktop({ remove = false, json = false }: DesktopOptions): Outcome {
  if (process.platform !== "linux")
    return err(
      inputFailure("This is for desktops of Linux. Drop files on the window, or use: signet open FILE"),
    );
  const folder = join(process.env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "applications");
  const file = join(folder, name);
  try {
    if (remove) rmSync(file, { force: true });
    else add(folder, file);
  } catch (error) {
    return err(inputFailure(`${file} could not be changed: ${(error as Error).message}`));
  }
  answerOf("update-desktop-database", folder);
  if (json) printJson({ file, added: !remove });
  else print(remove ? `Signet is no application of the desktop any more: ${file} is gone` : file);
  return ok(exitCodes.done);
}

/** Makes it one choice beside others: what opens such files today stays what a double click opens. */
function add(folder: string, file: string): void {
  const before = files.map((type) => answerOf("xdg-mime", "query", "default", type) || standIn(type));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, entry());
  answerOf("update-desktop-database", folder);
  for (const [at, type] of files.entries()) {
    const other = before[at];
    if (other && other !== name && answerOf("xdg-mime", "query", "default", type) !== other)
      answerOf("xdg-mime", "default", other, type);
  }
}

/** Where nothing is said of a kind of text, an editor opens it. */
const standIn = (type: string): string =>
  type.startsWith("application/") ? answerOf("xdg-mime", "query", "default", "text/plain") : "";

/** What a program of the desktop says; nothing where it is not there, as on most machines without a screen. */
function answerOf(program: string, ...words: readonly string[]): string {
  const { stdout, status } = spawnSync(program, words, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout.trim() : "";
}

/** As https://specifications.freedesktop.org/desktop-entry-spec says. */
const entry = (): string =>
  [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Signet",
    "Comment=Experiment tracking and pipelines",
    `Exec=${quoted(join(appFolder, "resources", "bin", "signet"))} open %U`,
    `Icon=${escaped(join(appFolder, "resources", "icons", "icon.svg"))}`,
    "Terminal=false",
    "StartupWMClass=Signet",
    "Categories=Development;",
    `MimeType=${[...files, links].join(";")};`,
    "",
  ].join("\n");

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

/** A word of a command: quoted for the command, then escaped as any value is. */
const quoted = (word: string): string =>
  escaped(`"${word.replace(/["`$\\]/g, "\\$&").replaceAll("%", "%%")}"`);
