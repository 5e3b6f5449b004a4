import { appendFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolders } from "../node/host/make-folders.ts";

/** At this many bytes the log begins anew; the one before is kept. */
const limit = 1_000_000;

/** A log of the shell's own problems, with the time before each. It goes to standard error as well. */
export const openLog = (file: string): ((text: string) => void) => {
  makeFolders(dirname(file));
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > limit) renameSync(file, `${file}.old`);
  return (text) => {
    const line = `${new Date().toISOString()} ${text}\n`;
    process.stderr.write(line);
    try {
      appendFileSync(file, line);
    } catch (error) {
      // The disk may be what the problem is about; standard error has the line.
      process.stderr.write(`The log could not be written: ${String(error)}\n`);
    }
  };
};
