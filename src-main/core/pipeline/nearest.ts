/** How much comparing one reading of a file may do: suggestions are a courtesy, a hostile file must not make them a burden. */
export type Budget = { left: number };

export const newBudget = (): Budget => ({ left: 20_000_000 });

/**
 * The candidate most like `name` by edit distance (insert, delete, replace, swap of neighbours), the first of equals;
 * null when none is near: more than a third of the letters differ.
 */
export function nearest(name: string, candidates: Iterable<string>, budget: Budget): string | null {
  let best: string | null = null;
  let limit = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    budget.left -= 1;
    if (budget.left < 0) return best;
    if (candidate === name || Math.abs(candidate.length - name.length) >= limit) continue;
    budget.left -= candidate.length * name.length;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance >= limit) continue;
    limit = distance;
    best = candidate;
    if (distance === 0) break;
  }
  return best;
}

/** Whether two short texts are at most `limit` edits apart. */
export const editDistanceWithin = (a: string, b: string, limit: number): boolean =>
  Math.abs(a.length - b.length) <= limit && editDistance(a, b) <= limit;

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
