import { type CSSProperties, memo, useEffect, useMemo, useState } from "react";
import { datasetOf } from "./datasets.ts";
import { nodeAttributes } from "./flow-nodes.ts";
import classes from "./large-graph.module.css";
import { boxOf, nodeShapes } from "./node-shapes.ts";
import type { SceneNode } from "./scene.ts";

/** With each frame so many nodes become ones that can be chosen. */
const atOnce = 500;

/**
 * The nodes of a graph seen from so far that no text in them could be read: boxes in the colour of what happens to each. What
 * is seen is a picture of some shapes; over it lies an element for each node that itself draws nothing, for the mouse, the
 * keyboard and screen readers.
 */
export const FarNodes = memo(function FarNodes(props: {
  readonly nodes: readonly SceneNode[];
  /** How large their names are, in the graph's pixels; null: they have none. */
  readonly nameSize: number | null;
}) {
  const { nodes, nameSize } = props;
  const shapes = useMemo(() => nodeShapes(nodes), [nodes]);
  const parts = useMemo(
    () =>
      Array.from({ length: Math.ceil(nodes.length / atOnce) }, (_, part) =>
        nodes.slice(part * atOnce, (part + 1) * atOnce),
      ),
    [nodes],
  );
  // Made all at once they would keep the window from answering.
  const [made, setMade] = useState(1);
  const whole = made >= parts.length;
  useEffect(() => {
    if (whole) return;
    const frame = requestAnimationFrame(() => setMade(made + 1));
    return () => cancelAnimationFrame(frame);
  }, [made, whole]);
  return (
    <div
      data-named={nameSize !== null || undefined}
      style={nameSize === null ? undefined : ({ "--name-size": `${nameSize}px` } as CSSProperties)}
    >
      <svg className={classes.picture} aria-hidden="true">
        {shapes.map(({ key, color, frame, dimmed, path }) => (
          <path
            key={key}
            className={classes.shape}
            data-frame={frame || undefined}
            data-dimmed={dimmed || undefined}
            style={{ "--ink": color } as CSSProperties}
            d={path}
          />
        ))}
      </svg>
      {parts.slice(0, made).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: A part is known by its place alone.
        <Part key={at} nodes={part} />
      ))}
    </div>
  );
});

const Part = memo(
  ({ nodes }: { readonly nodes: readonly SceneNode[] }) => nodes.map((scene) => farNode(scene)),
  (a, b) => a.nodes.length === b.nodes.length && a.nodes.every((node, index) => node === b.nodes[index]),
);

function farNode(scene: SceneNode) {
  const { node, frame, selected, found } = scene;
  const { x: left, y: top, width, height } = boxOf(scene);
  const { ariaLabel, attributes } = nodeAttributes(scene);
  return (
    // biome-ignore lint/a11y/useSemanticElements: As React Flow's own nodes; a fieldset has no step in it.
    <div
      key={node.step}
      className={classes.farNode}
      role="group"
      tabIndex={frame === null ? 0 : undefined}
      aria-label={ariaLabel}
      title={ariaLabel}
      data-far={frame === null ? "node" : "frame"}
      data-id={node.step}
      data-name={datasetOf(node.step) ?? node.step}
      data-selected={selected || undefined}
      data-found={found ?? undefined}
      style={{ left, top, width, height }}
      {...attributes}
    />
  );
}
