import type { ReactNode } from "react";
import type { SignetBridge } from "../../src-main/core/contract/bridge.ts";
import type { View } from "../../src-main/core/model/view.ts";

/** One page of the gallery: what is drawn, over which app. */
export type Case = {
  /** Unique; what the page's address names. */
  readonly id: string;
  /** Part of the gallery that lists it. */
  readonly part: string;
  readonly title: string;
  readonly bridge: () => SignetBridge;
  /** What the window shows; null for a page of components. */
  readonly view: View | null;
  /** Of the window what lies over it, or the components of the page. */
  readonly draw: () => ReactNode;
};
