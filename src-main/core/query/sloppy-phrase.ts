/** Steps that a search may still take. Below zero it has been given up. */
export type Budget = { left: number };

/**
 * Whether the words of a phrase stand in a value so that their positions minus their places in the phrase differ by at
 * most `slop`, no two on one position (as in Lucene's sloppy phrases). `positions` gives those of each word in ascending
 * order.
 */
export function isSloppyPhrase(
  words: readonly string[],
  positions: ReadonlyMap<string, readonly number[]>,
  slop: number,
  budget: Budget,
): boolean {
  const places = new Map<string, number[]>();
  words.forEach((word, place) => {
    const known = places.get(word);
    if (known === undefined) places.set(word, [place]);
    else known.push(place);
  });
  const starts = new Set<number>();
  for (const [word, ofWord] of places) {
    const found = positions.get(word);
    if (found === undefined || found.length < ofWord.length) return false;
    for (const place of ofWord) for (const position of found) starts.add(position - place);
  }
  for (const start of starts) {
    // Each is a search of its own.
    budget.left -= 4 * words.length;
    if (budget.left < 0) return false;
    let fits = true;
    for (const [word, ofWord] of places) {
      fits = canPlace(ofWord, positions.get(word) ?? [], start, slop);
      if (!fits) break;
    }
    if (fits) return true;
  }
  return false;
}

/**
 * Whether each place of a word gets a position of its own in its window of `slop`. The windows are of one size and in order,
 * so giving each the first position that is left finds a way if there is one.
 */
function canPlace(places: readonly number[], found: readonly number[], start: number, slop: number): boolean {
  let next = 0;
  for (const place of places) {
    const least = start + place;
    next = Math.max(next, firstAtLeast(found, least));
    const position = found[next];
    if (position === undefined || position > least + slop) return false;
    next += 1;
  }
  return true;
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
