import { create } from "zustand";
import type { SavedSearch } from "../../src-main/core/contract/run-lists.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";
import { plainTable, useLayout } from "./layout.ts";
import { setFilter } from "./load-runs.ts";
import { go } from "./navigation.ts";
import { type RunsFilter, useRuns } from "./runs.ts";

/** The searches that the library keeps, in the order of their names; null until they are known. */
export type SavedSearches = {
  readonly list: readonly SavedSearch[] | null;
  readonly failure: Failure | null;
  /** How many runs each finds, by id; absent where it is not known, as of a wrong query. */
  readonly counts: { readonly [id: string]: number };
  /** Grows when they may have changed. */
  readonly revision: number;
};

export const useSavedSearches = create<SavedSearches>(() => ({
  list: null,
  failure: null,
  counts: {},
  revision: 0,
}));

const only = latestOnly();

export async function loadSavedSearches(): Promise<void> {
  await only.run(client.call("searches.list", {}), (answer) =>
    useSavedSearches.setState(answer.ok ? { list: answer.value, failure: null } : { failure: answer.error }),
  );
  await countSavedSearches();
}

/** Counts what each finds, one after the other, so that nobody waits for them. */
export async function countSavedSearches(): Promise<void> {
  for (const { id, query, project } of useSavedSearches.getState().list ?? []) {
    const answer = await client.call("runs.count", { query, project });
    if (answer.ok)
      useSavedSearches.setState(({ counts }) => ({ counts: { ...counts, [id]: answer.value.total } }));
  }
}

/** What the window shows now, as it would be saved. */
export function shownSearch(): Omit<SavedSearch, "id" | "name"> {
  const { query, project, sort, group } = useRuns.getState().filter;
  const { columns, columnSizes, columnOrder, pinnedColumns } = useLayout.getState();
  return { query, project, sort, group, table: { columns, columnSizes, columnOrder, pinnedColumns } };
}

/** Shows what a saved search finds, as it was saved. */
export function openSavedSearch({ query, project, sort, group, table }: SavedSearch): void {
  useLayout.setState({ ...plainTable, ...table });
  setFilter({ query, project, sort, group, within: [], archived: false });
  go({ view: "runs", project });
}

/** Whether a filter asks what a saved search asks; its order and layout may be others. */
export const asksFor = (filter: RunsFilter, { query, project, group }: SavedSearch): boolean =>
  filter.query === query &&
  filter.project === project &&
  filter.within.length === 0 &&
  filter.archived !== true &&
  JSON.stringify(filter.group) === JSON.stringify(group);
