import "@xyflow/react/dist/base.css";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from "react";
import type { NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import { toneOf } from "../ui/status.ts";
import { stepNameParts } from "../ui/step-name.tsx";
import { chooseByHand, useChosenDirection } from "./chosen-direction.ts";
import { smallestZoom } from "./fit.ts";
import { FrameNode, type FrameNodeType } from "./frame-node.tsx";
import classes from "./graph.module.css";
import { GraphControls } from "./graph-controls.tsx";
import { otherDirection } from "./layout-model.ts";
import { nodeName, nodeWord } from "./node-view.ts";
import {
  type Arrow,
  neighbour,
  type SceneEdge,
  type SceneNode,
  sceneEdges,
  sceneNodes,
  slot,
} from "./scene.ts";
import { StepEdge, type StepEdgeType } from "./step-edge.tsx";
import { StepNode, type StepNodeType } from "./step-node.tsx";
import { useFitting, useRoom } from "./use-fitting.ts";
import { useFolding } from "./use-folding.ts";
import { useGraphLayout } from "./use-graph-layout.ts";

type Props = {
  /** Accessible name of the region. */
  readonly label?: string;
  readonly graph: PipelineGraph;
  /** What each step shows, by name; a step that is missing shows its name alone. */
  readonly states: { readonly [step: string]: NodeState };
  readonly selected: string | null;
  /** A step by click or Enter; null by a click on the ground or Escape. */
  readonly onSelect: (step: string | null) => void;
  /** Steps that are chosen to be planned and run, the others are dimmed; null: all. */
  readonly within?: ReadonlySet<string> | null;
  /**
   * When given, a node that stands for all items of a `foreach` step is chosen under its name in the file; else choosing
   * it unfolds it.
   */
  readonly onSelectItems?: (base: string) => void;
};

const nodeTypes = { step: StepNode, frame: FrameNode };
const edgeTypes = { step: StepEdge };
/** Above this many nodes those outside the window are not drawn, and a small map shows where one is. */
const crowd = 40;

const arrows: { readonly [key: string]: Arrow } = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * A pipeline as a graph, with what would happen (or happens) to each step and why. It leads to the right or down, whichever
 * is read better in the room it has, or as somebody chose.
 */
export function PipelineGraphView(props: Props) {
  return (
    <ReactFlowProvider>
      <Scene {...props} />
    </ReactFlowProvider>
  );
}

function Scene(props: Props) {
  const { label = "Pipeline graph", onSelect, within = null, onSelectItems } = props;
  const { graph, states, selected, stacks, blocks, chosen, folding, fold, foldAll } = useFolding(
    props,
    within,
  );
  const flow = useReactFlow();
  const section = useRef<HTMLElement>(null);
  const { room, measure } = useRoom(section);
  const layout = useGraphLayout(graph, blocks, room, useChosenDirection());
  const direction = layout?.direction ?? null;
  const drawn = useRef<{ nodes: readonly SceneNode[]; edges: readonly SceneEdge[] }>({
    nodes: [],
    edges: [],
  });
  const made = useRef({
    nodes: new WeakMap<SceneNode, StepNodeType | FrameNodeType>(),
    edges: new WeakMap<SceneEdge, StepEdgeType>(),
  });

  const scene = useMemo(() => {
    if (layout === null) return { nodes: [], edges: [] };
    const look = { selected, within: chosen, stacks, blocks };
    const nodes = sceneNodes(graph, layout, states, look, drawn.current.nodes);
    const edges = sceneEdges(graph, layout, states, look, drawn.current.edges);
    drawn.current = { nodes, edges };
    return { nodes, edges };
  }, [graph, layout, states, selected, chosen, stacks, blocks]);
  const nodes = useMemo(
    () => scene.nodes.map((node) => remember(made.current.nodes, node, (one) => flowNode(one, fold))),
    [scene.nodes, fold],
  );
  const edges = useMemo(
    () => scene.edges.map((edge) => remember(made.current.edges, edge, flowEdge)),
    [scene.edges],
  );

  // The node that had the focus is gone when items are folded or unfolded by key.
  const focusNext = useRef<string | null>(null);
  useEffect(() => {
    const next = focusNext.current;
    if (next === null || !nodes.some(({ id }) => id === next)) return;
    focusNext.current = null;
    focusStep(section.current, next);
  }, [nodes]);

  const { fitNow, hold, onMove } = useFitting(section, layout, measure);

  const show = useCallback(
    (step: string) => {
      const place = drawn.current.nodes.find(({ node }) => node.step === step)?.place;
      const box = section.current?.getBoundingClientRect();
      if (place === undefined || box === undefined) return;
      const { x, y, zoom } = flow.getViewport();
      const [left, top] = [place.x * zoom + x, place.y * zoom + y];
      const inside =
        left >= 0 &&
        top >= 0 &&
        left + slot.width * zoom <= box.width &&
        top + slot.height * zoom <= box.height;
      if (!inside) void flow.setCenter(place.x + slot.width / 2, place.y + slot.height / 2, { zoom });
    },
    [flow],
  );

  const choose = (name: string) => {
    if (!stacks.has(name)) onSelect(name);
    else if (onSelectItems !== undefined) onSelectItems(name);
    else if (!blocks.has(name)) fold(name, false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event.target);
    if (event.key === "Escape" && selected !== null) onSelect(null);
    if (step === null) return;
    const arrow = arrows[event.key];
    if (event.key === "Enter" || event.key === " ") choose(step);
    else if (event.key === "+" && stacks.has(step)) {
      focusNext.current = firstItem(props.graph, step);
      fold(step, false);
    } else if (event.key === "-" && stepNameParts(step).item !== null) {
      focusNext.current = stepNameParts(step).base;
      fold(focusNext.current, true);
    } else if (arrow !== undefined && direction !== null) {
      const next = neighbour(drawn.current.nodes, step, arrow, direction);
      if (next !== null) {
        show(next);
        // A node outside the window may be drawn only after the view has moved.
        if (!focusStep(section.current, next)) requestAnimationFrame(() => focusStep(section.current, next));
      }
    } else return;
    event.preventDefault();
  };

  return (
    <section
      ref={section}
      className={classes.graph}
      aria-label={label}
      aria-busy={layout === null}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const step = stepOf(event.target);
        if (step !== null && event.target.matches(":focus-visible")) show(step);
      }}
    >
      <ReactFlow<StepNodeType | FrameNodeType, StepEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodeClick={(_, { id }) => choose(id)}
        onPaneClick={() => onSelect(null)}
        onMove={onMove}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={nodes.length > crowd}
        minZoom={smallestZoom}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} className={classes.dots} />
        <GraphControls
          direction={direction}
          onTurn={() => direction !== null && chooseByHand(otherDirection(direction))}
          onFit={fitNow}
          onZoom={hold}
          folded={folding}
          onFold={foldAll}
        />
        {nodes.length > crowd && (
          <MiniMap<StepNodeType | FrameNodeType>
            ariaLabel="Small map of the graph"
            className={classes.map}
            pannable
            zoomable
            nodeColor={({ data }) => mapColor(data.scene)}
            nodeStrokeWidth={0}
          />
        )}
      </ReactFlow>
    </section>
  );
}

type Fold = (base: string, how: boolean) => void;

function flowNode(scene: SceneNode, onFold: Fold): StepNodeType | FrameNodeType {
  const { node, place, state, selected, stack, dimmed, frame } = scene;
  if (frame !== null) {
    return {
      id: node.step,
      type: "frame",
      position: { x: place.x, y: place.y },
      ...frame,
      data: { scene, onFold },
      ariaLabel: nodeName(node.step, state, stack),
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
    ariaLabel: nodeName(node.step, state, stack),
    domAttributes: {
      "aria-roledescription": "step",
      "aria-current": selected ? "true" : undefined,
      "data-step": node.step,
      "data-action": state.action ?? undefined,
      "data-status": state.status ?? undefined,
      "data-change": state.change,
      "data-items": stack?.count,
      "data-outside": dimmed || undefined,
    } as StepNodeType["domAttributes"],
    className: classes.slot,
    style: { pointerEvents: "none" },
  };
}

function flowEdge(scene: SceneEdge): StepEdgeType {
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

function remember<Key extends object, Made>(
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

const stepOf = (target: EventTarget): string | null =>
  target instanceof Element ? (target.closest("[data-step]")?.getAttribute("data-step") ?? null) : null;

const firstItem = ({ nodes }: PipelineGraph, base: string): string | null =>
  nodes.find(({ step }) => stepNameParts(step).base === base)?.step ?? null;

/** False when the step is not drawn. */
function focusStep(section: HTMLElement | null, step: string): boolean {
  const node = section?.querySelector<HTMLElement>(`[data-step="${CSS.escape(step)}"]`);
  node?.focus({ preventScroll: true });
  return node !== null && node !== undefined;
}

function mapColor({ state, frame }: SceneNode): string {
  if (frame !== null) return "var(--signet-hover)";
  const word = nodeWord(state);
  return `var(--signet-status-${word === null ? "idle" : toneOf(word)})`;
}
