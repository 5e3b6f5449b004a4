import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { type CSSProperties, memo } from "react";
import { toneOf } from "../ui/status.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import classes from "./graph.module.css";
import { nodeSentence, nodeWord } from "./node-view.ts";
import type { SceneNode } from "./scene.ts";

export type StepNodeType = Node<{ readonly scene: SceneNode }, "step">;

/** One step: its name, a badge with what happens to it, and why, in at most three lines (all of it on hover). */
export const StepNode = memo(function StepNode({ data: { scene } }: NodeProps<StepNodeType>) {
  const { node, state, selected } = scene;
  const word = nodeWord(state);
  const sentences = state.reasons.map(nodeSentence);
  const tone = word === null ? null : toneOf(word);
  return (
    <>
      {/* React Flow draws no edge without them; where edges end is decided by the scene. */}
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle} />
      <div
        className={classes.card}
        data-selected={selected || undefined}
        data-dashed={word === "undecided" || undefined}
        data-quiet={tone === null || tone === "idle" || undefined}
        data-outlined={word === "restore" || word === "restored" || undefined}
        style={tone === null ? undefined : ({ "--ink": `var(--signet-status-${tone})` } as CSSProperties)}
      >
        <div className={classes.head}>
          <span className={classes.name} title={node.step}>
            {node.step}
          </span>
          {word !== null && <StatusBadge word={word} />}
        </div>
        {sentences.length > 0 && (
          <div className={classes.reasons} title={state.reasons.map(({ text }) => text).join("\n")}>
            {sentences.join("\n")}
          </div>
        )}
      </div>
    </>
  );
});
