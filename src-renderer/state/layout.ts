import { create } from "zustand";
import { persist } from "zustand/middleware";

/** How the person arranged the window; kept between starts. Widths in pixels, null for one never dragged. */
export type Layout = {
  readonly detailWidth: number | null;
  readonly detailFull: boolean;
  /** Columns of the run table switched on or off by hand: `params.lr`, `metrics.loss`, `duration`, … */
  readonly columns: { readonly [id: string]: boolean };
  readonly columnSizes: { readonly [id: string]: number };
  /** Folded projects of the sidebar, by path. */
  readonly folded: readonly string[];
};

export const useLayout = create<Layout>()(
  persist(
    (): Layout => ({ detailWidth: null, detailFull: false, columns: {}, columnSizes: {}, folded: [] }),
    {
      name: "signet-layout",
      version: 1,
    },
  ),
);
