import type { DragEvent } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { carriesRuns, carryRuns, dropRunsOn } from "../../state/dragged-runs.ts";

type Drag = DragEvent<HTMLElement>;

const mark = (event: Drag, over: boolean): void => {
  event.currentTarget.toggleAttribute("data-over", over);
};

/** What makes a line of the table one that can be dragged, and that compares what is dropped on it. */
export const runDrop = (run: RunId) => ({
  draggable: true,
  onDragStart: (event: Drag) => carryRuns(event.dataTransfer, run),
  onDragOver: (event: Drag) => {
    if (!carriesRuns(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    mark(event, true);
  },
  onDragLeave: (event: Drag) => mark(event, false),
  onDrop: (event: Drag) => {
    if (!carriesRuns(event.dataTransfer)) return;
    event.preventDefault();
    mark(event, false);
    dropRunsOn(event.dataTransfer, run);
  },
});
