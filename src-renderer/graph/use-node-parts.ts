import { useMemo } from "react";
import type { Layout } from "./layout-model.ts";
import type { SceneNode } from "./scene.ts";
import { inParts, usePartByPart } from "./use-part-by-part.ts";

/** The nodes of a layout in parts of that many, of which each frame passes on one that is new or changed. */
export const useNodeParts = (
  nodes: readonly SceneNode[],
  layout: Layout,
  size: number,
): readonly (readonly SceneNode[])[] =>
  usePartByPart(
    useMemo(() => inParts(nodes, size), [nodes, size]),
    layout,
    1,
  );
