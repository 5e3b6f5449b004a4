import { Position } from "@xyflow/react";
import { toneOf } from "../ui/status.ts";
import type { DatasetNodeType } from "./dataset-node.tsx";
import { datasetOf, datasetSize } from "./datasets.ts";
import type { FrameNodeType } from "./frame-node.tsx";
import classes from "./graph.module.css";
import { slot } from "./layout-model.ts";
import { nodeName, nodeWord } from "./node-view.ts";
import type { SceneEdge, SceneNode } from "./scene.ts";
import type { StepEdgeType } from "./step-edge.tsx";
import type { StepNodeType } from "./step-node.tsx";

export type GraphNodeType = StepNodeType | FrameNodeType | DatasetNodeType;

type Fold = (base: string, how: boolean) => void;

/** What tests and screen readers know a node by, however it is drawn. */
export function nodeAttributes({ node, state, selected, stack, dimmed, frame }: SceneNode): {
  readonly ariaLabel: string;
  readonly attributes: { readonly [name: string]: string | number | boolean | undefined };
} {
  const dataset = datasetOf(node.step);
  if (dataset !== null)
    return {
      ariaLabel: `dataset ${dataset}`,
      attributes: { "aria-roledescription": "dataset", "data-dataset": dataset },
    };
  const ariaLabel = nodeName(node.step, state, stack);
  if (frame !== null) return { ariaLabel, attributes: {} };
  return {
    ariaLabel,
    attributes: {
      "aria-roledescription": "step",
      "aria-current": selected ? "true" : undefined,
      "data-step": node.step,
      "data-action": state.action ?? undefined,
      "data-status": state.status ?? undefined,
      "data-change": state.change,
      "data-items": stack?.count,
      "data-outside": dimmed || undefined,
    },
  };
}

/**
 * Where edges may end, said with every node: React Flow would measure each one that is drawn anew, overlooks one that
 * changes again meanwhile, and draws no edge of that. Where they do end is decided by the scene.
 */
const handles: NonNullable<GraphNodeType["handles"]> = [
  { type: "target", position: Position.Left, x: 0, y: 0 },
  { type: "source", position: Position.Right, x: 0, y: 0 },
];

/** A node of the scene as React Flow takes it. */
export const flowNode = (scene: SceneNode, onFold: Fold): GraphNodeType => ({
  ...drawnNode(scene, onFold),
  handles,
});

function drawnNode(scene: SceneNode, onFold: Fold): GraphNodeType {
  const { node, place, frame } = scene;
  const { ariaLabel, attributes } = nodeAttributes(scene);
  if (datasetOf(node.step) !== null) {
    return {
      id: node.step,
      type: "dataset",
      position: { x: place.x, y: place.y },
      ...datasetSize,
      data: { scene, onFold },
      ariaLabel,
      domAttributes: attributes as DatasetNodeType["domAttributes"],
      className: classes.slot,
      style: { pointerEvents: "none" },
    };
  }
  if (frame !== null) {
    return {
      id: node.step,
      type: "frame",
      position: { x: place.x, y: place.y },
      ...frame,
      data: { scene, onFold },
      ariaLabel,
      focusable: false,
      style: { pointerEvents: "none" },
    };
  }
  return {
    id: node.step,
    type: "step",
    position: { x: place.x, y: place.y },
    width: slot.width,
    height: slot.height,
    data: { scene, onFold },
    ariaLabel,
    domAttributes: attributes as StepNodeType["domAttributes"],
    className: classes.slot,
    style: { pointerEvents: "none" },
  };
}

export function flowEdge(scene: SceneEdge): StepEdgeType {
  return {
    id: scene.id,
    type: "step",
    source: scene.from,
    target: scene.to,
    data: { scene },
    className: classes.edge,
    domAttributes: {
      "data-tone": scene.look.tone,
      "data-dashed": scene.look.dashed || undefined,
      "data-dimmed": scene.dimmed || undefined,
    } as StepEdgeType["domAttributes"],
    focusable: false,
  };
}

/** What was made of that very object before, so that React Flow draws nothing anew that did not change. */
export function remember<Key extends object, Made>(
  made: WeakMap<Key, Made>,
  key: Key,
  make: (key: Key) => Made,
): Made {
  const old = made.get(key);
  if (old !== undefined) return old;
  const fresh = make(key);
  made.set(key, fresh);
  return fresh;
}

/** The colour of a node on the small map. */
export function mapColor({ node, state, frame }: SceneNode): string {
  if (datasetOf(node.step) !== null) return "var(--signet-line-strong)";
  if (frame !== null) return "var(--signet-hover)";
  const word = nodeWord(state);
  return `var(--signet-status-${word === null ? "idle" : toneOf(word)})`;
}
