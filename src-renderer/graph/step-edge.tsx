import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { edgePath } from "./edge-route.ts";
import type { SceneEdge } from "./scene.ts";

export type StepEdgeType = Edge<{ readonly scene: SceneEdge }, "step">;

/** What one step hands to another: a curve in the look of what it leads to; the datasets on hover. */
export const StepEdge = memo(function StepEdge(props: EdgeProps<StepEdgeType>) {
  if (props.data === undefined) return null;
  const { scene } = props.data;
  return (
    <>
      <title>{edgeTitle(scene)}</title>
      <BaseEdge path={edgePath(scene.route)} interactionWidth={14} />
    </>
  );
});

/** Between which steps an edge leads, and what is handed over. */
export const edgeTitle = ({ from, to, datasets }: SceneEdge): string =>
  `${from} → ${to}: ${datasets.length === 0 ? "order only" : datasets.join(", ")}`;
