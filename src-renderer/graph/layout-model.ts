export type Size = { readonly width: number; readonly height: number };
export type Point = { readonly x: number; readonly y: number };

/** Which way edges lead. */
export type LayoutDirection = "left-right" | "top-down";

export const layoutDirections: readonly LayoutDirection[] = ["left-right", "top-down"];

/** The one way that is not the other. */
export const otherDirection = (direction: LayoutDirection): LayoutDirection =>
  direction === "left-right" ? "top-down" : "left-right";

/** A graph without names: nodes by index, edges as pairs of indices, sizes in pixels. Structured-clone safe. */
export type LayoutInput = {
  readonly nodes: readonly Size[];
  readonly edges: readonly (readonly [from: number, to: number])[];
};

/** Where everything goes, in pixels. A layer is a column when edges lead right, a row when they lead down. */
export type Layout = {
  readonly direction: LayoutDirection;
  /** Top left corner of each node, in the order of the input. */
  readonly nodes: readonly Point[];
  /** Points where each edge passes a layer it has no node in, in the order of the input. Often none. */
  readonly bends: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
};

/** Sizes of one graph laid out either way. */
export type Sizes = { readonly [direction in LayoutDirection]: Size };

/** Free pixels between two layers. Edges that lead down need more: nodes are wide, so they go further sideways. */
export const layerGap: { readonly [direction in LayoutDirection]: number } = {
  "left-right": 30,
  "top-down": 44,
};

/** Free pixels between neighbours in a layer, and between an edge and the nodes it passes. */
export const neighbourGap = 28;

/** The slot of every node, in pixels: room for a name and three lines of reasons. A node with less text is lower and centred in it. */
export const slot: Size = { width: 204, height: 96 };
