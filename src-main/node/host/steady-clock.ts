import { uptime } from "node:os";

/** What the system's count of its uptime, in hundredths of a second, may be off by; of one that slept it is far ahead. */
const rounding = 1_000;

/**
 * A clock that says what the wall clock would say had nobody set it since this clock was made, in epoch milliseconds: a
 * duration by it is what it was, whatever the wall clock did meanwhile. Time asleep counts; where the system does not tell
 * of that (all but Linux) the wall clock is believed when it is ahead.
 */
export function steadyClock(): () => number {
  const wall = Date.now();
  const steady = performance.now();
  const up = uptime();
  return () => {
    const awake = performance.now() - steady;
    const all = process.platform === "linux" ? (uptime() - up) * 1_000 : Date.now() - wall;
    return Math.round(wall + (all > awake + rounding ? all : awake));
  };
}
