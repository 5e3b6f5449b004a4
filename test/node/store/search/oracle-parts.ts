import fc from "fast-check";

/** Optimal string alignment distance in code points, from its definition: the whole table. */
export function editsBetween(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  const table = [...Array(a.length + 1)].map(() => Array<number>(b.length + 1).fill(0));
  const at = (row: number, column: number): number => table[row]?.[column] ?? 0;
  for (let row = 0; row <= a.length; row += 1) {
    for (let column = 0; column <= b.length; column += 1) {
      const cell = table[row] as number[];
      if (row === 0 || column === 0) {
        cell[column] = row + column;
        continue;
      }
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const ways = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same];
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        ways.push(at(row - 2, column - 2) + 1);
      cell[column] = Math.min(...ways);
    }
  }
  return at(a.length, b.length);
}

/** Whether the words can be put on positions of their own so that these minus their places differ by at most `slop`. */
export function standsNear(value: readonly string[], words: readonly string[], slop: number): boolean {
  const place = (index: number, taken: readonly number[]): boolean => {
    const shifts = taken.map((position, at) => position - at);
    if (Math.max(...shifts) - Math.min(...shifts) > slop) return false;
    if (index === words.length) return true;
    return value.some(
      (word, position) =>
        word === words[index] && !taken.includes(position) && place(index + 1, [...taken, position]),
    );
  };
  return words.length > 0 && value.some((word, position) => word === words[0] && place(1, [position]));
}

/** A regular expression as a tree, whose text is Lucene's syntax. */
export type Expression =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "any" | "anything" | "digit" }
  | { readonly is: "set"; readonly not: boolean; readonly from: string; readonly to: string }
  | { readonly is: "numbers"; readonly low: number; readonly high: number }
  | { readonly is: "chain" | "or" | "and"; readonly parts: readonly Expression[] }
  | { readonly is: "not"; readonly part: Expression }
  | { readonly is: "repeat"; readonly part: Expression; readonly min: number; readonly max: number };

const small: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    is: fc.constant("text" as const),
    text: fc.constantFrom("a", "b", "A", "ab", "é", "-", "1", "0"),
  }),
  fc.record({ is: fc.constantFrom("any" as const, "anything" as const, "digit" as const) }),
  fc.record({
    is: fc.constant("set" as const),
    not: fc.boolean(),
    from: fc.constantFrom("a", "A", "0"),
    to: fc.constantFrom("a", "b", "z", "é"),
  }),
  fc.record({ is: fc.constant("numbers" as const), low: fc.nat(3), high: fc.integer({ min: 3, max: 2100 }) }),
);

export const expressions: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    small,
    fc.record({
      is: fc.constantFrom("chain" as const, "chain" as const, "or" as const, "and" as const),
      parts: fc.array(tie("any"), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ is: fc.constant("not" as const), part: tie("any") }),
    fc
      .record({ part: tie("any"), min: fc.nat(2), more: fc.constantFrom(0, 1, Number.POSITIVE_INFINITY) })
      .filter(({ min, more }) => min + more > 0)
      .map(({ part, min, more }): Expression => ({ is: "repeat", part, min, max: min + more })),
  ),
})).any;

export function expressionText(node: Expression): string {
  switch (node.is) {
    case "text":
      return node.text.replace(/[^\p{L}\p{N}]/gu, "\\$&");
    case "any":
      return ".";
    case "anything":
      return "@";
    case "digit":
      return "\\d";
    case "set":
      return `[${node.not ? "^" : ""}${node.from}-${node.to}]`;
    case "numbers":
      return `<${node.low}-${node.high}>`;
    case "chain":
      return `(${node.parts.map(expressionText).join("")})`;
    case "or":
      return `(${node.parts.map(expressionText).join("|")})`;
    case "and":
      return `(${node.parts.map(expressionText).join("&")})`;
    case "not":
      return `~(${expressionText(node.part)})`;
    case "repeat":
      return `(${expressionText(node.part)}){${node.min},${Number.isFinite(node.max) ? node.max : ""}}`;
  }
}

/** Every place where a match of the expression that begins at `start` can end. */
function ends(node: Expression, text: readonly string[], start: number): ReadonlySet<number> {
  const later = text.map((_, at) => at + 1).filter((end) => end >= start);
  const all = new Set(
    [start, ...later, ...(start === text.length ? [text.length] : [])].filter((end) => end <= text.length),
  );
  const next = text[start];
  const one = (holds: boolean): ReadonlySet<number> =>
    new Set(next !== undefined && holds ? [start + 1] : []);
  const forms = (char: string): string[] => [char, char.toUpperCase()];
  switch (node.is) {
    case "text": {
      const wanted = [...node.text.toLowerCase()];
      const fits = wanted.every((char, at) => text[start + at] === char);
      return new Set(fits ? [start + wanted.length] : []);
    }
    case "any":
      return one(true);
    case "anything":
      return all;
    case "digit":
      return one(next !== undefined && next >= "0" && next <= "9");
    case "set":
      return one(
        next !== undefined && forms(next).some((char) => char >= node.from && char <= node.to) !== node.not,
      );
    case "numbers": {
      const isFixed = `${node.low}`.length === `${node.high}`.length;
      return new Set(
        [...all].filter((end) => {
          const digits = text.slice(start, end).join("");
          const number = Number(digits);
          const hasLength = !isFixed || digits.length === `${node.low}`.length;
          return /^[0-9]+$/.test(digits) && hasLength && number >= node.low && number <= node.high;
        }),
      );
    }
    case "chain": {
      let reached: ReadonlySet<number> = new Set([start]);
      for (const part of node.parts)
        reached = new Set([...reached].flatMap((at) => [...ends(part, text, at)]));
      return reached;
    }
    case "or":
      return new Set(node.parts.flatMap((part) => [...ends(part, text, start)]));
    case "and":
      return new Set([...all].filter((end) => node.parts.every((part) => ends(part, text, start).has(end))));
    case "not": {
      const inner = ends(node.part, text, start);
      return new Set([...all].filter((end) => !inner.has(end)));
    }
    case "repeat": {
      const reached = new Set<number>();
      let now: ReadonlySet<number> = new Set([start]);
      for (let count = 0; count <= Math.min(node.max, node.min + text.length + 1); count += 1) {
        if (count >= node.min) for (const end of now) reached.add(end);
        now = new Set([...now].flatMap((at) => [...ends(node.part, text, at)]));
      }
      return reached;
    }
  }
}

export const isWholeMatch = (node: Expression, text: string): boolean =>
  ends(node, [...text], 0).has([...text].length);
