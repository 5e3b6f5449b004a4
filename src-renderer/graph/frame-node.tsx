import { IconChevronUp } from "@tabler/icons-react";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import classes from "./graph.module.css";
import type { NodeData } from "./step-node.tsx";

export type FrameNodeType = Node<NodeData, "frame">;

/** What stands around the items of an unfolded `foreach` step: its name, how they are, and the way to fold them. */
export const FrameNode = memo(function FrameNode({ data: { scene, onFold } }: NodeProps<FrameNodeType>) {
  const { node, stack, selected, dimmed } = scene;
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle} />
      <div className={classes.frame} data-selected={selected || undefined} data-dimmed={dimmed || undefined}>
        <div className={classes.frameHead} data-frame={node.step}>
          <span className={classes.name} title={node.step}>
            {node.step}
          </span>
          <span className={classes.frameSummary}>{stack?.summary}</span>
          <button
            type="button"
            className={classes.unfold}
            tabIndex={-1}
            title="Fold the items (−)"
            aria-label={`Fold the items of ${node.step}`}
            onClick={(event) => {
              event.stopPropagation();
              onFold(node.step, true);
            }}
          >
            × {stack?.count}
            <IconChevronUp size={11} stroke={2.4} aria-hidden="true" />
          </button>
        </div>
      </div>
    </>
  );
});
