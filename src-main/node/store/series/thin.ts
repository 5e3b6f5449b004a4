/**
 * Places of the lowest and the highest value of every stretch, in order, so that a chart of them looks like a chart of all.
 * `position` says where on the whole's length a place is (ascending), as not all of them stand for equally many points.
 * Not-a-number is kept only of a stretch that has nothing else.
 */
export function thin(values: Float64Array, position: (place: number) => number, limit: number): number[] {
  const count = values.length;
  if (count <= limit) return Array.from({ length: count }, (_, place) => place);
  const stretches = Math.max(1, Math.floor(limit / 2));
  const origin = position(0);
  const length = position(count - 1) + 1 - origin;
  const kept: number[] = [];
  let [start, stretch] = [0, 0];
  while (start < count && stretch < stretches) {
    stretch += 1;
    // The last takes all that is left, whatever rounding did.
    const limitOf =
      stretch === stretches ? Number.POSITIVE_INFINITY : origin + (stretch * length) / stretches;
    let end = start;
    while (end < count && position(end) < limitOf) end += 1;
    if (end > start) {
      const [low, high] = extremes(values, start, end);
      kept.push(Math.min(low, high));
      if (low !== high) kept.push(Math.max(low, high));
    }
    start = end;
  }
  return kept;
}

/** Places of the lowest and highest value from `start` to before `end`; the first where there is no number. */
export function extremes(values: Float64Array, start: number, end: number): readonly [number, number] {
  let [low, high] = [start, start];
  let [least, greatest] = [values[start] as number, values[start] as number];
  for (let place = start + 1; place < end; place += 1) {
    const value = values[place] as number;
    if (value < least || Number.isNaN(least)) {
      least = value;
      low = place;
    }
    if (value > greatest || Number.isNaN(greatest)) {
      greatest = value;
      high = place;
    }
  }
  return [low, high];
}
