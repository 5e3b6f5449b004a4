import { create } from "zustand";
import type { SavedSearch } from "../../src-main/core/contract/run-lists.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";

/** The searches that the library keeps, in the order of their names; null until they are known. */
export type SavedSearches = {
  readonly list: readonly SavedSearch[] | null;
  readonly failure: Failure | null;
  /** Grows when they may have changed. */
  readonly revision: number;
};

export const useSavedSearches = create<SavedSearches>(() => ({ list: null, failure: null, revision: 0 }));

const only = latestOnly();

export async function loadSavedSearches(): Promise<void> {
  await only.run(client.call("searches.list", {}), (answer) =>
    useSavedSearches.setState(answer.ok ? { list: answer.value, failure: null } : { failure: answer.error }),
  );
}
