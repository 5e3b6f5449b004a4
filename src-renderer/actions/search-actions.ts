import type { SavedSearch } from "../../src-main/core/contract/run-lists.ts";
import { shownSearch } from "../state/saved-searches.ts";
import { edit, offerUndo, tryEdit } from "./edit.tsx";

const keep = ({ id: _, ...search }: SavedSearch) =>
  edit("searches.save", { ...search, replace: true }, "The saved search was not kept");

/** Takes a saved search away. */
export async function deleteSearch(search: SavedSearch): Promise<void> {
  const title = "The saved search was not deleted";
  if (await tryEdit("searches.delete", { id: search.id }, title))
    offerUndo(`“${search.name}” deleted`, () => keep(search));
}

/** Keeps what the window shows now under the name of a saved search. */
export async function replaceSearch(search: SavedSearch): Promise<void> {
  if ((await keep({ ...search, ...shownSearch() })) === null) return;
  offerUndo(`“${search.name}” is what is shown now`, () => keep(search));
}
