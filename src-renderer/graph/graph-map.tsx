import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { memo, type PointerEvent, useRef } from "react";
import classes from "./large-graph.module.css";
import type { Layout } from "./layout-model.ts";
import { nodeShapes } from "./node-shapes.ts";
import type { SceneNode } from "./scene.ts";
import { useNodeParts } from "./use-node-parts.ts";
import { sameItems } from "./use-part-by-part.ts";

/** In pixels of the window. */
const map = { width: 200, height: 150, margin: 6 } as const;

/** With each frame so many nodes are drawn in it. */
const atOnce = 500;

type Props = {
  readonly nodes: readonly SceneNode[];
  readonly layout: Layout;
  /** Somebody moves the view: from now on it is theirs. */
  readonly onMove: () => void;
};

/** A small map of a large graph of which not all is seen: what is is framed; dragging there moves the view, the wheel zooms it. */
export function GraphMap(props: Props) {
  const { layout } = props;
  const whole = useStore(({ transform: [x, y, zoom], width, height }) => {
    const [right, bottom] = [x + layout.width * zoom, y + layout.height * zoom];
    return x >= 0 && y >= 0 && right <= width && bottom <= height;
  });
  return whole ? null : <SmallMap {...props} />;
}

function SmallMap({ nodes, layout, onMove }: Props) {
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
        <MapNodes nodes={nodes} layout={layout} />
      </svg>
      <Seen left={left} top={top} scale={scale} />
    </Panel>
  );
}

const MapNodes = memo(function MapNodes(props: {
  readonly nodes: readonly SceneNode[];
  readonly layout: Layout;
}) {
  const { nodes, layout } = props;
  const parts = useNodeParts(nodes, layout, atOnce);
  // biome-ignore lint/suspicious/noArrayIndexKey: A part is known by its place alone.
  return parts.map((part, at) => <MapPart key={at} nodes={part} />);
});

const MapPart = memo(
  ({ nodes }: { readonly nodes: readonly SceneNode[] }) =>
    nodeShapes(nodes).map(({ key, color, path }) => <path key={key} d={path} style={{ fill: color }} />),
  (a, b) => sameItems(a.nodes, b.nodes),
);

/** The frame around what is seen: a picture of its own, so that the map is not drawn again as it moves. */
function Seen({ left, top, scale }: { readonly left: number; readonly top: number; readonly scale: number }) {
  const [x = 0, y = 0, zoom = 1] = useStore(({ transform }) => transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  return (
    <div
      className={classes.seen}
      style={{
        width: width / zoom / scale,
        height: height / zoom / scale,
        transform: `translate(${(-x / zoom - left) / scale}px, ${(-y / zoom - top) / scale}px)`,
      }}
    />
  );
}
