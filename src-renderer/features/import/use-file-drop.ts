import { useEffect, useState } from "react";

/**
 * Files dragged over any part of the window: true while they hover, and `onDrop` with what was let go. Drags inside the window,
 * of text or rows, are left alone.
 */
export function useFileDrop(onDrop: (files: readonly File[]) => void): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      // Without this the window would not take the drop, or would navigate to the file.
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      // Between two elements of the window the one entered is named; leaving the window it is null.
      if (event.relatedTarget === null) setHovering(false);
    };
    const drop = (event: DragEvent) => {
      setHovering(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      onDrop([...(event.dataTransfer?.files ?? [])]);
    };
    // Nothing is told of the pointer while something is dragged: if the end of that went unsaid, this tells it.
    const move = () => setHovering(false);
    addEventListener("pointermove", move);
    addEventListener("dragenter", over);
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("pointermove", move);
      removeEventListener("dragenter", over);
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, [onDrop]);
  return hovering;
}

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") === true;
