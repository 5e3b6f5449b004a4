import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { backUpApart } from "../../node/app/backup-apart.ts";
import { openersOf } from "../../node/app/open-marks.ts";
import { backupsOf, newBackupFile, restoreBackup } from "../../node/store/backups.ts";
import { pruneAfter } from "../../node/store/care.ts";
import { bytesText } from "../bytes-text.ts";
import { withUndo } from "../interrupts.ts";
import { exitCodes, print, printJson } from "../output.ts";
import { withProgress } from "../progress-line.ts";
import { type Finish, libraryFolder, type Outcome, unwritable, withServices } from "../session.ts";

type Options = { readonly restore?: string; readonly json?: boolean };

export function addBackupCommand(program: Command, finish: Finish): void {
  program
    .command("backup")
    .description("Copy the library's database, checked; or put such a copy in its place")
    .argument("[to]", "a file that is not there yet, or a folder (default: the library's backups)")
    .option(
      "--restore <file>",
      "put this backup in the database's place; what stands there is kept beside it",
    )
    .option("--json", "print one JSON document")
    .action(async (to: string | undefined, options: Options, command: Command) => {
      if (options.restore === undefined) finish(await backup(to, options, command));
      else if (to === undefined) finish(restore(options.restore, options, command));
      else finish(err(inputFailure("Name a place for a backup, or one to restore, not both")));
    });
}

const libraryFailure = (message: string): Failure => ({ kind: "library", message, diagnostics: [] });

function backup(to: string | undefined, { json }: Options, command: Command): Promise<Outcome> {
  return withServices(command, async ({ library }) => {
    if (to === undefined && library.unwritable !== null) return unwritable(library);
    const { name } = library.database;
    const now = Date.now();
    const file = to === undefined ? ok(newBackupFile(backupsOf(name), now)) : fileFor(to);
    if (!file.ok) return file;
    const size = statSync(name).size;
    const written = await withProgress({ json: json === true }, (tell) => {
      tell("Copying the database");
      const backup = backUpApart(name, file.value, (progress) =>
        tell(
          progress === "checking"
            ? "Checking the copy"
            : `Copying the database: ${Math.min(100, Math.floor((100 * progress.written) / size))} %`,
        ),
      );
      return withUndo(backup.stop, () => backup.ended);
    });
    const made = to === undefined ? pruneAfter(written, backupsOf(name), now) : written;
    if (!made.ok) return err(libraryFailure(made.error));
    if (json) printJson(made.value);
    else print(`${made.value.file} (${bytesText(made.value.bytes)})`);
    return ok(exitCodes.done);
  });
}

function fileFor(to: string): Result<string, Failure> {
  const path = resolve(to);
  const stats = statSync(path, { throwIfNoEntry: false });
  // With a slash behind it a folder is meant, be it there or not.
  const isFolder = stats === undefined ? /[/\\]$/.test(to) : stats.isDirectory();
  if (isFolder) return ok(newBackupFile(path, Date.now()));
  if (stats === undefined) return ok(path);
  return err(inputFailure(`${path} is there already and was left as it is: name another file`));
}

/** Opens no library: it is for one that cannot be opened. */
function restore(given: string, { json }: Options, command: Command): Outcome {
  const file = resolve(given);
  const folder = resolve(libraryFolder(command));
  if (!existsSync(file)) return err(inputFailure(`There is no backup ${file}`));
  if (!(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false))
    return err(libraryFailure(`There is no library ${folder}: that is no folder`));
  const openers = openersOf(folder);
  if (openers > 0)
    return err(
      libraryFailure(
        `The library ${folder} is in use by ${openers === 1 ? "another process" : `${openers} other processes`}: close Signet's window, let runs end, and try again`,
      ),
    );
  const database = join(folder, "signet.db");
  const restored = restoreBackup(database, file, Date.now());
  if (!restored.ok) return err(libraryFailure(restored.error));
  const { kept } = restored.value;
  if (json) printJson({ database, restored: file, kept });
  else {
    print(`${database} is now as it was in ${file}.`);
    if (kept !== null) print(`What stood there is kept as ${kept}.`);
  }
  return ok(exitCodes.done);
}
