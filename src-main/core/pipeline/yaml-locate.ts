import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type { Path, Span } from "./problem.ts";

/** Whether a key is the `<<` that merges mappings, and not a text that looks like it. */
export const isMergeKey = (node: Node): boolean =>
  isScalar(node) && node.type === "PLAIN" && node.value === "<<";

/** Offsets of a node in the text. */
export function rangeOf(node: Node): Span {
  return node.range ? [node.range[0], node.range[1]] : [0, 0];
}

/** Finds places by path; an index of each mapping on the way is kept, so that many problems do not cost many searches. */
export function locator(
  root: Node | null,
  aliased: ReadonlyMap<Alias, Node>,
): (path: Path, on: "key" | "value") => Span {
  type Entry = { readonly key: Node; readonly value: Node | null };
  const indexes = new WeakMap<Node, Map<string, Entry>>();
  const target = (node: Node): Node => (isAlias(node) ? (aliased.get(node) ?? node) : node);
  const indexOf = (map: YAMLMap): Map<string, Entry> => {
    const known = indexes.get(map);
    if (known !== undefined) return known;
    const index = new Map<string, Entry>();
    indexes.set(map, index);
    const merges: Node[] = [];
    for (const pair of map.items) {
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      if (isMergeKey(key))
        merges.push(...(value === null ? [] : isSeq(value) ? (value.items as Node[]) : [value]));
      else if (isScalar(key) && !index.has(String(key.value))) index.set(String(key.value), { key, value });
    }
    for (const merge of merges) {
      const source = target(merge);
      if (!isMap(source)) continue;
      for (const [key, entry] of indexOf(source)) if (!index.has(key)) index.set(key, entry);
    }
    return index;
  };
  return (path, on) => {
    let node = root;
    let span: Span = [0, 0];
    for (const [depth, step] of path.entries()) {
      const container: Node | null = node === null ? null : target(node);
      const last = depth === path.length - 1;
      if (isMap(container)) {
        const entry = indexOf(container).get(String(step));
        if (entry === undefined) return span;
        node = entry.value;
        const empty = node === null || rangeOf(node)[0] === rangeOf(node)[1];
        span = rangeOf((last && on === "value" && !empty ? node : entry.key) as Node);
      } else if (isSeq(container)) {
        const item = container.items[Number(step)] as Node | undefined;
        if (item === undefined) return span;
        node = item;
        span = rangeOf(item);
      } else return span;
    }
    return span;
  };
}
