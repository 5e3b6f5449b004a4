/**
 * Regular expressions as terms that are made only once each, and their derivatives: what must follow after one character
 * (Brzozowski, "Derivatives of Regular Expressions", 1964). Complement and intersection need no special care, and matching
 * a text takes one derivative, mostly known already, for each of its characters.
 */
export type RegexNode = {
  readonly id: number;
  /** Whether it matches the empty text. */
  readonly nullable: boolean;
  readonly next: Map<number, RegexNode>;
} & Shape;

type Shape =
  | { readonly kind: "nothing" }
  | { readonly kind: "empty" }
  | { readonly kind: "char"; readonly char: number }
  | { readonly kind: "set"; readonly name: string; readonly has: (char: number) => boolean }
  | { readonly kind: "concat"; readonly head: RegexNode; readonly tail: RegexNode }
  | { readonly kind: "or" | "and"; readonly members: readonly RegexNode[] }
  | { readonly kind: "not"; readonly inner: RegexNode }
  | { readonly kind: "repeat"; readonly inner: RegexNode; readonly min: number; readonly max: number };

/** Makes terms and their derivatives. `steps` counts the work since the start. */
export type RegexNodes = ReturnType<typeof regexNodes>;

export function regexNodes() {
  const known = new Map<string, RegexNode>();
  const work = { steps: 0 };

  const make = (key: string, nullable: boolean, shape: Shape): RegexNode => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const node: RegexNode = { id: known.size, nullable, next: new Map(), ...shape };
    known.set(key, node);
    return node;
  };

  const nothing = make("nothing", false, { kind: "nothing" });
  const empty = make("empty", true, { kind: "empty" });
  const char = (code: number): RegexNode => make(`c${code}`, false, { kind: "char", char: code });
  /** `name` must tell sets apart. */
  const set = (name: string, has: (char: number) => boolean): RegexNode =>
    make(`s${name}`, false, { kind: "set", name, has });

  const not = (inner: RegexNode): RegexNode =>
    inner.kind === "not" ? inner.inner : make(`!${inner.id}`, !inner.nullable, { kind: "not", inner });
  const anything = not(nothing);

  const concat = (head: RegexNode, tail: RegexNode): RegexNode => {
    if (head === nothing || tail === nothing) return nothing;
    if (head === empty) return tail;
    if (tail === empty) return head;
    // Chains lean to the right; the parts of a head are short, as they were made in the same way.
    if (head.kind === "concat") {
      const parts: RegexNode[] = [];
      let rest: RegexNode = head;
      while (rest.kind === "concat") {
        parts.push(rest.head);
        rest = rest.tail;
      }
      work.steps += parts.length;
      return [...parts, rest].reduceRight((after, part) => concat(part, after), tail);
    }
    const nullable = head.nullable && tail.nullable;
    return make(`.${head.id},${tail.id}`, nullable, { kind: "concat", head, tail });
  };

  const join = (kind: "or" | "and", parts: readonly RegexNode[]): RegexNode => {
    const [neutral, absorbing] = kind === "or" ? [nothing, anything] : [anything, nothing];
    const members = new Set<RegexNode>();
    for (const part of parts) {
      if (part === absorbing) return absorbing;
      if (part.kind === kind) for (const member of part.members) members.add(member);
      else if (part !== neutral) members.add(part);
    }
    work.steps += 8 * members.size;
    const sorted = [...members].sort((one, other) => one.id - other.id);
    const [only, second] = sorted;
    if (only === undefined) return neutral;
    if (second === undefined) return only;
    const nullable = kind === "or" ? sorted.some((one) => one.nullable) : sorted.every((one) => one.nullable);
    return make(`${kind}${sorted.map(({ id }) => id).join(",")}`, nullable, { kind, members: sorted });
  };

  /** `max` may be infinite. */
  const repeat = (inner: RegexNode, min: number, max: number): RegexNode => {
    if (min > max) return nothing;
    if (max === 0 || inner === empty) return empty;
    if (inner === nothing) return min === 0 ? empty : nothing;
    if (min === 1 && max === 1) return inner;
    // Signs in a row (`a**?`) make no deeper terms.
    if (inner.kind === "repeat" && inner.min === 0) {
      if (inner.max === Number.POSITIVE_INFINITY) return inner;
      if (inner.max === 1) return repeat(inner.inner, 0, max);
    }
    const least = inner.nullable ? 0 : min;
    return make(`{${inner.id},${least},${max}`, least === 0, { kind: "repeat", inner, min: least, max });
  };

  const derive = (node: RegexNode, code: number): RegexNode => {
    const ready = node.next.get(code);
    if (ready !== undefined) return ready;
    work.steps += 1;
    const result = derivative(node, code);
    node.next.set(code, result);
    return result;
  };

  const derivative = (node: RegexNode, code: number): RegexNode => {
    switch (node.kind) {
      case "nothing":
      case "empty":
        return nothing;
      case "char":
        return node.char === code ? empty : nothing;
      case "set":
        return node.has(code) ? empty : nothing;
      case "concat": {
        // Along the chain by a loop: it may be as long as the expression.
        const options: RegexNode[] = [];
        let rest: RegexNode = node;
        while (rest.kind === "concat") {
          options.push(concat(derive(rest.head, code), rest.tail));
          if (!rest.head.nullable) return join("or", options);
          rest = rest.tail;
        }
        return join("or", [...options, derive(rest, code)]);
      }
      case "or":
      case "and":
        return join(
          node.kind,
          node.members.map((member) => derive(member, code)),
        );
      case "not":
        return not(derive(node.inner, code));
      case "repeat":
        return concat(derive(node.inner, code), repeat(node.inner, Math.max(0, node.min - 1), node.max - 1));
    }
  };

  return {
    nothing,
    empty,
    anything,
    char,
    set,
    not,
    concat,
    join,
    repeat,
    derive,
    work,
    size: () => known.size,
  };
}
