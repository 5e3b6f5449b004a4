/**
 * Whether two texts, as code points, are at most `max` edits apart: optimal string alignment, in which a swap of two
 * neighbours is one edit and no stretch is edited twice (Lucene's FuzzyQuery with transpositions). Takes time in
 * proportion to the length times `max`.
 */
export function isWithinEdits(one: readonly number[], other: readonly number[], max: number): boolean {
  if (Math.abs(one.length - other.length) > max) return false;
  const far = max + 1;
  let beforeLast: number[] = [];
  let last = other.map((_, index) => Math.min(index, far));
  last.push(Math.min(other.length, far));
  for (let row = 1; row <= one.length; row += 1) {
    const current = new Array<number>(other.length + 1).fill(far);
    if (row <= max) current[0] = row;
    const from = Math.max(1, row - max);
    const to = Math.min(other.length, row + max);
    let least = current[0] ?? far;
    for (let column = from; column <= to; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      let edits = (last[column - 1] ?? far) + (isSame ? 0 : 1);
      edits = Math.min(edits, (last[column] ?? far) + 1, (current[column - 1] ?? far) + 1);
      const isSwap =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) edits = Math.min(edits, (beforeLast[column - 2] ?? far) + 1);
      current[column] = Math.min(edits, far);
      least = Math.min(least, edits);
    }
    if (least > max) return false;
    beforeLast = last;
    last = current;
  }
  return (last[other.length] ?? far) <= max;
}

export const codePoints = (text: string): number[] => Array.from(text, (char) => char.codePointAt(0) ?? 0);

/**
 * The edits of the old style `~0.8`: the part of a term of `length` code points that need not match, 2 at most. Lucene
 * reads the number as a 32-bit float, which decides where the product is just whole.
 */
export const editsFor = (similarity: number, length: number): number =>
  Math.min(2, Math.trunc((1 - Math.fround(similarity)) * length));
