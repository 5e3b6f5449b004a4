/** Pixels, independent of the display's scale. */
export type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Placement = { readonly bounds: Rectangle; readonly maximized: boolean };

export const smallestWindow = { width: 900, height: 600 };
const usualWindow = { width: 1440, height: 900 };
/** How much of the window's top edge must be on a display, to be found and dragged. */
const reachable = { width: 120, height: 40 };

/**
 * Where to open the window: where it was, if one of the displays still shows enough of its top edge; else in the middle of
 * the first display, as large as usual and fits. `areas` are the displays' work areas, the primary one first.
 */
export const placeWindow = (saved: Placement | null, areas: readonly Rectangle[]): Placement => {
  if (saved && areas.some((area) => isReachable(saved.bounds, area))) return saved;
  const area = areas[0] ?? { x: 0, y: 0, ...usualWindow };
  const width = Math.min(usualWindow.width, area.width);
  const height = Math.min(usualWindow.height, area.height);
  const x = area.x + Math.round((area.width - width) / 2);
  const y = area.y + Math.round((area.height - height) / 2);
  return { bounds: { x, y, width, height }, maximized: saved?.maximized ?? false };
};

/** How far a window goes aside from the one that it was opened from. */
const step = 28;

/** A place beside a window: down and right of it, or in the first display's corner where that would leave the display. */
export const aside = ({ bounds }: Placement, areas: readonly Rectangle[]): Placement => {
  const moved = { ...bounds, x: bounds.x + step, y: bounds.y + step };
  const home = areas.find((area) => isReachable(bounds, area)) ?? areas[0];
  if (home === undefined) return { bounds: moved, maximized: false };
  const fits = moved.x + moved.width <= home.x + home.width && moved.y + moved.height <= home.y + home.height;
  return { bounds: fits ? moved : { ...moved, x: home.x, y: home.y }, maximized: false };
};

const isReachable = (bounds: Rectangle, area: Rectangle): boolean => {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const top = bounds.y >= area.y && bounds.y + reachable.height <= area.y + area.height;
  return top && width >= reachable.width;
};
