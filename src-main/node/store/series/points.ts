/**
 * Points of one series in the order they were logged, as parallel columns of equal length. `times` are epoch milliseconds;
 * any number may be anything, NaN and infinities too, and steps may repeat or go backward.
 */
export type Points = {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
};

/** The columns of points, from anything that has them: lists, or typed arrays, which are not copied. */
export function pointsFrom(columns: {
  readonly steps: ArrayLike<number>;
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}): Points {
  const doubles = (list: ArrayLike<number>) =>
    list instanceof Float64Array ? list : Float64Array.from(list);
  const points = {
    steps: doubles(columns.steps),
    times: doubles(columns.times),
    values: doubles(columns.values),
  };
  if (points.steps.length !== points.values.length || points.times.length !== points.values.length)
    throw new Error("A point has a step, a time and a value");
  return points;
}

export const slicePoints = ({ steps, times, values }: Points, from: number, to: number): Points => ({
  steps: steps.subarray(from, to),
  times: times.subarray(from, to),
  values: values.subarray(from, to),
});

export function joinPoints(parts: readonly Points[]): Points {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const length = parts.reduce((sum, { values }) => sum + values.length, 0);
  const join = (column: keyof Points): Float64Array => {
    const joined = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      joined.set(part[column], at);
      at += part[column].length;
    }
    return joined;
  };
  return { steps: join("steps"), times: join("times"), values: join("values") };
}

/** The points at these places. */
export function pickPoints({ steps, times, values }: Points, places: ArrayLike<number>): Points {
  const pick = (column: Float64Array) => Float64Array.from(places, (place) => column[place] as number);
  return { steps: pick(steps), times: pick(times), values: pick(values) };
}
