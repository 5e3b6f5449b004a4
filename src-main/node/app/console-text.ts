import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { withoutTerminalSigns } from "../../core/base/console-lines.ts";

/** Of each end of a console, so many bytes are searched. */
const endSize = 128 * 1024;

/** The texts of a console that are searched, and whether more was printed. */
export type ConsoleText = { readonly texts: readonly string[]; readonly isCut: boolean };

/**
 * What a step printed, for the search: as a whole, or of a long one the beginning and the end, each in whole lines. Colours
 * and other signs to a terminal are left out. No file: nothing.
 */
export function consoleText(path: string): ConsoleText {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { texts: [], isCut: false };
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    if (size <= 2 * endSize) return { texts: [withoutTerminalSigns(read(file, 0, size))], isCut: false };
    const head = read(file, 0, endSize);
    const tail = read(file, size - endSize, endSize);
    const headEnd = head.lastIndexOf("\n");
    return {
      texts: [
        withoutTerminalSigns(head.slice(0, headEnd < 0 ? head.length : headEnd)),
        withoutTerminalSigns(tail.slice(tail.indexOf("\n") + 1)),
      ],
      isCut: true,
    };
  } finally {
    closeSync(file);
  }
}

/** The same of a text at hand; of a long one what `ofFile` tells of the file that holds it. */
export function consoleOf(text: string, ofFile: () => ConsoleText): ConsoleText {
  // No more bytes than three times its characters.
  return text.length * 3 <= 2 * endSize ? { texts: [withoutTerminalSigns(text)], isCut: false } : ofFile();
}

function read(file: number, from: number, length: number): string {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, from)).toString("utf8");
}
