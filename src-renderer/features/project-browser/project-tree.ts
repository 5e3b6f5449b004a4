import { byCodeUnit } from "../../../src-main/core/base/json.ts";
import type { ProjectSummary } from "../../../src-main/core/contract/methods.ts";

/** A project among its siblings; `path` is the whole name, `name` its last part. */
export type ProjectNode = {
  readonly path: string;
  readonly name: string;
  readonly runs: number;
  readonly children: readonly ProjectNode[];
};

/** One visible line of the tree. */
export type ProjectLine = { readonly node: ProjectNode; readonly level: number; readonly open: boolean };

/** Nests projects by `/`. One that is only implied by those below it counts their runs. */
export function projectTree(projects: readonly ProjectSummary[]): readonly ProjectNode[] {
  const known = new Map(projects.map(({ path, runs }) => [path, runs]));
  const paths = new Set<string>();
  for (const { path } of projects) {
    const parts = path.split("/");
    for (let depth = 1; depth <= parts.length; depth += 1) paths.add(parts.slice(0, depth).join("/"));
  }
  const below = new Map<string, string[]>();
  for (const path of [...paths].sort(byCodeUnit)) {
    const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    below.set(parent, [...(below.get(parent) ?? []), path]);
  }
  const build = (parent: string): readonly ProjectNode[] =>
    (below.get(parent) ?? []).map((path) => {
      const children = build(path);
      const runs = known.get(path) ?? children.reduce((sum, child) => sum + child.runs, 0);
      return { path, name: path.slice(parent === "" ? 0 : parent.length + 1), runs, children };
    });
  return build("");
}

/** The lines to draw, in order, without what is under a folded project. Levels count from 1. */
export function visibleLines(
  nodes: readonly ProjectNode[],
  folded: ReadonlySet<string>,
  level = 1,
): readonly ProjectLine[] {
  return nodes.flatMap((node) => {
    const open = !folded.has(node.path);
    return [{ node, level, open }, ...(open ? visibleLines(node.children, folded, level + 1) : [])];
  });
}

/** Where a key takes the focus in the tree, and whether it folds or unfolds the line it is on. */
export type TreeMove = { readonly to: number } | { readonly fold: boolean } | null;

/** The keys of a tree view: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/ */
export function treeMove(lines: readonly ProjectLine[], at: number, key: string): TreeMove {
  const line = lines[at];
  if (line === undefined) return null;
  const parent = (): number => {
    for (let index = at - 1; index >= 0; index -= 1)
      if ((lines[index]?.level ?? 0) < line.level) return index;
    return at;
  };
  switch (key) {
    case "ArrowDown":
      return { to: Math.min(lines.length - 1, at + 1) };
    case "ArrowUp":
      return { to: Math.max(0, at - 1) };
    case "Home":
      return { to: 0 };
    case "End":
      return { to: lines.length - 1 };
    case "ArrowRight":
      if (line.node.children.length === 0) return null;
      return line.open ? { to: at + 1 } : { fold: false };
    case "ArrowLeft":
      if (line.open && line.node.children.length > 0) return { fold: true };
      return { to: parent() };
    default: {
      if (key.length !== 1) return null;
      const order = [...lines.keys()].map((offset) => (at + 1 + offset) % lines.length);
      const found = order.find((index) =>
        lines[index]?.node.name.toLowerCase().startsWith(key.toLowerCase()),
      );
      return found === undefined ? null : { to: found };
    }
  }
}
