import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { editRuns } from "../../node/app/edit-runs.ts";
import { detailOf } from "../../node/app/run-detail.ts";
import type { Services } from "../../node/app/services.ts";
import { addBatchOptions, type BatchOptions, countOf, runBatch, runsHelp } from "../chosen-runs.ts";
import { visible } from "../output.ts";
import type { Finish } from "../session.ts";

type Options = BatchOptions & {
  readonly message?: string;
  readonly file?: string;
  readonly append?: boolean;
  readonly clear?: boolean;
};

export function addNoteCommand(program: Command, finish: Finish): void {
  addBatchOptions(
    program
      .command("note")
      .description("Write the notes of runs or steps, in Markdown; without a text, show them")
      .argument("[runs...]", runsHelp)
      .option("-m, --message <text>", "the notes, in place of those there are")
      .option("-F, --file <path>", "the same from a file; - is standard input")
      .option("-a, --append", "add the text below the notes there are")
      .option("--clear", "take the notes away"),
  )
    .addHelpText(
      "after",
      `
Examples:
  signet note 41 -m "Diverged after step 900: **lr too high**"
  signet note 41 --append -F findings.md
  signet note 41
  signet note --query 'tags:broken' -m "Wrong split, do not use"

--json prints {"notes": [{"run", "text"}], "changed": [ids]}.`,
    )
    .action((references: string[], options: Options, command: Command) =>
      runBatch(command, finish, {
        references,
        options,
        scope: { steps: true },
        change: (services, ids) => writeNotes(services, ids, options),
        json: ({ notes, changed }) => ({ notes, changed }),
        text: ({ notes, changed, isWritten }) => {
          if (isWritten) return `Wrote the notes of ${countOf(changed.length)}.`;
          const found = notes.filter(({ text }) => text !== "");
          if (found.length === 0) return "No notes.";
          return found
            .map(({ run, text }) => (notes.length > 1 ? `── ${run}\n${visible(text)}` : visible(text)))
            .join("\n");
        },
      }),
    );
}

type Noted = {
  readonly notes: readonly { readonly run: RunId; readonly text: string }[];
  readonly changed: readonly RunId[];
  readonly isWritten: boolean;
};

function writeNotes(services: Services, ids: readonly RunId[], options: Options): Result<Noted, Failure> {
  const text = textOf(options);
  if (!text.ok) return text;
  const written = text.value;
  const changed: RunId[] = [];
  if (written !== null) {
    const edit = options.append ? { appendNotes: written } : { notes: written };
    const edited = editRuns(services, ids, edit);
    if (!edited.ok) return edited;
    changed.push(...edited.value.runs);
  }
  const notes: { run: RunId; text: string }[] = [];
  for (const id of ids) {
    const detail = detailOf(services, id);
    if (!detail.ok) return detail;
    notes.push({ run: id, text: detail.value.notes });
  }
  return ok({ notes, changed, isWritten: written !== null });
}

/** The text to write; null to show what is there. */
function textOf({ message, file, clear, append }: Options): Result<string | null, Failure> {
  const given = [message, file, clear].filter((option) => option !== undefined);
  if (given.length > 1) return err(inputFailure("Give one of --message, --file and --clear"));
  if (clear) return ok("");
  if (message !== undefined) return ok(message);
  if (file === undefined) return append ? err(inputFailure("--append wants --message or --file")) : ok(null);
  try {
    return ok(readFileSync(file === "-" ? 0 : file, "utf8").trimEnd());
  } catch (error) {
    return err(inputFailure(`${file} cannot be read: ${(error as Error).message}`));
  }
}
