import { setImmediate } from "node:timers/promises";

/** How long work may hold this thread before others get a turn, in milliseconds. */
const slice = 20;

let since = performance.now();

/** Lets whatever else waits in this thread go first, when the work here has held it for long enough; else costs nothing. */
export function pause(): Promise<void> | undefined {
  if (performance.now() - since < slice) return undefined;
  return setImmediate().then(() => {
    since = performance.now();
  });
}
