import { IconAlertTriangle, IconChevronDown } from "@tabler/icons-react";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { type CSSProperties, memo } from "react";
import { toneOf } from "../ui/status.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { stepNameParts } from "../ui/step-name.tsx";
import { isWarning } from "../ui/step-notes.tsx";
import classes from "./graph.module.css";
import { nodeSentence, nodeWord } from "./node-view.ts";
import type { SceneNode } from "./scene.ts";

/** `onFold` draws the items of a stack as one, or one by one. */
export type NodeData = {
  readonly scene: SceneNode;
  readonly onFold: (base: string, how: boolean) => void;
};

export type StepNodeType = Node<NodeData, "step">;

/** Of names longer than this the middle is left out where they do not fit, as their ends tell them apart. */
const longName = 10;
const endOfName = 7;

/** Letters of scripts that are read from the right: cut in two, such a name would be put together in the wrong order. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

function CardName({ name, title }: { readonly name: string; readonly title: string }) {
  if (name.length <= longName || rightToLeft.test(name))
    return (
      <span className={classes.name} title={title}>
        {name}
      </span>
    );
  return (
    <span className={classes.name} data-long title={title}>
      <span>{name.slice(0, -endOfName)}</span>
      <span>{name.slice(-endOfName)}</span>
    </span>
  );
}

/** One step: its name, a badge with what happens to it, and why, in at most three lines (all of it on hover). */
export const StepNode = memo(function StepNode({ data: { scene, onFold } }: NodeProps<StepNodeType>) {
  const { node, state, selected, dimmed, stack, found } = scene;
  const { base, item } = stepNameParts(node.step);
  const warnings = state.notes.filter(isWarning);
  const word = nodeWord(state);
  const reasons = state.reasons.map(nodeSentence);
  const sentences = stack === null || stack.summary === "" ? reasons : [stack.summary, ...reasons];
  const tone = word === null ? null : toneOf(word);
  return (
    <>
      {/* React Flow draws no edge without them; where edges end is decided by the scene. */}
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle} />
      <div
        className={classes.card}
        data-selected={selected || undefined}
        data-dimmed={dimmed || undefined}
        data-found={found ?? undefined}
        data-stack={stack !== null || undefined}
        data-dashed={word === "undecided" || undefined}
        data-quiet={tone === null || tone === "idle" || undefined}
        data-outlined={word === "restore" || word === "restored" || undefined}
        style={tone === null ? undefined : ({ "--ink": `var(--signet-status-${tone})` } as CSSProperties)}
      >
        <div className={classes.head}>
          <CardName name={base} title={node.step} />
          {stack !== null && (
            <button
              type="button"
              className={classes.unfold}
              tabIndex={-1}
              title={`Unfold the ${stack.count} items (+)`}
              aria-label={`Unfold the ${stack.count} items of ${node.step}`}
              onClick={(event) => {
                event.stopPropagation();
                onFold(node.step, false);
              }}
            >
              × {stack.count}
              <IconChevronDown size={11} stroke={2.4} aria-hidden="true" />
            </button>
          )}
          {warnings.length > 0 && (
            <span className={classes.warning} title={warnings.map(({ text }) => text).join("\n")}>
              <IconAlertTriangle size={13} stroke={2} aria-hidden="true" />
            </span>
          )}
          {word !== null && <StatusBadge word={word} />}
        </div>
        {item !== null && (
          <div className={classes.item} title={node.step}>
            {item}
          </div>
        )}
        {sentences.length > 0 && (
          <div
            className={classes.reasons}
            data-short={item !== null || undefined}
            title={state.reasons.map(({ text }) => text).join("\n")}
          >
            {sentences.join("\n")}
          </div>
        )}
      </div>
    </>
  );
});
