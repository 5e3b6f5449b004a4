import { create } from "zustand";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";

/** What events told about runs since the window opened: newer than any answer that was asked for before. */
export type Live = {
  readonly rows: { readonly [id: RunId]: RunRow };
  /** Sequence of the event that brought each row. */
  readonly sequences: { readonly [id: RunId]: number };
  /** Bytes in the log of each run that wrote lately. */
  readonly logSizes: { readonly [id: RunId]: number };
  /** Grows when everything shown must be asked for again. */
  readonly staleRevision: number;
};

export const emptyLive: Live = { rows: {}, sequences: {}, logSizes: {}, staleRevision: 0 };

export const useLive = create<Live>(() => emptyLive);

/** Rows of a pipeline run's steps that events told of, oldest first. */
export function childrenOf(live: Live, parent: RunId): readonly RunRow[] {
  return Object.values(live.rows)
    .filter((row) => row.parent === parent)
    .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
}

/** Of two rows of one run the one that says more: an end is never taken back, else the event's. */
export function fresher<Row extends RunRow>(asked: Row, told: RunRow | undefined): Row {
  if (told === undefined || (asked.ended !== null && told.ended === null)) return asked;
  return { ...asked, ...told };
}
