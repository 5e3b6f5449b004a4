import { dropAllStaged } from "./launcher.ts";

/**
 * Takes away what many short steps needed. None of them waits for it: where a disk is told of each block that is given
 * back, or names are slow to make beside those that were just taken away, that takes longer than such a step.
 */
export type StagedSweep = {
  /** `folder` is that of a step's run. */
  readonly add: (folder: string) => void;
  /** Resolves when all is gone; rejects with what kept some of it. */
  readonly done: () => Promise<void>;
};

/** In milliseconds: with no other step ended for so long, there is a moment. */
const quiet = 1_000;

/** So many folders are swept whether there is a moment or not. */
const most = 4_096;

export function stagedSweep(): StagedSweep {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let swept: Promise<unknown> = Promise.resolve();
  const sweep = (): void => {
    const folders = waiting;
    waiting = [];
    clearTimeout(timer);
    if (folders.length > 0) swept = Promise.all([swept, dropAllStaged(folders)]);
    // Told to who waits for it to be done.
    swept.catch(() => {});
  };
  return {
    add: (folder) => {
      waiting.push(folder);
      clearTimeout(timer);
      if (waiting.length >= most) sweep();
      else timer = setTimeout(sweep, quiet).unref();
    },
    done: async () => {
      sweep();
      await swept;
    },
  };
}
