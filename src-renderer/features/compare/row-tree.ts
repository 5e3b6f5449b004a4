import type { FacetRow } from "../../../src-main/core/model/comparison.ts";

/** A line of a table with nested keys: a group that can be folded, or a row of its own. */
export type TreeLine<T> =
  | {
      readonly kind: "group";
      /** `train.`: what all keys in it begin with. */
      readonly prefix: string;
      readonly label: string;
      readonly depth: number;
      readonly count: number;
      readonly folded: boolean;
    }
  | { readonly kind: "row"; readonly row: FacetRow<T>; readonly label: string; readonly depth: number };

/** Fewer rows than this are read faster with their whole names. */
const leastInTree = 6;

/**
 * Rows ordered by key as a tree of their dotted names. Keys that share a beginning with no other stay whole, as does all
 * of a short table. `folded` holds the prefixes of groups that are closed.
 */
export function treeLines<T>(rows: readonly FacetRow<T>[], folded: ReadonlySet<string>): TreeLine<T>[] {
  if (rows.length < leastInTree) return rows.map((row) => ({ kind: "row", row, label: row.key, depth: 0 }));
  const lines: TreeLine<T>[] = [];
  visit(rows, "", 0);
  return lines;

  function visit(inside: readonly FacetRow<T>[], prefix: string, depth: number): void {
    for (let at = 0; at < inside.length; ) {
      const row = inside[at] as FacetRow<T>;
      const head = headOf(row.key, prefix);
      let end = at + 1;
      if (head !== null) while (end < inside.length && inside[end]?.key.startsWith(head)) end += 1;
      const group = inside.slice(at, end);
      if (head === null || group.length === 1) {
        lines.push({ kind: "row", row, label: row.key.slice(prefix.length), depth });
      } else {
        const whole = longestShared(group, head);
        const isFolded = folded.has(whole);
        lines.push({
          kind: "group",
          prefix: whole,
          label: whole.slice(prefix.length, -1),
          depth,
          count: group.length,
          folded: isFolded,
        });
        if (!isFolded) visit(group, whole, depth + 1);
      }
      at = end;
    }
  }
}

/** The part of a key up to and with the next dot; null for the last part. */
function headOf(key: string, prefix: string): string | null {
  const dot = key.indexOf(".", prefix.length);
  return dot < 0 || dot === key.length - 1 ? null : key.slice(0, dot + 1);
}

/** All of a group below one name alone goes by that longer name. */
function longestShared(group: readonly { readonly key: string }[], head: string): string {
  for (let longer = head; ; ) {
    const next = headOf(group[0]?.key ?? "", longer);
    if (next === null || !group.every(({ key }) => key.startsWith(next))) return longer;
    longer = next;
  }
}
