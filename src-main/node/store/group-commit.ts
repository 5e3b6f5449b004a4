import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import { saysUnwritable } from "./check-database.ts";
import type { Writable } from "./database.ts";
import { makeRoomFor } from "./reserve.ts";
import { withoutWaiting } from "./without-waiting.ts";

/**
 * Changes that wait at the same time share one transaction, and changes that were committed at the same time share one
 * flush to the disk, as databases do with the commits of many clients. The flush is waited for in the thread pool: the
 * thread that owns the connection goes on meanwhile.
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
  /**
   * When it resolves: `durable`, it outlives a loss of power; `committed`, it outlives this process, and nothing that is
   * committed later outlives a loss of power without it, as both are in one log.
   */
  readonly once?: "committed" | "durable";
  /** Told when it cannot be kept, before anything that was asked for later is tried: that may rest on it. */
  readonly onFailed?: (error: unknown) => void;
  /** On a full disk the library's reserve is spent on it: nothing that fills the disk may go on then. */
  readonly spendsReserve?: boolean;
};

/** How long a change that nothing waits for may wait for others, in milliseconds. */
const patience = 10;

type Waiting = {
  /** Carries it out; the answer is to be called when it is as safe as was asked for. */
  readonly apply: () => () => void;
  readonly once: "committed" | "durable";
  readonly spendsReserve: boolean;
  readonly reject: (error: unknown) => void;
};

/** Committed, and not durable yet. */
type Unflushed = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

const groups = new WeakMap<Writable, GroupCommit>();

/** The one of a connection, whose `synchronous` is FULL but for what is committed here. */
export function groupCommit(database: Writable): GroupCommit {
  const known = groups.get(database) ?? newGroup(database);
  groups.set(database, known);
  return known;
}

function newGroup(database: Writable): GroupCommit {
  let waiting: Waiting[] = [];
  let soon: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;
  let unflushed: Unflushed[] = [];
  let isFlushing = false;

  const flushLog = async (): Promise<void> => {
    if (isFlushing) return;
    isFlushing = true;
    while (unflushed.length > 0) {
      const all = unflushed;
      unflushed = [];
      try {
        await syncFile(`${database.name}-wal`);
        for (const { resolve } of all) resolve();
      } catch (error) {
        for (const { reject } of all) reject(error);
      }
    }
    isFlushing = false;
  };
  const commitAll = (all: readonly Waiting[]): void => {
    // SQLite would wait for the disk in this thread.
    const commit = database.transaction(() => all.map(({ apply }) => apply()));
    const done = withoutWaiting(database, () => commit.immediate());
    all.forEach(({ once, reject }, index) => {
      const resolve = done[index] as () => void;
      if (once === "committed") resolve();
      else unflushed.push({ resolve, reject });
    });
  };
  const commitWaiting = (): void => {
    clearTimeout(later);
    soon = undefined;
    later = undefined;
    const all = waiting;
    waiting = [];
    try {
      commitAll(all);
    } catch (error) {
      // Whose it was is told by each alone: the others are not to suffer for it.
      const [first] = all;
      if (all.length === 1 && first !== undefined) again(first, error);
      else for (const one of all) alone(one);
    }
    void flushLog();
  };
  const alone = (one: Waiting): void => {
    try {
      commitAll([one]);
    } catch (error) {
      again(one, error);
    }
  };
  /** After it failed by itself. */
  const again = (one: Waiting, error: unknown): void => {
    if (one.spendsReserve && saysUnwritable(error)) {
      makeRoomFor(database);
      try {
        commitAll([one]);
        return;
      } catch {
        // There is none to be made, which is what the first error says.
      }
    }
    one.reject(error);
  };
  return {
    commit: (work, { lazily = false, once = "durable", onFailed = () => {}, spendsReserve = false } = {}) =>
      new Promise((resolve, reject) => {
        const apply = () => {
          const answer = work();
          return () => resolve(answer);
        };
        const fail = (error: unknown) => {
          onFailed(error);
          reject(error);
        };
        waiting.push({ apply, once, spendsReserve, reject: fail });
        if (lazily && soon === undefined) later ??= setTimeout(commitWaiting, patience);
        else soon ??= setImmediate(commitWaiting);
      }),
  };
}

const flushed = promisify(fdatasync);

/** Waits in the thread pool until all of a file is on the disk. */
async function syncFile(path: string): Promise<void> {
  const file = openedIfThere(path);
  // The connection was closed meanwhile, which brings the whole log into the database and flushes that.
  if (file === null) return;
  try {
    await flushed(file);
  } finally {
    closeSync(file);
  }
}

function openedIfThere(path: string): number | null {
  try {
    return openSync(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
