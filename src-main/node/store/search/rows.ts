/**
 * Rows of three numbers that are to be written to a table of the index: the last is a run. Held in columns, as there are a
 * hundred of them for each run.
 */
export type Rows = {
  count: number;
  first: Float64Array;
  second: Float64Array;
  run: Float64Array;
};

export const noRows = (): Rows => ({
  count: 0,
  first: new Float64Array(256),
  second: new Float64Array(256),
  run: new Float64Array(256),
});

export function addRow(rows: Rows, first: number, second: number, run: number): void {
  const { count } = rows;
  if (count === rows.run.length)
    for (const column of ["first", "second", "run"] as const) {
      const larger = new Float64Array(2 * count);
      larger.set(rows[column]);
      rows[column] = larger;
    }
  rows.first[count] = first;
  // Zero is one value, whatever its sign.
  rows.second[count] = second === 0 ? 0 : second;
  rows.run[count] = run;
  rows.count = count + 1;
}

/** Fewer rows than this are compared with each other. */
const leastDigits = 4_096;

/**
 * Places of the rows in ascending order of their columns, which is the order of the tables' keys, in which each page is
 * written once; of equal rows only the one that was added first. No column may hold NaN.
 */
export function inOrder({ count, first, second, run }: Rows): Uint32Array {
  const order = new Uint32Array(count).map((_, at) => at);
  const columns = [run, second, first].map((column) => column.subarray(0, count));
  const sorted =
    count < leastDigits
      ? order.sort(
          (a, b) =>
            compared(first[a], first[b]) || compared(second[a], second[b]) || compared(run[a], run[b]),
        )
      : columns.reduce(orderedBy, order);
  return sorted.filter((place, at) => {
    const before = sorted[at - 1];
    return (
      at === 0 ||
      first[place] !== first[before as number] ||
      second[place] !== second[before as number] ||
      run[place] !== run[before as number]
    );
  });
}

const compared = (a: number | undefined, b: number | undefined): number =>
  (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;

const digitValues = 1 << 16;

/** Orders places by a column, those of equal value as they were: by digits of 16 bits, the last one first. */
function orderedBy(order: Uint32Array, column: Float64Array): Uint32Array {
  const words = new Uint32Array(sortableBits(column).buffer);
  let [now, next] = [order, new Uint32Array(order.length) as Uint32Array];
  const starts = new Uint32Array(digitValues);
  for (let digit = 0; digit < 4; digit += 1) {
    const [word, shift] = [digit >> 1, (digit & 1) << 4];
    starts.fill(0);
    for (let at = word; at < words.length; at += 2) {
      const value = ((words[at] as number) >>> shift) & 0xffff;
      starts[value] = (starts[value] as number) + 1;
    }
    if (starts[((words[word] as number) >>> shift) & 0xffff] === order.length) continue;
    let start = 0;
    for (let value = 0; value < digitValues; value += 1) {
      const size = starts[value] as number;
      starts[value] = start;
      start += size;
    }
    for (const place of now) {
      const value = ((words[2 * place + word] as number) >>> shift) & 0xffff;
      next[starts[value] as number] = place;
      starts[value] = (starts[value] as number) + 1;
    }
    [now, next] = [next, now];
  }
  return now;
}

/** The bits of numbers, changed so that they compare as unsigned integers as the numbers do. Low words first. */
function sortableBits(column: Float64Array): Float64Array {
  const copy = column.slice();
  const words = new Uint32Array(copy.buffer);
  for (let at = 0; at < words.length; at += 2) {
    const high = words[at + 1] as number;
    const isNegative = high >>> 31 === 1;
    if (isNegative) words[at] = ~(words[at] as number);
    words[at + 1] = isNegative ? ~high : high | 0x8000_0000;
  }
  return copy;
}
