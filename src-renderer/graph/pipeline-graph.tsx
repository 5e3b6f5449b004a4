import "@xyflow/react/dist/base.css";
import {
  Background,
  BackgroundVariant,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  ViewportPortal,
} from "@xyflow/react";
import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import type { NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import { stepNameParts } from "../ui/step-name.tsx";
import { choose, useChosen } from "./chosen.ts";
import { DatasetNode } from "./dataset-node.tsx";
import { datasetOf, withDatasets } from "./datasets.ts";
import { FarEdges, NearEdges } from "./edge-layer.tsx";
import { FarNames } from "./far-names.tsx";
import { FarNodes } from "./far-nodes.tsx";
import { findSteps } from "./find-steps.ts";
import { smallestZoom } from "./fit.ts";
import { flowEdge, flowNode, type GraphNodeType, remember } from "./flow-nodes.ts";
import { FrameNode } from "./frame-node.tsx";
import classes from "./graph.module.css";
import { GraphControls } from "./graph-controls.tsx";
import { GraphMap } from "./graph-map.tsx";
import { GraphSearch } from "./graph-search.tsx";
import { otherDirection, slot } from "./layout-model.ts";
import {
  edgesIn,
  linePixel,
  manyNodes,
  nameSizeAt,
  nearWindow,
  nodesIn,
  nowhere,
  readableZoom,
  sameArea,
  tinyZoom,
} from "./near-window.ts";
import { relatedTo } from "./related.ts";
import { type Arrow, neighbour, type SceneEdge, type SceneNode, sceneEdges, sceneNodes } from "./scene.ts";
import { StepEdge, type StepEdgeType } from "./step-edge.tsx";
import { StepNode } from "./step-node.tsx";
import { useFitting, useRoom } from "./use-fitting.ts";
import { useFolding } from "./use-folding.ts";
import { useGraphLayout } from "./use-graph-layout.ts";
import { focusStep, stepOf, useKeptFocus } from "./use-kept-focus.ts";

type Props = {
  /** Takes what opens the field that finds steps, for keys that are pressed elsewhere. */
  readonly finder?: Ref<GraphFinder>;
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
  /** By a right click on a step, Shift F10 or the menu key: what can be done with it is wanted there, in pixels of the window. */
  readonly onMenu?: (at: { readonly x: number; readonly y: number }) => void;
};

export type GraphFinder = { readonly find: () => void };

const nodeTypes = { step: StepNode, frame: FrameNode, dataset: DatasetNode };
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
  const { label = "Pipeline graph", onSelect, within = null, onSelectItems, onMenu } = props;
  const picks = useChosen();
  const [focus, setFocus] = useState<string | null>(null);
  const whole = useMemo(
    () => (focus === null ? props.graph : relatedTo(props.graph, focus)),
    [props.graph, focus],
  );
  const folded = useFolding({ graph: whole, states: props.states, selected: props.selected }, within);
  const { states, selected, stacks, blocks, chosen, folding, fold, foldAll, drawnAs } = folded;
  const graph = useMemo(
    () => (picks.datasets ? withDatasets(folded.graph) : folded.graph),
    [picks.datasets, folded.graph],
  );
  const hasDatasets = useMemo(
    () => props.graph.nodes.some(({ inputs, outputs }) => inputs.length + outputs.length > 0),
    [props.graph],
  );
  const [search, setSearch] = useState<Search | null>(null);
  const find = (): void => setSearch((old) => ({ text: "", at: 0, ...old, asked: (old?.asked ?? 0) + 1 }));
  useImperativeHandle(props.finder, () => ({ find }));
  const found = useMemo(
    () => (search === null ? [] : findSteps(search.text, whole, graph, drawnAs)),
    [search, whole, graph, drawnAs],
  );
  const current = search === null ? null : (found[search.at] ?? null);
  const flow = useReactFlow();
  const section = useRef<HTMLElement>(null);
  const { room, measure } = useRoom(section);
  const laidOut = useGraphLayout(graph, blocks, room, picks.direction);
  const { layout, fitNow, hold, onMove } = useFitting(section, laidOut, measure);
  const direction = layout?.direction ?? null;
  const drawn = useRef<{ nodes: readonly SceneNode[]; edges: readonly SceneEdge[] }>({
    nodes: [],
    edges: [],
  });
  const made = useRef({
    nodes: new WeakMap<SceneNode, GraphNodeType>(),
    edges: new WeakMap<SceneEdge, StepEdgeType>(),
  });

  const scene = useMemo(() => {
    if (layout === null) return { nodes: [], edges: [] };
    const look = { selected, within: chosen, stacks, blocks, search: { found: new Set(found), current } };
    const nodes = sceneNodes(graph, layout, states, look, drawn.current.nodes);
    const edges = sceneEdges(graph, layout, states, look, drawn.current.edges);
    drawn.current = { nodes, edges };
    return { nodes, edges };
  }, [graph, layout, states, selected, chosen, stacks, blocks, found, current]);
  const many = scene.nodes.length > manyNodes;
  const far = useStore(({ transform }) => transform[2] < readableZoom) && many;
  const nameSize = useStore(({ transform }) => nameSizeAt(transform[2], scene.nodes.length));
  const tiny = useStore(({ transform }) => transform[2] < tinyZoom);
  const pixel = useStore(({ transform }) => (far ? linePixel(transform[2]) : 1));
  const named = far && nameSize !== null;
  // From afar all but the names is drawn, wherever one looks.
  const near = useStore(({ transform, width, height }) => {
    if (!many || (far && !named)) return nowhere;
    return nearWindow(transform, { width, height }, named ? 4 : 2);
  }, sameArea);
  /** What is drawn by React Flow: of very many nodes those near the window, from afar none. */
  const drawnNodes = useMemo(
    () => (far ? [] : many ? nodesIn(scene.nodes, near) : scene.nodes),
    [scene.nodes, many, far, near],
  );
  const namedNodes = useMemo(() => (named ? nodesIn(scene.nodes, near) : []), [scene.nodes, named, near]);
  const nodes = useMemo(
    () => drawnNodes.map((node) => remember(made.current.nodes, node, (one) => flowNode(one, fold))),
    [drawnNodes, fold],
  );
  const edges = useMemo(
    () => (many ? [] : scene.edges.map((edge) => remember(made.current.edges, edge, flowEdge))),
    [scene.edges, many],
  );
  const nearEdges = useMemo(() => (many && !far ? edgesIn(scene.edges, near) : []), [scene, many, far, near]);

  const focusSoon = useKeptFocus(section, scene.nodes);

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

  // A step that is chosen where a graph opens is brought into view: at a size that can be read it may lie outside.
  const opened = useRef(selected);
  useEffect(() => {
    if (layout === null || opened.current === null) return;
    show(opened.current);
    // Only there: it may not be what is looked at when the graph is laid out anew.
    opened.current = null;
  }, [layout, show]);

  // What was found is brought into view, as soon as it is drawn.
  useEffect(() => {
    if (current !== null && layout !== null) show(current);
  }, [current, layout, show]);
  const closeSearch = (): void => {
    setSearch(null);
    const next = current;
    if (next === null)
      section.current?.querySelector<HTMLElement>("[data-step]")?.focus({ preventScroll: true });
    else focusStep(section.current, next);
  };
  const moveSearch = (by: 1 | -1): void =>
    setSearch((old) =>
      old === null || found.length === 0 ? old : { ...old, at: (old.at + by + found.length) % found.length },
    );
  const focusOn = (step: string): void => setFocus((old) => (old === null ? step : null));

  const chooseNode = (name: string) => {
    const dataset = datasetOf(name);
    if (dataset !== null) {
      // A dataset is shown with the step that makes it; a source has none.
      const maker = whole.nodes.find(({ outputs }) => outputs.includes(dataset));
      if (maker !== undefined) onSelect(maker.step);
      return;
    }
    if (!stacks.has(name)) onSelect(name);
    else if (onSelectItems !== undefined) onSelectItems(name);
    else if (!blocks.has(name)) fold(name, false);
  };

  const showMenu = (step: string | null, at: { readonly x: number; readonly y: number }): void => {
    if (onMenu === undefined || step === null || datasetOf(step) !== null || blocks.has(step)) return;
    chooseNode(step);
    onMenu(at);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLInputElement;
    if ((event.key === "f" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
      find();
      event.preventDefault();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event.target);
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      const { left, bottom } = (event.target as Element).getBoundingClientRect();
      // The menu takes any key that it sees as meant for it: it is made when this one is over.
      setTimeout(() => showMenu(step, { x: left, y: bottom }));
      return;
    }
    if (event.key === "Escape") {
      if (focus !== null) setFocus(null);
      else if (selected !== null) onSelect(null);
    }
    if (event.key === "d" && hasDatasets) {
      choose({ datasets: !picks.datasets });
    }
    if (event.key === "t" && direction !== null) choose({ direction: otherDirection(direction) });
    if (step === null) return;
    const arrow = arrows[event.key];
    if (event.key === "Enter" || event.key === " ") chooseNode(step);
    else if (event.key === "f" && datasetOf(step) === null) focusOn(step);
    else if (event.key === "+" && stacks.has(step)) {
      focusSoon(firstItem(props.graph, step) ?? step);
      fold(step, false);
    } else if (event.key === "-" && stepNameParts(step).item !== null) {
      const { base } = stepNameParts(step);
      focusSoon(base);
      fold(base, true);
    } else if (arrow !== undefined && direction !== null) {
      const next = neighbour(drawn.current.nodes, step, arrow, direction);
      if (next !== null) {
        show(next);
        focusSoon(next);
      }
    } else return;
    event.preventDefault();
  };

  return (
    <section
      ref={section}
      tabIndex={-1}
      className={classes.graph}
      aria-label={label}
      aria-busy={layout === null}
      data-many={many || undefined}
      onKeyDown={onKeyDown}
      onClick={({ target }) => {
        // React Flow tells of clicks on its own nodes.
        const step =
          target instanceof HTMLElement && target.dataset.far !== undefined ? target.dataset.id : undefined;
        if (step !== undefined) chooseNode(step);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        showMenu(stepOf(event.target), { x: event.clientX, y: event.clientY });
      }}
      onFocus={(event) => {
        const step = stepOf(event.target);
        if (step !== null && event.target.matches(":focus-visible")) show(step);
      }}
    >
      <ReactFlow<GraphNodeType, StepEdgeType>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodeClick={(_, { id }) => chooseNode(id)}
        onPaneClick={() => onSelect(null)}
        onMove={(event) => {
          // Not as soon as the mouse is pressed, which may become a click, and not for moves that are done at once.
          if (event !== null && many) section.current?.setAttribute("data-moving", "");
          onMove(event);
        }}
        onMoveEnd={() => section.current?.removeAttribute("data-moving")}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={!many && nodes.length > crowd}
        minZoom={smallestZoom}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
      >
        {many && (
          <ViewportPortal>
            <div data-tiny={tiny || undefined} style={{ "--line": `${pixel}px` } as CSSProperties}>
              {far ? <FarEdges edges={scene.edges} /> : <NearEdges edges={nearEdges} />}
              {far && layout !== null && <FarNodes nodes={scene.nodes} layout={layout} />}
              {named && layout !== null && <FarNames nodes={namedNodes} layout={layout} size={nameSize} />}
            </div>
          </ViewportPortal>
        )}
        {/* From afar they would be a grey haze. */}
        {!far && <Background variant={BackgroundVariant.Dots} gap={20} size={1} className={classes.dots} />}
        <GraphControls
          direction={direction}
          onTurn={() => direction !== null && choose({ direction: otherDirection(direction) })}
          onFit={fitNow}
          onZoom={hold}
          folded={folding}
          onFold={foldAll}
          datasets={hasDatasets ? picks.datasets : null}
          onDatasets={(datasets) => choose({ datasets })}
          onFind={find}
          onFocus={focus === null && selected !== null ? () => setFocus(selected) : null}
        />
        {search !== null && (
          <GraphSearch
            text={search.text}
            onText={(text) => setSearch({ text, at: 0, asked: search.asked })}
            found={found.length}
            at={search.at}
            asked={search.asked}
            onMove={moveSearch}
            onClose={closeSearch}
          />
        )}
        {focus !== null && (
          <Panel position="top-right" className={classes.focus}>
            <span>
              Only <b>{focus}</b>, what it needs and what needs it
            </span>
            <button type="button" onClick={() => setFocus(null)}>
              Show all
            </button>
          </Panel>
        )}
        {scene.nodes.length > crowd && layout !== null && (
          <GraphMap nodes={scene.nodes} layout={layout} onMove={hold} />
        )}
      </ReactFlow>
    </section>
  );
}

/** What the field finds by; null: it is closed. `at` counts the steps that were found, `asked` how often it was asked for. */
type Search = { readonly text: string; readonly at: number; readonly asked: number };

const firstItem = ({ nodes }: PipelineGraph, base: string): string | null =>
  nodes.find(({ step }) => stepNameParts(step).base === base)?.step ?? null;
