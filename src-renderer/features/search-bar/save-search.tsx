import { ActionIcon, Button, Popover, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmark, IconBookmarkFilled } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import { client } from "../../api/client.ts";
import { useCommands } from "../../state/commands.ts";
import { useRuns } from "../../state/runs.ts";
import { asksFor, shownSearch, useSavedSearches } from "../../state/saved-searches.ts";
import classes from "./search-bar.module.css";

/** Keeps the search with its columns, order and groups under a name; the sidebar lists it then. */
export function SaveSearch() {
  const filter = useRuns((state) => state.filter);
  const list = useSavedSearches((state) => state.list);
  const saved = list?.find((search) => asksFor(filter, search));
  const [open, { open: openForm, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const taken = list?.some((search) => search.name === name.trim()) ?? false;

  const show = (): void => {
    setName(saved?.name ?? "");
    setProblem(null);
    openForm();
  };
  // A view is of what is at work: it could not say that it was of the archive.
  const archived = filter.archived === true;
  useCommands({ "save-search": archived ? null : show });
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await client.call("searches.save", { ...shownSearch(), name, replace: taken });
    if (answer.ok) {
      close();
      button.current?.focus();
    } else setProblem(answer.error.message);
  };
  return (
    <Popover
      opened={open}
      onChange={(opened) => {
        if (opened) return;
        close();
        button.current?.focus();
      }}
      position="bottom-end"
      width={300}
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <ActionIcon
          ref={button}
          title={archived ? "What is in the archive cannot be saved as a view" : "Save as view"}
          size={22}
          aria-label="Save as view"
          aria-expanded={open}
          disabled={archived}
          onClick={open ? close : show}
        >
          {saved === undefined ? (
            <IconBookmark size={15} stroke={1.8} />
          ) : (
            <IconBookmarkFilled size={15} className={classes.saved} />
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Save as view">
        <form className={classes.save} onSubmit={(event) => void save(event)}>
          <TextInput
            label="Name"
            placeholder="Failed this week"
            data-autofocus
            maxLength={1_000}
            value={name}
            error={problem}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setProblem(null);
            }}
          />
          <p className={classes.helpNote}>
            {taken
              ? "A saved search has this name: it is replaced by what is shown now."
              : "Keeps query, project, columns, order and groups in the library."}
          </p>
          <Button type="submit" disabled={name.trim() === ""}>
            {taken ? "Replace" : "Save"}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
