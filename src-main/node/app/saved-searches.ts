import { ulid } from "ulid";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { SavedSearch } from "../../core/contract/run-lists.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import {
  deleteSearch,
  listSearches,
  renameSearch,
  type StoredSearch,
  saveSearch,
  searchByName,
} from "../store/tables/saved-searches.ts";
import type { Services } from "./services.ts";

type Changing = Pick<Services, "library" | "events">;

export const savedSearches = ({ library }: Pick<Services, "library">): readonly SavedSearch[] =>
  listSearches(library.database).map(toSaved);

export function savedSearchNamed({ library }: Pick<Services, "library">, name: string): SavedSearch | null {
  const found = searchByName(library.database, name);
  return found === null ? null : toSaved(found);
}

/** Keeps a search under its name; one that has the name already is replaced only if that is wanted. */
export function keepSearch(
  { library, events }: Changing,
  { replace, ...search }: Omit<SavedSearch, "id"> & { readonly replace: boolean },
): Result<SavedSearch, Failure> {
  const { database } = library;
  const name = search.name.trim();
  if (name === "") return err(inputFailure("A saved search needs a name"));
  const done = database
    .transaction((): Result<SavedSearch, Failure> => {
      const known = searchByName(database, name);
      if (known !== null && !replace) return err(taken(name));
      const kept = { ...search, name, id: known?.id ?? ulid() };
      saveSearch(database, toStored(kept));
      return ok(kept);
    })
    .immediate();
  if (done.ok) events.publish({ type: "searches" });
  return done;
}

export function renameSavedSearch(
  { library, events }: Changing,
  id: string,
  wanted: string,
): Result<null, Failure> {
  const { database } = library;
  const name = wanted.trim();
  if (name === "") return err(inputFailure("A saved search needs a name"));
  const done = database
    .transaction((): Result<null, Failure> => {
      const known = searchByName(database, name);
      if (known !== null && known.id !== id) return err(taken(name));
      return renameSearch(database, id, name)
        ? ok(null)
        : err(inputFailure("This saved search is not there any more"));
    })
    .immediate();
  if (done.ok) events.publish({ type: "searches" });
  return done;
}

export function forgetSearch({ library, events }: Changing, id: string): Result<null, Failure> {
  deleteSearch(library.database, id);
  events.publish({ type: "searches" });
  return ok(null);
}

const taken = (name: string): Failure =>
  inputFailure(`There is a saved search “${name}” already. Choose another name, or replace it`);

type View = Pick<SavedSearch, "sort" | "group" | "table">;

const toSaved = ({ id, name, query, project, view }: StoredSearch): SavedSearch => ({
  id,
  name,
  query,
  project,
  ...(JSON.parse(view) as View),
});

function toStored({ id, name, query, project, sort, group, table }: SavedSearch): StoredSearch {
  const view: View = { sort, group, table };
  return { id, name, query, project, view: JSON.stringify(view) };
}
