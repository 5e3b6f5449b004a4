/** Timers of the platform take this many milliseconds at most, about 25 days, and fire at once for more. */
const longest = 2 ** 31 - 1;

/** Calls back after a time of any length. The answer calls it off. */
export function afterTime(milliseconds: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    timer = setTimeout(() => (left > longest ? wait(left - longest) : callback()), Math.min(left, longest));
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}
