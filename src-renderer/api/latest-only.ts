/** Lets only the newest of several overlapping questions be answered: older answers come too late and are dropped. */
export type LatestOnly = {
  /** Resolves to whether the answer was used. */
  readonly run: <T>(answer: Promise<T>, use: (value: T) => void) => Promise<boolean>;
  /** Drops whatever is on its way. */
  readonly cancel: () => void;
};

export function latestOnly(): LatestOnly {
  let newest = 0;
  return {
    async run(answer, use) {
      newest += 1;
      const mine = newest;
      const value = await answer;
      if (mine !== newest) return false;
      use(value);
      return true;
    },
    cancel() {
      newest += 1;
    },
  };
}
