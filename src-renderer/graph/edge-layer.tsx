import { memo, useDeferredValue, useMemo, useRef } from "react";
import { type EdgeCell, edgeCells } from "./edge-cells.ts";
import { edgePath } from "./edge-route.ts";
import classes from "./large-graph.module.css";
import type { SceneEdge } from "./scene.ts";
import { edgeTitle } from "./step-edge.tsx";
import { sameItems, usePartByPart } from "./use-part-by-part.ts";

const none: readonly SceneEdge[] = [];

/** With each frame so many cells of edges are drawn. */
const cellsAtOnce = 12;

/** The edges near the window of a graph of very many nodes: each a curve, with the datasets on hover. */
export const NearEdges = memo(({ edges }: { readonly edges: readonly SceneEdge[] }) => (
  <svg className={classes.edgeLayer} aria-hidden="true">
    {edges.map((edge) => (
      <NearEdge key={edge.id} edge={edge} />
    ))}
  </svg>
));

const NearEdge = memo(({ edge }: { readonly edge: SceneEdge }) => (
  <path className={classes.layerEdge} {...attributesOf(edge)} d={edgePath(edge.route)}>
    <title>{edgeTitle(edge)}</title>
  </path>
));

/** All edges of such a graph as one sees them from afar: straight, in few shapes. */
export const FarEdges = memo((props: { readonly edges: readonly SceneEdge[] }) => {
  // After the nodes: to find out where all edges lead takes as long as a frame lasts.
  const edges = useDeferredValue(props.edges, none);
  const cells = useCells(edges);
  const parts = useMemo(
    () => cells.map((cell) => cell.map(({ edge }) => edges[edge] as SceneEdge)),
    [cells, edges],
  );
  const shown = usePartByPart(parts, cells, cellsAtOnce);
  return (
    <svg className={classes.edgeLayer} data-far aria-hidden="true">
      {shown.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: A cell is known by its place alone.
        <FarCell key={at} cell={cells[at] as EdgeCell} edges={part} />
      ))}
    </svg>
  );
});

/** The very same cells as long as all edges lead where they led. */
function useCells(edges: readonly SceneEdge[]): readonly EdgeCell[] {
  const last = useRef<{ edges: readonly SceneEdge[]; cells: readonly EdgeCell[] } | null>(null);
  return useMemo(() => {
    const old = last.current;
    const kept =
      old !== null &&
      old.edges.length === edges.length &&
      edges.every(({ route }, index) => route === old.edges[index]?.route);
    const cells = kept ? old.cells : edgeCells(edges);
    last.current = { edges, cells };
    return cells;
  }, [edges]);
}

/** One path for all pieces that look the same, those with a colour of their own above the others. */
const FarCell = memo(
  ({ cell, edges }: { readonly cell: EdgeCell; readonly edges: readonly SceneEdge[] }) => {
    const looks = new Map<string, { look: ReturnType<typeof attributesOf>; path: string }>();
    for (const [index, edge] of edges.entries()) {
      const look = attributesOf(edge);
      const key = `${look["data-tone"] === "plain" ? 0 : 1} ${Object.values(look).join(" ")}`;
      const known = looks.get(key) ?? { look, path: "" };
      looks.set(key, known);
      const { from, to } = (cell[index] as EdgeCell[number]).piece;
      known.path += `M${from.x} ${from.y}L${to.x} ${to.y}`;
    }
    return [...looks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { look, path }]) => <path key={key} className={classes.layerEdge} {...look} d={path} />);
  },
  (a, b) => a.cell === b.cell && sameItems(a.edges, b.edges),
);

const attributesOf = ({ look, dimmed }: SceneEdge) => ({
  "data-tone": look.tone,
  "data-dashed": look.dashed || undefined,
  "data-dimmed": dimmed || undefined,
});
