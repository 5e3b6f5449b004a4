import { type CSSProperties, memo } from "react";
import { nodeAttributes } from "./flow-nodes.ts";
import classes from "./large-graph.module.css";
import type { Layout } from "./layout-model.ts";
import { boxOf, nodeShapes } from "./node-shapes.ts";
import type { SceneNode } from "./scene.ts";
import { useNodeParts } from "./use-node-parts.ts";
import { sameItems } from "./use-part-by-part.ts";

/** With each frame so many nodes become ones that can be chosen. */
const atOnce = 250;

/**
 * The nodes of a graph seen from so far that no text in them could be read: boxes in the colour of what happens to each. What
 * is seen is a picture of some shapes; over it lies an element for each node that itself draws nothing, for the mouse, the
 * keyboard and screen readers.
 */
export const FarNodes = memo(function FarNodes(props: {
  readonly nodes: readonly SceneNode[];
  readonly layout: Layout;
}) {
  const { nodes, layout } = props;
  const parts = useNodeParts(nodes, layout, atOnce);
  return (
    <>
      <svg className={classes.picture} aria-hidden="true">
        {parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: A part is known by its place alone.
          <Shapes key={at} nodes={part} />
        ))}
      </svg>
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: A part is known by its place alone.
        <Part key={at} nodes={part} />
      ))}
    </>
  );
});

const Shapes = memo(
  ({ nodes }: { readonly nodes: readonly SceneNode[] }) =>
    nodeShapes(nodes).map(({ key, color, light, frame, dimmed, path }) => (
      <path
        key={key}
        className={classes.shape}
        data-frame={frame || undefined}
        data-light={light || undefined}
        data-dimmed={dimmed || undefined}
        style={{ "--ink": color } as CSSProperties}
        d={path}
      />
    )),
  (a, b) => sameItems(a.nodes, b.nodes),
);

const Part = memo(
  ({ nodes }: { readonly nodes: readonly SceneNode[] }) =>
    nodes.map((scene) => <FarNode key={scene.node.step} scene={scene} />),
  (a, b) => sameItems(a.nodes, b.nodes),
);

const FarNode = memo(function FarNode({ scene }: { readonly scene: SceneNode }) {
  const { node, frame, selected, found } = scene;
  const { x: left, y: top, width, height } = boxOf(scene);
  const { ariaLabel, attributes } = nodeAttributes(scene);
  return (
    // biome-ignore lint/a11y/useSemanticElements: As React Flow's own nodes; a fieldset has no step in it.
    <div
      className={classes.farNode}
      role="group"
      tabIndex={frame === null ? 0 : undefined}
      aria-label={ariaLabel}
      title={ariaLabel}
      data-far={frame === null ? "node" : "frame"}
      data-id={node.step}
      data-selected={selected || undefined}
      data-found={found ?? undefined}
      style={{ left, top, width, height }}
      {...attributes}
    />
  );
});
