import { ActionIcon, Menu, TextInput } from "@mantine/core";
import { IconDots, IconPencil, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { SavedSearch } from "../../../src-main/core/contract/run-lists.ts";
import { deleteSearch, replaceSearch } from "../../actions/search-actions.ts";
import { client } from "../../api/client.ts";
import { useNavigation } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import { asksFor, loadSavedSearches, openSavedSearch, useSavedSearches } from "../../state/saved-searches.ts";
import { countText } from "../../ui/format.ts";
import { ListFailure } from "./list-failure.tsx";
import classes from "./sidebar.module.css";

/** The searches that the library keeps; choosing one shows what it finds, laid out as it was saved. */
export function SavedSearchList() {
  const list = useSavedSearches((state) => state.list);
  const failure = useSavedSearches((state) => state.failure);
  const counts = useSavedSearches((state) => state.counts);
  const filter = useRuns((state) => state.filter);
  const onRuns = useNavigation(({ view }) => view.view === "runs" || view.view === "run");
  const [renaming, setRenaming] = useState<string | null>(null);
  return (
    <>
      <ListFailure failure={failure} onAgain={loadSavedSearches} />
      <ul className={classes.list} aria-label="Saved searches">
        {list?.map((search) =>
          renaming === search.id ? (
            <li key={search.id}>
              <Renaming search={search} onEnd={() => setRenaming(null)} />
            </li>
          ) : (
            <li key={search.id} className={classes.saved}>
              <button
                type="button"
                className={classes.item}
                aria-current={onRuns && asksFor(filter, search) ? "page" : undefined}
                data-search={search.name}
                title={[search.query, search.project].filter((part) => part).join(" in ") || search.name}
                onClick={() => openSavedSearch(search)}
                onDoubleClick={() => setRenaming(search.id)}
              >
                <span className={classes.itemName}>{search.name}</span>
                <span className={classes.itemCount}>
                  {counts[search.id] === undefined ? "" : countText(counts[search.id] ?? 0)}
                </span>
              </button>
              <SearchMenu search={search} onRename={() => setRenaming(search.id)} />
            </li>
          ),
        )}
        {list !== null && list.length === 0 && (
          <li className={classes.nothing}>Save one beside the search bar</li>
        )}
      </ul>
    </>
  );
}

function SearchMenu({ search, onRename }: { readonly search: SavedSearch; readonly onRename: () => void }) {
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon size={20} className={classes.savedMenu ?? ""} aria-label={`Saved search ${search.name}`}>
          <IconDots size={14} stroke={2} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh size={14} />} onClick={() => void replaceSearch(search)}>
          Replace by what is shown
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => void deleteSearch(search)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Renaming({ search, onEnd }: { readonly search: SavedSearch; readonly onEnd: () => void }) {
  const [name, setName] = useState(search.name);
  const [problem, setProblem] = useState<string | null>(null);
  const rename = async (): Promise<void> => {
    if (name.trim() === search.name || name.trim() === "") return onEnd();
    const answer = await client.call("searches.rename", { id: search.id, name });
    if (answer.ok) onEnd();
    else setProblem(answer.error.message);
  };
  return (
    <TextInput
      className={classes.renaming ?? ""}
      aria-label={`New name of ${search.name}`}
      autoFocus
      maxLength={1_000}
      value={name}
      error={problem}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        setName(event.currentTarget.value);
        setProblem(null);
      }}
      onBlur={() => void rename()}
      onKeyDown={(event) => {
        if (event.key === "Enter") void rename();
        else if (event.key === "Escape") onEnd();
      }}
    />
  );
}
