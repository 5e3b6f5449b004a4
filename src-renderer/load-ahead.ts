/**
 * Loads what will be opened while the window has nothing to do, piece by piece: each takes some tens of milliseconds, for
 * which nobody waits then. What cannot be loaded says so when it is opened. The returned function ends it.
 */
export function loadAhead(pieces: readonly (() => Promise<unknown>)[]): () => void {
  let waiting = 0;
  let left = pieces;
  const next = (): void => {
    if (left.length > 0) waiting = requestIdleCallback(load);
  };
  const load = (): void => {
    const [piece, ...others] = left;
    left = others;
    piece?.().then(next, next);
  };
  next();
  return () => {
    left = [];
    cancelIdleCallback(waiting);
  };
}
