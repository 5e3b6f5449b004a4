import { memo, useMemo } from "react";
import classes from "./large-graph.module.css";
import type { SceneEdge } from "./scene.ts";
import { edgeTitle } from "./step-edge.tsx";

/** The edges of a graph of very many nodes: each with the datasets on hover when `near`, else all of one look in one line. */
export const EdgeLayer = memo(function EdgeLayer(props: {
  readonly edges: readonly SceneEdge[];
  readonly near: boolean;
}) {
  const { edges, near } = props;
  const drawn = useMemo(() => (near ? [] : byLook(edges)), [edges, near]);
  return (
    <svg className={classes.edgeLayer} data-far={!near || undefined} aria-hidden="true">
      {drawn.map(({ key, look, path }) => (
        <path key={key} className={classes.layerEdge} {...look} d={path} />
      ))}
      {near &&
        edges.map((edge) => (
          <path key={edge.id} className={classes.layerEdge} {...attributesOf(edge)} d={edge.path}>
            <title>{edgeTitle(edge)}</title>
          </path>
        ))}
    </svg>
  );
});

const attributesOf = ({ look, dimmed }: SceneEdge) => ({
  "data-tone": look.tone,
  "data-dashed": look.dashed || undefined,
  "data-dimmed": dimmed || undefined,
});

/** One path for all edges that look the same, those with a colour of their own above the others. */
function byLook(edges: readonly SceneEdge[]) {
  const groups = new Map<string, { key: string; look: ReturnType<typeof attributesOf>; paths: string[] }>();
  for (const edge of edges) {
    const look = attributesOf(edge);
    const key = Object.values(look).join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { key, look, paths: [edge.path] });
    else group.paths.push(edge.path);
  }
  return [...groups.values()]
    .sort((a, b) => Number(b.look["data-tone"] === "plain") - Number(a.look["data-tone"] === "plain"))
    .map(({ key, look, paths }) => ({ key, look, path: paths.join("") }));
}
