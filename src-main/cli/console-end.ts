import { consoleLines, logEnd } from "../core/base/console-lines.ts";
import type { RunId } from "../core/model/ids.ts";
import { consolePlace } from "../node/app/console-place.ts";
import type { Library } from "../node/app/library.ts";
import { readLogPieceBefore } from "../node/app/log-piece.ts";
import { visible } from "./output.ts";

const longestLine = 300;

/** The last lines that a step wrote to its console, for a terminal. None where it wrote nothing. */
export async function consoleEnd(library: Library, step: RunId): Promise<readonly string[]> {
  const { text } = await readLogPieceBefore(
    consolePlace(library, step),
    Number.MAX_SAFE_INTEGER,
    logEnd.bytes,
  );
  return consoleLines(text.trimEnd())
    .slice(-logEnd.lines)
    .map((line) => visible(line.length > longestLine ? `${line.slice(0, longestLine)} …` : line));
}
