import {
  type LayoutDirection,
  type LayoutInput,
  neighbourGap,
  type Point,
  type Size,
} from "./layout-model.ts";

/** Nodes that hang together and the edges between them, by index. */
export type Part = { readonly nodes: readonly number[]; readonly edges: readonly number[] };

/** The parts with edges, and the nodes that have none, each in the order of the input. */
export function partsOf(input: LayoutInput): {
  readonly linked: readonly Part[];
  readonly lone: readonly number[];
} {
  const root = input.nodes.map((_, index) => index);
  const find = (node: number): number => {
    let top = node;
    while (root[top] !== top) {
      root[top] = root[root[top] as number] as number;
      top = root[top] as number;
    }
    return top;
  };
  for (const [from, to] of input.edges) {
    const [a, b] = [find(from), find(to)];
    root[Math.max(a, b)] = Math.min(a, b);
  }
  const parts = new Map<number, { nodes: number[]; edges: number[] }>();
  input.nodes.forEach((_, node) => {
    const part = parts.get(find(node));
    if (part === undefined) parts.set(find(node), { nodes: [node], edges: [] });
    else part.nodes.push(node);
  });
  input.edges.forEach(([from], edge) => {
    parts.get(find(from))?.edges.push(edge);
  });
  const all = [...parts.values()];
  return {
    linked: all.filter(({ nodes }) => nodes.length > 1),
    lone: all.flatMap(({ nodes }) => (nodes.length === 1 ? nodes : [])),
  };
}

/**
 * Where each linked part (of which `sizes` tells the size) and each lone node has its top left corner, and the size of
 * it all. Parts stand across the direction of their edges, one after the other; lone nodes in rows under them.
 */
export function arrange(
  input: LayoutInput,
  direction: LayoutDirection,
  sizes: readonly Size[],
  lone: readonly number[],
): Size & { readonly parts: readonly Point[]; readonly lone: readonly Point[] } {
  const gap = neighbourGap * 2;
  const parts: Point[] = [];
  let [x, y, width, height] = [0, 0, 0, 0];
  for (const size of sizes) {
    parts.push({ x, y });
    width = Math.max(width, x + size.width);
    height = Math.max(height, y + size.height);
    if (direction === "left-right") y = height + gap;
    else x = width + gap;
  }
  if (lone.length === 0) return { parts, lone: [], width, height };
  const top = height === 0 ? 0 : height + gap;
  const rows = placeInRows(input, lone, Math.max(width, rowWidth(input, lone)));
  return {
    parts,
    lone: rows.nodes.map((place) => ({ x: place.x, y: place.y + top })),
    width: Math.max(width, rows.width),
    height: top + rows.height,
  };
}

/** Width of a block of lone nodes that is about one and a half times as wide as high. */
function rowWidth(input: LayoutInput, lone: readonly number[]): number {
  let area = 0;
  for (const node of lone) {
    const { width, height } = input.nodes[node] as Size;
    area += (width + neighbourGap) * (height + neighbourGap);
  }
  return Math.sqrt(area * 1.5);
}

function placeInRows(
  input: LayoutInput,
  lone: readonly number[],
  limit: number,
): Size & { readonly nodes: readonly Point[] } {
  const nodes: Point[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const node of lone) {
    const size = input.nodes[node] as Size;
    if (x > 0 && x + size.width > limit) {
      x = 0;
      y += rowHeight + neighbourGap;
      rowHeight = 0;
    }
    nodes.push({ x, y });
    x += size.width + neighbourGap;
    width = Math.max(width, x - neighbourGap);
    rowHeight = Math.max(rowHeight, size.height);
  }
  return { nodes, width, height: y + rowHeight };
}
