/** What comes within this many milliseconds, a frame, is passed on together. */
const frame = 16;
/** However long it takes to draw: what is shown is never older than this, in milliseconds. */
const longest = 250;
/** Of the time at most one part of so many goes into what was gathered, so that the window answers in the others. */
const share = 5;

/**
 * A listener that gathers what it is given and passes it on at once, all of it and in its order: within a frame, or less often as
 * long as what is done with it, the drawing included, takes longer. A run of thousands of steps tells of each.
 */
export function gathered<Item>(use: (items: readonly Item[]) => void): (item: Item) => void {
  let waiting: Item[] = [];
  let busy = false;
  let took = 0;
  const pass = (): void => {
    const items = waiting;
    waiting = [];
    const began = performance.now();
    // What is drawn because of it is drawn before another timer's turn, which comes also when its use fails.
    setTimeout(() => {
      took = performance.now() - began;
      busy = waiting.length > 0;
      if (busy) wait();
    });
    use(items);
  };
  const wait = (): void => {
    setTimeout(pass, Math.min(longest, Math.max(frame, took * (share - 1))));
  };
  return (item) => {
    waiting.push(item);
    if (busy) return;
    busy = true;
    wait();
  };
}
