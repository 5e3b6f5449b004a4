import type { Command } from "commander";
import { unreachable } from "../../core/base/unreachable.ts";
import { type LibraryFindings, type Progress, verifyLibrary } from "../../node/app/verify-library.ts";
import { bytesText } from "../bytes-text.ts";
import { bold, exitCodes, print, printJson, red } from "../output.ts";
import { countOf, withProgress } from "../progress-line.ts";
import { type Finish, withServices } from "../session.ts";

/** As many findings of one kind are listed for people; `--json` has all. */
const mostListed = 20;

export function addVerifyCommand(program: Command, finish: Finish): void {
  program
    .command("verify")
    .description(
      "Read every object of the library, its database and its search index again; say what is damaged or missing",
    )
    .option("--json", "print one JSON document")
    .action(async (options: { json?: boolean }, command: Command) => {
      finish(
        await withServices(command, async ({ library }) => {
          const findings = await withProgress({ json: options.json === true }, (tell) =>
            verifyLibrary(library, (progress) => tell(progressText(progress))),
          );
          if (options.json) printJson(findings);
          else printFindings(findings);
          const { damaged, missing, database, searchIndex } = findings;
          const isWhole = damaged.length + missing.length + database.length + searchIndex.length === 0;
          return { ok: true, value: isWhole ? exitCodes.done : exitCodes.failed };
        }),
      );
    });
}

function progressText(progress: Progress): string {
  switch (progress.of) {
    case "objects": {
      const { objects, doneBytes, totalBytes } = progress;
      return `Reading objects: ${objects}, ${bytesText(doneBytes)} of ${bytesText(totalBytes)}`;
    }
    case "database":
      return "Reading the database";
    case "index":
      return `Comparing the search index: ${countOf(progress.done, progress.all)} runs`;
    case "rebuild":
      return `Making the search index anew: ${countOf(progress.done, progress.all)} runs`;
    default:
      return unreachable(progress);
  }
}

function printFindings(findings: LibraryFindings): void {
  const { objects, bytes, damaged, missing, stray, database, searchIndex } = findings;
  print(`Read ${objects} ${objects === 1 ? "object" : "objects"}, ${bytesText(bytes)}.`);
  list("Damaged", damaged, ({ digest, problem, maker, setAside }) => {
    const aside = setAside ? "Set aside" : "It could not be set aside";
    return `${digest}  ${maker ?? "nothing refers to it"}: ${problem}. ${aside}`;
  });
  list("Missing", missing, ({ digest, maker }) => `${digest}  ${maker ?? "unknown"}`);
  list("The database", database, (problem) => problem);
  list("The search index", searchIndex, (problem) => problem);
  if (searchIndex.length > 0) print("The search index was made anew of what is recorded: nothing is lost.");
  if (stray.length > 0) print(`Not the library's, and left as they are: ${stray.join(", ")}`);
  if (damaged.length + missing.length > 0)
    print("The steps that made what is damaged or missing run again when it is needed.");
  if (database.length > 0) print("`signet doctor` says which backup could take the database's place.");
  if (damaged.length + missing.length + database.length + searchIndex.length === 0) print("All is well.");
}

function list<Finding>(head: string, findings: readonly Finding[], text: (finding: Finding) => string): void {
  if (findings.length === 0) return;
  print(bold(red(`${head}: ${findings.length}`)));
  for (const finding of findings.slice(0, mostListed)) print(`  ${text(finding)}`);
  if (findings.length > mostListed) print(`  and ${findings.length - mostListed} more: --json lists them`);
}
