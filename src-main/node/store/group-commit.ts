import type { Writable } from "./database.ts";

/**
 * Changes that wait at the same time share one transaction, and so one flush to the disk, as databases do with the commits
 * of many clients.
 */
export type GroupCommit = {
  /**
   * Resolves with what `work` answers once that is committed and durable; rejects with what it threw, and nothing of it is
   * kept then. `work` only writes to the database, and may be called a second time. Those that were asked for first are
   * carried out first.
   */
  readonly commit: <T>(work: () => T, how?: CommitHow) => Promise<T>;
};

type CommitHow = {
  /** Nothing waits for it, so it may wait a little for others to come. */
  readonly lazily?: boolean;
  /** Told when it cannot be kept, before anything that was asked for later is tried: that may rest on it. */
  readonly onFailed?: (error: unknown) => void;
};

/** How long a change that nothing waits for may wait for others, in milliseconds. */
const patience = 10;

type Waiting = {
  /** Carries it out; the answer settles its promise once it is committed. */
  readonly apply: () => () => void;
  readonly reject: (error: unknown) => void;
};

const groups = new WeakMap<Writable, GroupCommit>();

/** The one of a connection. */
export function groupCommit(database: Writable): GroupCommit {
  const known = groups.get(database) ?? newGroup(database);
  groups.set(database, known);
  return known;
}

function newGroup(database: Writable): GroupCommit {
  let waiting: Waiting[] = [];
  let soon: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;

  const commitAll = (all: readonly Waiting[]): void => {
    const settle = database.transaction(() => all.map(({ apply }) => apply())).immediate();
    for (const one of settle) one();
  };
  const flush = (): void => {
    clearTimeout(later);
    soon = undefined;
    later = undefined;
    const all = waiting;
    waiting = [];
    try {
      commitAll(all);
    } catch (error) {
      // Whose it was is told by each alone: the others are not to suffer for it.
      if (all.length === 1) all[0]?.reject(error);
      else for (const one of all) alone(one);
    }
  };
  const alone = (one: Waiting): void => {
    try {
      commitAll([one]);
    } catch (error) {
      one.reject(error);
    }
  };
  return {
    commit: (work, { lazily = false, onFailed = () => {} } = {}) =>
      new Promise((resolve, reject) => {
        const apply = () => {
          const answer = work();
          return () => resolve(answer);
        };
        const fail = (error: unknown) => {
          onFailed(error);
          reject(error);
        };
        waiting.push({ apply, reject: fail });
        if (lazily && soon === undefined) later ??= setTimeout(flush, patience);
        else soon ??= setImmediate(flush);
      }),
  };
}
