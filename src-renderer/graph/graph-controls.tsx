import { Panel, useReactFlow, useStore } from "@xyflow/react";
import classes from "./graph.module.css";
import type { LayoutDirection } from "./layout-model.ts";

type Props = {
  /** Null while there is no layout yet. */
  readonly direction: LayoutDirection | null;
  readonly onTurn: () => void;
  readonly onFit: () => void;
  /** Somebody zooms: from now on the view is theirs. */
  readonly onZoom: () => void;
  /** Whether items of `foreach` steps are drawn as one node; null where there are none. */
  readonly folded: boolean | null;
  readonly onFold: (fold: boolean) => void;
  /** Whether datasets are drawn; null where there are none. */
  readonly datasets: boolean | null;
  readonly onDatasets: (show: boolean) => void;
  readonly onFind: () => void;
  /** Draws only what is related to the chosen step; null while none is chosen. */
  readonly onFocus: (() => void) | null;
};

/** Zoom out, how far it is zoomed, zoom in, fit, turn; the percentage returns to natural size. */
export function GraphControls(props: Props) {
  const { direction, onTurn, onFit, onZoom, folded, onFold, datasets, onDatasets, onFind, onFocus } = props;
  const { zoomIn, zoomOut, zoomTo } = useReactFlow();
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  const turn = direction === "top-down" ? "Lay out left to right" : "Lay out top to bottom";
  const zoom = (how: () => Promise<boolean>) => () => {
    onZoom();
    void how();
  };
  return (
    <Panel position="bottom-left" className={classes.controls}>
      <button type="button" aria-label="Zoom out" title="Zoom out" onClick={zoom(zoomOut)}>
        −
      </button>
      <button
        type="button"
        className={classes.percent}
        aria-label={`Zoom ${percent} %, show at 100 %`}
        title="Show at 100 %"
        onClick={zoom(() => zoomTo(1))}
      >
        {percent} %
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in" onClick={zoom(zoomIn)}>
        +
      </button>
      <span aria-hidden="true">·</span>
      <button type="button" title="Show the whole graph" onClick={onFit}>
        Fit
      </button>
      <span aria-hidden="true">·</span>
      <button type="button" aria-label={turn} title={turn} disabled={direction === null} onClick={onTurn}>
        ⇄
      </button>
      <span aria-hidden="true">·</span>
      <button type="button" title="Find steps (/)" onClick={onFind}>
        Find
      </button>
      {onFocus !== null && (
        <>
          <span aria-hidden="true">·</span>
          <button
            type="button"
            title="Only what the chosen step needs and what needs it (F)"
            onClick={onFocus}
          >
            Focus
          </button>
        </>
      )}
      {datasets !== null && (
        <>
          <span aria-hidden="true">·</span>
          <button
            type="button"
            aria-pressed={datasets}
            title={datasets ? "Draw steps alone (D)" : "Draw datasets between the steps (D)"}
            onClick={() => onDatasets(!datasets)}
          >
            Datasets
          </button>
        </>
      )}
      {folded !== null && (
        <>
          <span aria-hidden="true">·</span>
          <button
            type="button"
            title={folded ? "Draw each item of a foreach step" : "Draw the items of a foreach step as one"}
            onClick={() => onFold(!folded)}
          >
            {folded ? "Unfold items" : "Fold items"}
          </button>
        </>
      )}
    </Panel>
  );
}
