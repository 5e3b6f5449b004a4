/** What comes before what, by index: `before[i]` holds the indexes that `i` waits for, without repeats. */
export type Waiting = readonly (readonly number[])[];

/**
 * A topological order in which, of all that could come next, the lowest index does. What lies on a cycle or behind one
 * is left out. Linear in edges, with a heap for the choice.
 */
export function topologicalOrder(before: Waiting): number[] {
  // As most files are written.
  if (before.every((indexes, index) => indexes.every((earlier) => earlier < index)))
    return before.map((_, index) => index);
  const after: number[][] = before.map(() => []);
  const missing = before.map((indexes) => indexes.length);
  for (const [index, indexes] of before.entries()) for (const earlier of indexes) after[earlier]?.push(index);
  const ready: number[] = [];
  for (const [index, count] of missing.entries()) if (count === 0) pushHeap(ready, index);
  const order: number[] = [];
  for (let next = popHeap(ready); next !== undefined; next = popHeap(ready)) {
    order.push(next);
    for (const later of after[next] ?? []) {
      const left = (missing[later] ?? 0) - 1;
      missing[later] = left;
      if (left === 0) pushHeap(ready, later);
    }
  }
  return order;
}

/**
 * At least one of the cycles, none sharing a member with another; each in the order things flow, its lowest index
 * first. Empty when there is none.
 */
export function findCycles(before: Waiting): number[][] {
  const done = new Set(topologicalOrder(before));
  // Each that is left waits for another that is left: following that, one runs into a cycle.
  const walk = before.map((indexes, index) =>
    done.has(index) ? undefined : indexes.find((earlier) => !done.has(earlier)),
  );
  const seenBy = new Map<number, number>();
  const cycles: number[][] = [];
  for (let start = 0; start < before.length; start += 1) {
    if (done.has(start)) continue;
    let at: number | undefined = start;
    while (at !== undefined && !seenBy.has(at)) {
      seenBy.set(at, start);
      at = walk[at];
    }
    if (at === undefined || seenBy.get(at) !== start) continue;
    const cycle: number[] = [];
    let member: number = at;
    do {
      cycle.push(member);
      member = walk[member] ?? at;
    } while (member !== at);
    cycle.reverse();
    const lowest = cycle.indexOf(cycle.reduce((least, index) => Math.min(least, index)));
    cycles.push([...cycle.slice(lowest), ...cycle.slice(0, lowest)]);
  }
  return cycles;
}

function pushHeap(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (above <= value) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = value;
}

function popHeap(heap: number[]): number | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if ((heap[child + 1] ?? Number.POSITIVE_INFINITY) < (heap[child] ?? 0)) child += 1;
    if ((heap[child] ?? 0) >= last) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = last;
  return top;
}
