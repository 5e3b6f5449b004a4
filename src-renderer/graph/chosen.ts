import { useSyncExternalStore } from "react";
import type { LayoutDirection } from "./layout-model.ts";

/** What somebody chose for all graphs, until the window closes. */
type Chosen = {
  /** Null while the room decides. */
  readonly direction: LayoutDirection | null;
  /** Whether datasets stand between the steps. */
  readonly datasets: boolean;
};

let chosen: Chosen = { direction: null, datasets: false };
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const useChosen = (): Chosen => useSyncExternalStore(subscribe, () => chosen);

/** From now on every graph is drawn this way. */
export function choose(change: Partial<Chosen>): void {
  chosen = { ...chosen, ...change };
  for (const listener of listeners) listener();
}
