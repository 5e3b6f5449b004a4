import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { edgePath, type SceneEdge } from "./scene.ts";

export type StepEdgeType = Edge<{ readonly scene: SceneEdge }, "step">;

/** What one step hands to another: a curve in the look of what it leads to; the datasets on hover. */
export const StepEdge = memo(function StepEdge(props: EdgeProps<StepEdgeType>) {
  if (props.data === undefined) return null;
  const { bends, datasets, from, to } = props.data.scene;
  const path = edgePath({ x: props.sourceX, y: props.sourceY }, bends, {
    x: props.targetX,
    y: props.targetY,
  });
  const what = datasets.length === 0 ? "order only" : datasets.join(", ");
  return (
    <>
      <title>{`${from} → ${to}: ${what}`}</title>
      <BaseEdge path={path} interactionWidth={14} />
    </>
  );
});
