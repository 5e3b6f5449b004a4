/** Lines drawn beyond those on screen, before and after. */
const beyond = 4;

/**
 * The lines to draw (half-open): those on screen (`first` to `last`, inclusive) and some around them. In a pane as high as before
 * they are as many as before, so that a line that comes can take the element of the one that goes.
 */
export function linesToDraw(
  { first, last }: { readonly first: number; readonly last: number },
  /** So many fit into the pane. */
  fitting: number,
  count: number,
): { readonly from: number; readonly to: number } {
  // Of two lines a part may be seen.
  const drawn = Math.min(count, Math.max(Math.ceil(fitting) + 1, last - first + 1) + 2 * beyond);
  const from = Math.max(0, Math.min(first - beyond, count - drawn));
  return { from, to: from + drawn };
}

/**
 * The lines in the order of their elements. Each has the one of its number modulo how many there are: it stays while the line
 * does, and goes to the line that comes when it leaves. It costs a fraction of making one anew, and none is moved among the others.
 */
export function inSlots<Line extends { readonly index: number }>(
  lines: readonly Line[],
): readonly { readonly line: Line; readonly slot: number }[] {
  return lines.map((line) => ({ line, slot: line.index % lines.length })).sort((a, b) => a.slot - b.slot);
}
