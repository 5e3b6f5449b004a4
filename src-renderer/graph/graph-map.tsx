import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { memo, type PointerEvent, useMemo, useRef } from "react";
import classes from "./large-graph.module.css";
import type { Layout } from "./layout-model.ts";
import { nodeShapes } from "./node-shapes.ts";
import type { SceneNode } from "./scene.ts";

/** In pixels of the window. */
const map = { width: 200, height: 150, margin: 6 } as const;

/** A small map of a large graph: what is seen of it is framed; dragging there moves the view, the wheel zooms it. */
export function GraphMap(props: {
  readonly nodes: readonly SceneNode[];
  readonly layout: Layout;
  /** Somebody moves the view: from now on it is theirs. */
  readonly onMove: () => void;
}) {
  const { nodes, layout, onMove } = props;
  const { setCenter, getViewport } = useReactFlow();
  const svg = useRef<SVGSVGElement>(null);
  const scale = Math.max(
    layout.width / (map.width - 2 * map.margin),
    layout.height / (map.height - 2 * map.margin),
  );
  const [left, top] = [(layout.width - map.width * scale) / 2, (layout.height - map.height * scale) / 2];
  const moveTo = (event: PointerEvent, zoom: number): void => {
    const box = svg.current?.getBoundingClientRect();
    if (box === undefined) return;
    onMove();
    const [x, y] = [left + (event.clientX - box.left) * scale, top + (event.clientY - box.top) * scale];
    void setCenter(x, y, { zoom });
  };
  return (
    <Panel position="bottom-right" className={classes.map}>
      <svg
        ref={svg}
        width={map.width}
        height={map.height}
        viewBox={`${left} ${top} ${map.width * scale} ${map.height * scale}`}
        role="img"
        aria-label="Small map of the graph"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          moveTo(event, getViewport().zoom);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event, getViewport().zoom);
        }}
      >
        <MapNodes nodes={nodes} />
        <Seen />
      </svg>
    </Panel>
  );
}

const MapNodes = memo(function MapNodes({ nodes }: { readonly nodes: readonly SceneNode[] }) {
  const shapes = useMemo(() => nodeShapes(nodes), [nodes]);
  return shapes.map(({ key, color, path }) => <path key={key} d={path} style={{ fill: color }} />);
});

/** The frame around what is seen. */
function Seen() {
  const [x = 0, y = 0, zoom = 1] = useStore(({ transform }) => transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  return (
    <rect
      className={classes.seen}
      x={-x / zoom}
      y={-y / zoom}
      width={width / zoom}
      height={height / zoom}
      vectorEffect="non-scaling-stroke"
    />
  );
}
