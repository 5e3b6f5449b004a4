import { create } from "zustand";
import type { View } from "../../src-main/core/model/view.ts";

type Navigation = {
  readonly view: View;
  /** Views left, oldest first; at most 50. */
  readonly past: readonly View[];
};

const historyLimit = 50;

export const useNavigation = create<Navigation>(() => ({ view: { view: "runs", project: null }, past: [] }));

/** Shows another view and remembers this one for `goBack`. */
export function go(view: View): void {
  useNavigation.setState(({ view: old, past }) =>
    JSON.stringify(old) === JSON.stringify(view) ? {} : { view, past: [...past, old].slice(-historyLimit) },
  );
}

/** Shows another state of this view, which `goBack` does not return to. */
export function replaceView(view: View): void {
  useNavigation.setState({ view });
}

/** Returns to the view before, or does nothing at the first one. */
export function goBack(): void {
  useNavigation.setState(({ past }) => {
    const view = past.at(-1);
    return view === undefined ? {} : { view, past: past.slice(0, -1) };
  });
}
