import { useLayout } from "../../state/layout.ts";

/**
 * Makes a column as wide as the widest of its cells that are drawn, its heading among them; at most half the grid, so that one
 * long text does not push all else out of sight.
 */
export function fitColumn(grid: HTMLElement, id: string, least: number): void {
  const widest = Math.ceil(Math.max(...naturalWidths(grid, id)));
  const size = Math.max(least, Math.min(widest, Math.floor(grid.clientWidth / 2)));
  useLayout.setState(({ columnSizes }) => ({ columnSizes: { ...columnSizes, [id]: size } }));
}

/** The widths that the cells would have were there room for all that is in them. */
function naturalWidths(grid: HTMLElement, id: string): readonly number[] {
  const cells = [...grid.querySelectorAll<HTMLElement>(`[data-column="${CSS.escape(id)}"]`)];
  for (const { style } of cells) style.width = "max-content";
  const widths = cells.map((cell) => cell.getBoundingClientRect().width);
  for (const { style } of cells) style.width = "";
  return widths;
}
