import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { TableLayout } from "../../src-main/core/contract/run-lists.ts";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { Cells } from "./runs.ts";

/** How the person arranged the window; kept between starts. Widths in pixels, null for one never dragged. */
export type Layout = TableLayout & {
  readonly detailWidth: number | null;
  readonly detailFull: boolean;
  /** Folded projects of the sidebar, by path. */
  readonly folded: readonly string[];
  /** Runs that stay at the top of the table, in the order they were pinned. */
  readonly pinnedRuns: readonly RunId[];
  /** What was last shown of runs: the first question of the next start asks for it. */
  readonly lastCells: Cells | null;
};

/** The table of runs as nobody arranged it. */
export const plainTable: TableLayout = {
  columns: {},
  columnSizes: {},
  columnOrder: [],
  pinnedColumns: [],
};

export const useLayout = create<Layout>()(
  persist(
    (): Layout => ({
      ...plainTable,
      detailWidth: null,
      detailFull: false,
      folded: [],
      pinnedRuns: [],
      lastCells: null,
    }),
    {
      name: "signet-layout",
      version: 1,
    },
  ),
);

/** Takes over what another window arranged, or this one would put back what it knows; ends with the answer's call. */
export function followLayout(): () => void {
  const onStorage = ({ key }: StorageEvent): void => {
    if (key === useLayout.persist.getOptions().name) void useLayout.persist.rehydrate();
  };
  addEventListener("storage", onStorage);
  return () => removeEventListener("storage", onStorage);
}
