/** A look through folders that may be somebody's whole disk: what it has seen so far, and what ends it. */
export type Looking = {
  readonly signal: AbortSignal;
  /** With more files and folders than this, it is not the one that holds the runs. */
  readonly most: number;
  /** Files and folders that were seen. */
  files: number;
  /** Runs that were read. */
  runs: number;
};

export const startLooking = (signal: AbortSignal, most = 1_000_000): Looking => ({
  signal,
  most,
  files: 0,
  runs: 0,
});

/** Whether it ended before everything was seen. */
export const wasTooMuch = ({ files, most }: Looking): boolean => files > most;

/** Counts what was seen. Throws where the look ends: with the reason of its signal, or as it was too much. */
export function see(looking: Looking | undefined, files: number): void {
  if (looking === undefined) return;
  looking.signal.throwIfAborted();
  looking.files += files;
  if (wasTooMuch(looking)) throw new Error(`There are more than ${looking.most} files and folders`);
}
