import type { MouseEvent } from "react";
import type { View } from "../../src-main/core/model/view.ts";
import { openInWindow } from "./view-links.ts";

/** The second button of a mouse is its wheel. */
const wheel = 1;

/** What makes a click with the wheel open a view in a window of its own. */
export const opensInWindow = (view: View) => ({
  // Chromium would begin to scroll.
  onMouseDown: (event: MouseEvent): void => {
    if (event.button === wheel) event.preventDefault();
  },
  onAuxClick: (event: MouseEvent): void => {
    if (event.button !== wheel) return;
    event.preventDefault();
    openInWindow(view);
  },
});
