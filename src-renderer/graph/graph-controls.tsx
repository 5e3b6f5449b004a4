import { Panel, useReactFlow, useStore } from "@xyflow/react";
import classes from "./graph.module.css";

/** Zoom out, how far it is zoomed, zoom in, fit; the percentage returns to natural size. */
export function GraphControls({ onFit }: { readonly onFit: () => void }) {
  const { zoomIn, zoomOut, zoomTo } = useReactFlow();
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  return (
    <Panel position="bottom-left" className={classes.controls}>
      <button type="button" aria-label="Zoom out" title="Zoom out" onClick={() => void zoomOut()}>
        −
      </button>
      <button
        type="button"
        className={classes.percent}
        aria-label={`Zoom ${percent} %, show at 100 %`}
        title="Show at 100 %"
        onClick={() => void zoomTo(1)}
      >
        {percent} %
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in" onClick={() => void zoomIn()}>
        +
      </button>
      <span aria-hidden="true">·</span>
      <button type="button" title="Show the whole graph" onClick={onFit}>
        Fit
      </button>
    </Panel>
  );
}
