import { type EdgePiece, edgePieces } from "./edge-route.ts";
import type { SceneEdge } from "./scene.ts";

/** About so many pieces of edges are drawn as one shape. */
const perCell = 120;
const mostCells = 24;

/** A piece of an edge, which is known by its place in the list of all. */
type Piece = { readonly edge: number; readonly piece: EdgePiece };
export type EdgeCell = readonly Piece[];

/**
 * The pieces of edges by where they are. One shape of all of them would be gone through anew for every tile of the window
 * that is drawn; of these only those near the tile.
 */
export function edgeCells(edges: readonly SceneEdge[]): readonly EdgeCell[] {
  const pieces: Piece[] = [];
  for (const [edge, { route }] of edges.entries())
    for (const piece of edgePieces(route)) pieces.push({ edge, piece });
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { piece } of pieces) {
    left = Math.min(left, piece.from.x, piece.to.x);
    top = Math.min(top, piece.from.y, piece.to.y);
    right = Math.max(right, piece.from.x, piece.to.x);
    bottom = Math.max(bottom, piece.from.y, piece.to.y);
  }
  const side = Math.min(mostCells, Math.ceil(Math.sqrt(pieces.length / perCell)));
  const at = (from: number, to: number, start: number, end: number): number =>
    Math.min(side - 1, Math.floor((((from + to) / 2 - start) / Math.max(1, end - start)) * side));
  const cells = new Map<number, Piece[]>();
  for (const one of pieces) {
    const { from, to } = one.piece;
    const cell = at(from.x, to.x, left, right) * side + at(from.y, to.y, top, bottom);
    const known = cells.get(cell);
    if (known === undefined) cells.set(cell, [one]);
    else known.push(one);
  }
  return [...cells].sort(([a], [b]) => a - b).map(([, cell]) => cell);
}
