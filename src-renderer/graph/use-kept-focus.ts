import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { SceneNode } from "./scene.ts";

/** So many frames a node of the scene may take to be drawn that gets the focus: from afar nodes come part by part. */
const focusFrames = 30;

/**
 * Keeps the focus in the graph while its nodes are drawn anew, as a key would go nowhere that is pressed between an element's
 * end and the next one's start. When the element with the focus is taken away, the section has it until the node is drawn
 * again, if it is. The section has to be focusable.
 *
 * @returns Gives the focus to a step now, or as soon as it is drawn; not if somebody has gone elsewhere until then.
 */
export function useKeptFocus(
  section: RefObject<HTMLElement | null>,
  nodes: readonly SceneNode[],
): (step: string) => void {
  const wanted = useRef<string | null>(null);
  const frame = useRef(0);
  const inScene = useRef(nodes);
  inScene.current = nodes;

  const seek = useCallback(() => {
    cancelAnimationFrame(frame.current);
    let left = focusFrames;
    const tryOnce = (): void => {
      const step = wanted.current;
      if (step === null) return;
      if (!isFree(section.current)) wanted.current = null;
      else if (focusStep(section.current, step)) wanted.current = null;
      else if (left-- > 0) frame.current = requestAnimationFrame(tryOnce);
      // A node that is in the scene and is not drawn lies outside the view; one that is not may come with the next scene.
      else if (isIn(inScene.current, step)) wanted.current = null;
    };
    tryOnce();
  }, [section]);

  useEffect(() => {
    if (wanted.current !== null && isIn(nodes, wanted.current)) seek();
  }, [nodes, seek]);

  useEffect(() => {
    const graph = section.current;
    if (graph === null) return;
    let last: HTMLElement | null = null;
    const onFocusIn = ({ target }: FocusEvent): void => {
      last = target instanceof HTMLElement ? target : null;
      if (stepOf(target) !== null) wanted.current = null;
    };
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      wanted.current ??= stepOf(last);
      graph.focus({ preventScroll: true });
      seek();
    });
    graph.addEventListener("focusin", onFocusIn);
    observer.observe(graph, { childList: true, subtree: true });
    return () => {
      graph.removeEventListener("focusin", onFocusIn);
      observer.disconnect();
      cancelAnimationFrame(frame.current);
    };
  }, [section, seek]);

  return useCallback(
    (step) => {
      wanted.current = step;
      seek();
    },
    [seek],
  );
}

/** The node that an event is about: React Flow names it so. */
export const stepOf = (target: EventTarget | null): string | null =>
  target instanceof Element
    ? (target
        .closest(".react-flow__node-step, .react-flow__node-dataset, [data-far=node]")
        ?.getAttribute("data-id") ?? null)
    : null;

/** False when the step is not drawn. */
export function focusStep(section: HTMLElement | null, step: string): boolean {
  const node = section?.querySelector<HTMLElement>(
    `:is(.react-flow__node, [data-far])[data-id="${CSS.escape(step)}"]`,
  );
  node?.focus({ preventScroll: true });
  return node !== null && node !== undefined;
}

const isIn = (nodes: readonly SceneNode[], step: string): boolean =>
  nodes.some(({ node }) => node.step === step);

/** Nobody has gone to something else than a node. */
function isFree(section: HTMLElement | null): boolean {
  const at = document.activeElement;
  return at === null || at === document.body || at === section || stepOf(at) !== null;
}
