import { create } from "zustand";
import type { RunColumn } from "../../src-main/core/contract/run-lists.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";

/** What runs may be shown with, as the newest ones of a project tell it. */
export type RunColumns = {
  /** Null until it is known. */
  readonly list: readonly RunColumn[] | null;
  /** Grows when the list may be another one. */
  readonly revision: number;
};

export const useRunColumns = create<RunColumns>(() => ({ list: null, revision: 0 }));

const only = latestOnly();

/** Keeps what is known when the app does not answer: the list of runs says why. */
export async function loadRunColumns(project: string | null): Promise<void> {
  await only.run(client.call("runs.columns", { project }), (answer) => {
    if (answer.ok)
      useRunColumns.setState(({ list }) => ({ list: sameColumns(list, answer.value) ? list : answer.value }));
  });
}

/** They are asked for with every change of the library: the same ones again are nothing to draw. */
function sameColumns(known: readonly RunColumn[] | null, told: readonly RunColumn[]): boolean {
  if (known?.length !== told.length) return false;
  return known.every((column, at) => {
    const other = told[at];
    return (Object.keys(column) as (keyof RunColumn)[]).every((field) => column[field] === other?.[field]);
  });
}
