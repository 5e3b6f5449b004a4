import { err, ok, type Result } from "../../../core/base/result.ts";
import type { MethodResult } from "../../../core/contract/methods.ts";
import { type Failure, inputFailure } from "../../../core/model/failure.ts";
import { withAllBelow } from "../../store/tables/recorded-facts.ts";
import type { Library } from "../library.ts";
import { chosenRuns, type RunChoice } from "./export-file.ts";
import { type ExportFormat, exportRuns } from "./export-runs.ts";

/** What goes through the window to the file is held in memory: so many characters at most. */
const longestText = 128 * 1024 * 1024;

/** Runs with all their steps as the text of one file. A choice that is too large for the window is a failure. */
export function exportAsText(
  library: Library,
  choice: RunChoice,
  format: ExportFormat,
  limit = longestText,
): Result<MethodResult<"runs.export">, Failure> {
  const found = chosenRuns(library, choice);
  if (!found.ok) return found;
  const runs = choice.by === "query" ? withAllBelow(library.database, found.value) : found.value;
  let leftOut = 0;
  const onMissing = (): void => {
    leftOut += 1;
  };
  const pieces: string[] = [];
  let length = 0;
  for (const piece of exportRuns(library, runs, { format, metrics: false, data: false, onMissing })) {
    length += piece.length;
    if (length > limit)
      return err(
        inputFailure(
          `These runs are more than ${Math.round(limit / 1024 ** 2)} MB: choose fewer, or use \`signet export\` in a terminal`,
        ),
      );
    pieces.push(piece);
  }
  return ok({ name: `runs.${format}`, text: pieces.join(""), runs: runs.length, leftOut });
}
