import type { FoundRuns } from "./detect.ts";
import { readJsonl } from "./read-jsonl.ts";
import type { RunSource } from "./run-source.ts";

/** The runs of what was found, one after the other; `onBytes` is told how far a file of lines was read. */
export function readRuns({ format, path }: FoundRuns, onBytes: (read: number) => void = () => {}): RunSource {
  switch (format) {
    case "signet":
      return readJsonl(path, onBytes);
    default:
      throw new Error(`No reader for ${format}`);
  }
}
