import { type CSSProperties, memo, useMemo } from "react";
import { datasetOf } from "./datasets.ts";
import classes from "./large-graph.module.css";
import type { Layout } from "./layout-model.ts";
import { boxOf } from "./node-shapes.ts";
import type { SceneNode } from "./scene.ts";
import { lettersIn, shortName } from "./short-name.ts";
import { inParts, sameItems, usePartByPart } from "./use-part-by-part.ts";

/** With each frame so many names appear. */
const atOnce = 150;

/** Free pixels of the graph on both sides of a name. */
const beside = 8;

/** The names in the boxes of a graph seen from afar, as far as some letters fit. Nobody is told them twice: they are drawn alone. */
export const FarNames = memo(function FarNames(props: {
  readonly nodes: readonly SceneNode[];
  readonly layout: Layout;
  /** How large the letters are, in the graph's pixels. */
  readonly size: number;
}) {
  const { nodes, layout, size } = props;
  const parts = usePartByPart(
    useMemo(() => inParts(nodes, atOnce), [nodes]),
    useMemo(() => ({ layout, size }), [layout, size]),
    1,
  );
  return (
    <div aria-hidden="true" style={{ "--name-size": `${size}px` } as CSSProperties}>
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: A part is known by its place alone.
        <Names key={at} nodes={part} size={size} />
      ))}
    </div>
  );
});

const Names = memo(
  ({ nodes, size }: { readonly nodes: readonly SceneNode[]; readonly size: number }) =>
    nodes.map((scene) => {
      if (scene.frame !== null) return null;
      const { x: left, y: top, width, height } = boxOf(scene);
      const name = datasetOf(scene.node.step) ?? scene.node.step;
      return (
        <div
          key={scene.node.step}
          className={classes.farName}
          data-name={shortName(name, lettersIn(width - 2 * beside, size))}
          style={{ left, top, width, height, lineHeight: `${height}px` }}
        />
      );
    }),
  (a, b) => a.size === b.size && sameItems(a.nodes, b.nodes),
);
