import { createReadStream, existsSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import type { StateNow } from "../../core/plan/observed.ts";
import type { ObservedLog } from "../../core/plan/observed-log.ts";
import { observedLog } from "../../core/plan/observed-log.ts";

/** Reads what the observers of a step's Python programs wrote, line by line: it may be large. No file: nothing was seen. */
export async function readObserved(path: string): Promise<ObservedLog> {
  const { add, log } = observedLog();
  if (!existsSync(path)) return log();
  const file = createReadStream(path);
  try {
    for await (const line of createInterface({ input: file, crlfDelay: Number.POSITIVE_INFINITY })) add(line);
  } finally {
    file.destroy();
  }
  return log();
}

/** State of a file by its absolute path, links followed; null when nothing is there or can be seen there. */
export function stateOf(path: string): StateNow | null {
  try {
    const stats = statSync(path, { bigint: true });
    return {
      mtime: Number(stats.mtimeNs),
      size: Number(stats.size),
      inode: Number(stats.ino),
      born: Number(stats.birthtimeNs),
    };
  } catch {
    return null;
  }
}
