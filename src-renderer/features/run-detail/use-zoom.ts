import { useEffect, useState } from "react";
import type { SeriesRange } from "../../../src-main/core/contract/methods.ts";
import type { ChartAxis } from "../../ui/axis-ticks.ts";

type Stretch = { readonly from: number; readonly to: number };

/** What recharts tells of a mouse over a chart. */
type ChartMouse = { readonly activeLabel?: string | number | undefined };

/**
 * A range of a chart's x axis, chosen by dragging over it; a double click shows all again. Of that range as many points are
 * read as there is room for: looking closer shows more.
 */
export function useZoom(axis: ChartAxis, began: number) {
  const [chosen, setChosen] = useState<Stretch | null>(null);
  const [drag, setDrag] = useState<Stretch | null>(null);
  const reset = () => setChosen(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen is of one axis.
  useEffect(() => {
    setChosen(null);
    setDrag(null);
  }, [axis]);
  const end = () => {
    if (drag !== null && drag.from !== drag.to)
      setChosen({ from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) });
    setDrag(null);
  };
  const handlers = {
    onMouseDown: ({ activeLabel }: ChartMouse) => {
      const at = Number(activeLabel);
      if (activeLabel !== undefined && Number.isFinite(at)) setDrag({ from: at, to: at });
    },
    onMouseMove: ({ activeLabel }: ChartMouse) => {
      const at = Number(activeLabel);
      if (drag !== null && activeLabel !== undefined && Number.isFinite(at)) setDrag({ ...drag, to: at });
    },
    onMouseUp: end,
    onMouseLeave: end,
    onDoubleClick: reset,
  };
  return { range: chosen === null ? null : rangeOf(axis, began, chosen), drag, handlers, reset };
}

/** A stretch of the axis as a range of the series. */
function rangeOf(axis: ChartAxis, began: number, { from, to }: Stretch): SeriesRange {
  if (axis === "step") return { by: "step", from, to };
  const time = (at: number) => (axis === "time" ? at : began + at * 1_000);
  return { by: "time", from: time(from), to: time(to) };
}
