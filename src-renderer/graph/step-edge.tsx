import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import type { SceneEdge } from "./scene.ts";

export type StepEdgeType = Edge<{ readonly scene: SceneEdge }, "step">;

/** What one step hands to another: a curve in the look of what it leads to; the datasets on hover. */
export const StepEdge = memo(function StepEdge(props: EdgeProps<StepEdgeType>) {
  if (props.data === undefined) return null;
  const { path, datasets, from, to } = props.data.scene;
  const what = datasets.length === 0 ? "order only" : datasets.join(", ");
  return (
    <>
      <title>{`${from} → ${to}: ${what}`}</title>
      <BaseEdge path={path} interactionWidth={14} />
    </>
  );
});
