/** A stretch of `a` that gave way to a stretch of `b`; all between two stretches is alike. Ends are exclusive. */
export type Hunk = {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
};

/** Stretches without anchors may differ in at most this many items for their diff to be minimal; beyond, all of one gives way to all of the other. */
const editLimit = 400;

/**
 * How one long sequence became the other. Items are numbers below `kinds`. Patience diff (Bram Cohen's): what occurs once
 * in both anchors the rest, so that a million lines take about a second; between anchors Myers' O(ND).
 */
export function diffSequences(a: Int32Array, b: Int32Array, kinds: number): Hunk[] {
  const hunks: Hunk[] = [];
  const counts = { a: new Int32Array(kinds), b: new Int32Array(kinds), place: new Int32Array(kinds) };
  const open: Hunk[] = [{ aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length }];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const part = trimmed(a, b, range);
    if (part.aStart === part.aEnd || part.bStart === part.bEnd) {
      if (part.aStart < part.aEnd || part.bStart < part.bEnd) hunks.push(part);
      continue;
    }
    const anchors = anchorsOf(a, b, part, counts);
    if (anchors.length === 0) {
      hunks.push(...shortestEdit(a, b, part));
      continue;
    }
    // Pushed from the end, so that hunks come in order.
    let [aEnd, bEnd] = [part.aEnd, part.bEnd];
    for (let index = anchors.length - 1; index >= 0; index -= 1) {
      const [atA, atB] = anchors[index] as readonly [number, number];
      open.push({ aStart: atA + 1, aEnd, bStart: atB + 1, bEnd });
      [aEnd, bEnd] = [atA, atB];
    }
    open.push({ aStart: part.aStart, aEnd, bStart: part.bStart, bEnd });
  }
  return hunks;
}

/** Numbers for texts, the same for equal ones, over both sides. */
export function numbered(
  from: readonly string[],
  to: readonly string[],
): { readonly a: Int32Array; readonly b: Int32Array; readonly kinds: number } {
  const known = new Map<string, number>();
  const number = (text: string): number => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, known.size);
    return known.size - 1;
  };
  const a = Int32Array.from(from, number);
  const b = Int32Array.from(to, number);
  return { a, b, kinds: known.size };
}

function trimmed(a: Int32Array, b: Int32Array, range: Hunk): Hunk {
  let { aStart, aEnd, bStart, bEnd } = range;
  while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) {
    aStart += 1;
    bStart += 1;
  }
  while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd -= 1;
    bEnd -= 1;
  }
  return { aStart, aEnd, bStart, bEnd };
}

type Counts = { readonly a: Int32Array; readonly b: Int32Array; readonly place: Int32Array };

/** Pairs of places of items that occur once on each side, as many as keep the order on both. */
function anchorsOf(
  a: Int32Array,
  b: Int32Array,
  { aStart, aEnd, bStart, bEnd }: Hunk,
  counts: Counts,
): (readonly [number, number])[] {
  const at = (list: Int32Array, index: number): number => list[index] as number;
  for (let i = aStart; i < aEnd; i += 1) counts.a[at(a, i)] = at(counts.a, at(a, i)) + 1;
  for (let j = bStart; j < bEnd; j += 1) {
    counts.b[at(b, j)] = at(counts.b, at(b, j)) + 1;
    counts.place[at(b, j)] = j;
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = aStart; i < aEnd; i += 1) {
    const item = at(a, i);
    if (counts.a[item] === 1 && counts.b[item] === 1) pairs.push([i, at(counts.place, item)]);
  }
  for (let i = aStart; i < aEnd; i += 1) counts.a[at(a, i)] = 0;
  for (let j = bStart; j < bEnd; j += 1) counts.b[at(b, j)] = 0;
  return longestRising(pairs);
}

/** The longest run of pairs whose second places rise (patience sorting). */
function longestRising(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length);
  pairs.forEach(([, place], index) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] as number]?.[1] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (tops[low - 1] as number);
    tops[low] = index;
  });
  const rising: (readonly [number, number])[] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = before[index] as number)
    rising.push(pairs[index] as readonly [number, number]);
  return rising.reverse();
}

/** Myers' greedy search for the shortest edit; one hunk over all where more than `editLimit` items differ. */
function shortestEdit(a: Int32Array, b: Int32Array, range: Hunk): Hunk[] {
  const { aStart, aEnd, bStart, bEnd } = range;
  const [n, m] = [aEnd - aStart, bEnd - bStart];
  const limit = Math.min(n + m, editLimit);
  const middle = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits += 1) {
    trace.push(furthest.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const down =
        k === -edits ||
        (k !== edits && (furthest[middle + k - 1] as number) < (furthest[middle + k + 1] as number));
      let x = down ? (furthest[middle + k + 1] as number) : (furthest[middle + k - 1] as number) + 1;
      let y = x - k;
      while (x < n && y < m && a[aStart + x] === b[bStart + y]) {
        x += 1;
        y += 1;
      }
      furthest[middle + k] = x;
      if (x >= n && y >= m) return walkedBack(trace, edits, middle, range);
    }
  }
  return [range];
}

function walkedBack(trace: readonly Int32Array[], edits: number, middle: number, range: Hunk): Hunk[] {
  const { aStart, aEnd, bStart, bEnd } = range;
  let [x, y] = [aEnd - aStart, bEnd - bStart];
  const steps: Hunk[] = [];
  for (let d = edits; d > 0; d -= 1) {
    const furthest = trace[d] as Int32Array;
    const k = x - y;
    const down =
      k === -d || (k !== d && (furthest[middle + k - 1] as number) < (furthest[middle + k + 1] as number));
    const fromK = down ? k + 1 : k - 1;
    const fromX = furthest[middle + fromK] as number;
    const fromY = fromX - fromK;
    steps.push(
      down
        ? { aStart: aStart + fromX, aEnd: aStart + fromX, bStart: bStart + fromY, bEnd: bStart + fromY + 1 }
        : { aStart: aStart + fromX, aEnd: aStart + fromX + 1, bStart: bStart + fromY, bEnd: bStart + fromY },
    );
    [x, y] = [fromX, fromY];
  }
  const hunks: Hunk[] = [];
  for (const step of steps.reverse()) {
    const last = hunks.at(-1);
    if (last !== undefined && last.aEnd === step.aStart && last.bEnd === step.bStart)
      hunks[hunks.length - 1] = { ...last, aEnd: step.aEnd, bEnd: step.bEnd };
    else hunks.push(step);
  }
  return hunks;
}
