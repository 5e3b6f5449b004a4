import { IconDatabase } from "@tabler/icons-react";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { datasetOf } from "./datasets.ts";
import classes from "./graph.module.css";
import type { NodeData } from "./step-node.tsx";

export type DatasetNodeType = Node<NodeData, "dataset">;

/** A dataset between the step that makes it and those that read it. */
export const DatasetNode = memo(function DatasetNode({ data: { scene } }: NodeProps<DatasetNodeType>) {
  const name = datasetOf(scene.node.step) ?? "";
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle} />
      <div
        className={classes.dataset}
        data-found={scene.found ?? undefined}
        data-dimmed={scene.dimmed || undefined}
        title={name}
      >
        <IconDatabase size={13} stroke={1.8} aria-hidden="true" />
        <span>{name}</span>
      </div>
    </>
  );
});
