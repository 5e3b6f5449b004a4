import { closeSync, fsync, openSync } from "node:fs";
import { promisify } from "node:util";

/** A file with a new name. */
export type Unflushed = {
  readonly path: string;
  /** Folders in which something was named. */
  readonly folders: readonly string[];
  /** Called once the file and its name are durable; not when it was taken away meanwhile. */
  readonly done: () => void;
};

/** Files that are to be flushed to the disk together. */
export type FlushQueue = {
  readonly add: (file: Unflushed) => void;
  /**
   * Resolves when all files added before are durable. Rejects, from then on always, when one could not be flushed: nobody
   * can tell any more what of it is on the disk.
   */
  readonly durable: () => Promise<void>;
};

/** So many are flushed at once, each by a descriptor of its own. */
const atOnce = 32;

/** Nothing is flushed before somebody waits for it, so that those who wait at the same time share one round. */
export function flushQueue(): FlushQueue {
  let waiting: Unflushed[] = [];
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  const round = async (): Promise<void> => {
    next = null;
    const files = waiting;
    waiting = [];
    const isThere = await inParts(files, ({ path }) => syncPath(path));
    await inParts([...new Set(files.flatMap(({ folders }) => folders))], syncPath);
    files.forEach(({ done }, index) => {
      if (isThere[index] === true) done();
    });
  };
  return {
    add: (file) => {
      waiting.push(file);
    },
    durable: () => {
      if (next !== null || waiting.length === 0) return next ?? running;
      next = running.then(round);
      running = next;
      return next;
    },
  };
}

async function inParts<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < items.length; at += atOnce)
    answers.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  return answers;
}

const flushed = promisify(fsync);

/** Waits for the disk, which may take long, in the thread pool. False: nothing is there any more. */
async function syncPath(path: string): Promise<boolean> {
  const file = openedIfThere(path);
  if (file === null) return false;
  try {
    await flushed(file);
    return true;
  } finally {
    closeSync(file);
  }
}

function openedIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
