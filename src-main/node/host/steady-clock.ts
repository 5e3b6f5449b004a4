import { uptime } from "node:os";

/** What a clock is made of, all in milliseconds. */
export type Clocks = {
  /** Anybody may set it. */
  readonly wall: () => number;
  /** Nobody can set it, and it stands still while the machine sleeps. */
  readonly awake: () => number;
  /** Nobody can set it, and it goes on; in hundredths of a second, and slow to ask. Null where the system does not tell. */
  readonly sinceBoot: (() => number) | null;
};

const system: Clocks = {
  wall: () => Date.now(),
  awake: () => performance.now(),
  sinceBoot: process.platform === "linux" ? () => uptime() * 1_000 : null,
};

/** What the time since the boot may be off by; of a machine that slept it is far ahead. */
const rounding = 1_000;

/** The wall clock goes against the other by more than this only where it was set, or both stood. */
const noticeable = 100;

/**
 * A clock that says what the wall clock would say had nobody set it since this clock was made, in epoch milliseconds: a
 * duration by it is what it was, whatever the wall clock did meanwhile. Time asleep counts; where the system does not tell
 * of that (all but Linux) the wall clock is believed when it is ahead.
 */
export function steadyClock({ wall, awake, sinceBoot }: Clocks = system): () => number {
  const start = { wall: wall(), awake: awake(), sinceBoot: sinceBoot?.() ?? 0 };
  /** How far the wall clock was ahead of the other when sleep was looked for last. */
  let looked = 0;
  let asleep = 0;
  return () => {
    const passed = awake() - start.awake;
    const ahead = wall() - start.wall - passed;
    if (Math.abs(ahead - looked) > noticeable) {
      looked = ahead;
      asleep = sinceBoot === null ? ahead : sinceBoot() - start.sinceBoot - passed;
    }
    return Math.round(start.wall + passed + (asleep > rounding ? asleep : 0));
  };
}
