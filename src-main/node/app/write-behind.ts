import { bringIndexUp, followInParts } from "./index-recorded-run.ts";
import type { Library } from "./library.ts";

/** How often it is written while a pipeline runs, in milliseconds. */
const interval = 1_000;

/**
 * Writes what may lag behind the runs, many entries at a time: the search index, and what was learnt of files. The answer
 * ends it, and writes for the last time. Losing it costs time only, so that it cannot be written stops nothing: what is
 * pending stays so, and whoever searches is told.
 */
export function writeBehind(
  library: Pick<Library, "folder" | "database" | "objects" | "runFolder" | "digests">,
): () => void {
  let isWriting = false;
  const write = async () => {
    if (isWriting) return;
    isWriting = true;
    try {
      library.digests.flush();
      await followInParts(library);
    } catch {
      // As said.
    } finally {
      isWriting = false;
    }
  };
  const timer = setInterval(() => void write(), interval);
  return () => {
    clearInterval(timer);
    try {
      library.digests.flush();
      bringIndexUp(library);
    } catch {
      // As said.
    }
  };
}
