import { useSyncExternalStore } from "react";
import type { LayoutDirection } from "./layout-model.ts";

let chosen: LayoutDirection | null = null;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** The direction somebody chose by hand, for all graphs until the window closes; null while the room decides. */
export const useChosenDirection = (): LayoutDirection | null => useSyncExternalStore(subscribe, () => chosen);

/** From now on every graph is laid out this way. */
export function chooseByHand(direction: LayoutDirection): void {
  chosen = direction;
  for (const listener of listeners) listener();
}
