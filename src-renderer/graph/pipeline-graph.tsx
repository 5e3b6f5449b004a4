import "@xyflow/react/dist/base.css";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { type KeyboardEvent, useCallback, useMemo, useRef } from "react";
import type { NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import { toneOf } from "../ui/status.ts";
import { chooseByHand, useChosenDirection } from "./chosen-direction.ts";
import { smallestZoom } from "./fit.ts";
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
};

const nodeTypes = { step: StepNode };
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

function Scene({ label = "Pipeline graph", graph, states, selected, onSelect }: Props) {
  const flow = useReactFlow();
  const section = useRef<HTMLElement>(null);
  const { room, measure } = useRoom(section);
  const layout = useGraphLayout(graph, room, useChosenDirection());
  const direction = layout?.direction ?? null;
  const drawn = useRef<{ nodes: readonly SceneNode[]; edges: readonly SceneEdge[] }>({
    nodes: [],
    edges: [],
  });
  const made = useRef({
    nodes: new WeakMap<SceneNode, StepNodeType>(),
    edges: new WeakMap<SceneEdge, StepEdgeType>(),
  });

  const scene = useMemo(() => {
    if (layout === null) return { nodes: [], edges: [] };
    const nodes = sceneNodes(graph, layout, states, selected, drawn.current.nodes);
    const edges = sceneEdges(graph, layout, states, drawn.current.edges);
    drawn.current = { nodes, edges };
    return { nodes, edges };
  }, [graph, layout, states, selected]);
  const nodes = useMemo(
    () => scene.nodes.map((node) => remember(made.current.nodes, node, flowNode)),
    [scene.nodes],
  );
  const edges = useMemo(
    () => scene.edges.map((edge) => remember(made.current.edges, edge, flowEdge)),
    [scene.edges],
  );

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

  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event.target);
    if (event.key === "Escape" && selected !== null) onSelect(null);
    if (step === null) return;
    const arrow = arrows[event.key];
    if (event.key === "Enter" || event.key === " ") onSelect(step);
    else if (arrow !== undefined && direction !== null) {
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
      <ReactFlow<StepNodeType, StepEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodeClick={(_, { id }) => onSelect(id)}
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
        onlyRenderVisibleElements={graph.nodes.length > crowd}
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
        />
        {graph.nodes.length > crowd && (
          <MiniMap<StepNodeType>
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

function flowNode(scene: SceneNode): StepNodeType {
  const { node, place, state, selected } = scene;
  return {
    id: node.step,
    type: "step",
    position: { x: place.x, y: place.y },
    width: slot.width,
    height: slot.height,
    data: { scene },
    ariaLabel: nodeName(node.step, state),
    domAttributes: {
      "aria-roledescription": "step",
      "aria-current": selected ? "true" : undefined,
      "data-step": node.step,
      "data-action": state.action ?? undefined,
      "data-status": state.status ?? undefined,
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

/** False when the step is not drawn. */
function focusStep(section: HTMLElement | null, step: string): boolean {
  const node = section?.querySelector<HTMLElement>(`[data-step="${CSS.escape(step)}"]`);
  node?.focus({ preventScroll: true });
  return node !== null && node !== undefined;
}

function mapColor({ state }: SceneNode): string {
  const word = nodeWord(state);
  return `var(--signet-status-${word === null ? "idle" : toneOf(word)})`;
}
