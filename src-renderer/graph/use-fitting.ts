import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { startOf, viewToFit, zoomAtFirst, zoomToFit } from "./fit.ts";
import type { Layout, Size } from "./layout-model.ts";

/** The room of the section in pixels, as last measured; null before. A section that is not shown has none. */
export function useRoom(section: { readonly current: HTMLElement | null }) {
  const [room, setRoom] = useState<Size | null>(null);
  const measure = useCallback((): Size | null => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = section.current ?? {};
    if (width === 0 || height === 0) return null;
    setRoom((old) => (old?.width === width && old.height === height ? old : { width, height }));
    return { width, height };
  }, [section]);
  return { room, measure };
}

/**
 * Fits a new layout into view, and gives it then: before, what is drawn of it would be what is seen elsewhere. It fits it
 * again when the room changes, until somebody zooms or pans (`hold`, `onMove`). From then on the room is not measured either,
 * so that no resize turns a graph that somebody has arranged; `fitNow` ends that.
 */
export function useFitting(
  section: { readonly current: HTMLElement | null },
  layout: Layout | null,
  measure: () => Size | null,
) {
  const flow = useReactFlow();
  const held = useRef(false);
  const fit = useCallback(
    (zoomFor: (graph: Size, room: Size) => number) => {
      held.current = false;
      const room = measure();
      if (layout !== null && room !== null)
        void flow.setViewport(viewToFit(layout, room, zoomFor(layout, room), startOf(layout)));
    },
    [flow, layout, measure],
  );
  const fitAtFirst = useCallback(() => fit(zoomAtFirst), [fit]);
  const fitNow = useCallback(() => fit(zoomToFit), [fit]);
  const [fitted, setFitted] = useState<Layout | null>(null);
  useLayoutEffect(() => {
    fitAtFirst();
    setFitted(layout);
  }, [fitAtFirst, layout]);
  useEffect(() => {
    if (section.current === null) return;
    const observer = new ResizeObserver(() => {
      if (!held.current) fitAtFirst();
    });
    observer.observe(section.current);
    return () => observer.disconnect();
  }, [section, fitAtFirst]);
  const hold = useCallback(() => {
    held.current = true;
  }, []);
  const onMove = useCallback(
    (event: MouseEvent | TouchEvent | null) => {
      // Moves by `setViewport` come without an event.
      if (event !== null) hold();
    },
    [hold],
  );
  return { layout: fitted === layout ? layout : null, fitNow, hold, onMove };
}
