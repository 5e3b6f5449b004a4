import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { type CommandId, commands } from "../../../src-main/core/contract/commands.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { runCommand, useOfferedCommands } from "../../state/commands.ts";
import { keysText } from "../../state/keys.ts";
import { usePipelines } from "../../state/pipelines.ts";
import { useProjects } from "../../state/projects.ts";
import { openSavedSearch, useSavedSearches } from "../../state/saved-searches.ts";
import { openInWindow, showView } from "../../state/view-links.ts";
import { useFocusBack } from "../../ui/focus-back.ts";
import { KeyHint } from "../../ui/text.tsx";
import { matchingEntries, nameQuery, type PaletteEntry, placeEntries } from "./palette-entries.ts";
import classes from "./shell.module.css";

/** Runs that are listed for a name at most. */
const mostRuns = 12;
/** Other runs than before stop the search for those; each window has searches of its own. */
const stream = `palette ${Math.random()}`;

const none: readonly never[] = [];

/** Everything that can be done or gone to, by its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  useFocusBack();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const entries = useEntries(text);
  const shown = useMemo(() => matchingEntries(entries, text), [entries, text]);
  const at = Math.min(active, shown.length - 1);

  const choose = (entry: PaletteEntry | undefined, inWindow: boolean): void => {
    if (entry === undefined) return;
    onClose();
    if (inWindow && entry.view !== null) openInWindow(entry.view);
    // The dialog goes first: what is done may open another one, and has the focus then.
    else setTimeout(entry.run);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = shown.length - 1;
    if (event.key === "ArrowDown") setActive(at >= last ? 0 : at + 1);
    else if (event.key === "ArrowUp") setActive(at <= 0 ? last : at - 1);
    else if (event.key === "PageDown") setActive(Math.min(last, at + 8));
    else if (event.key === "PageUp") setActive(Math.max(0, at - 8));
    else if (event.key === "Enter") choose(shown[at], event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    list.current?.querySelector(`[data-line="${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      size={620}
      yOffset="12vh"
      padding={0}
      attributes={{ content: { "aria-label": "Command palette" } }}
      transitionProps={{ duration: 0 }}
    >
      <TextInput
        classNames={{ input: classes.paletteInput }}
        variant="unstyled"
        leftSection={<IconSearch size={15} stroke={1.8} />}
        placeholder="What to do, or a project, pipeline or run"
        aria-label="Command, project, pipeline or run"
        role="combobox"
        aria-expanded
        aria-controls="palette-entries"
        aria-activedescendant={at >= 0 ? `palette-${at}` : undefined}
        aria-autocomplete="list"
        data-autofocus
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        className={classes.paletteList}
        id="palette-entries"
        role="listbox"
        aria-label="Commands and places"
      >
        {shown.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which has the focus.
          // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and points at the active line.
          <div
            key={entry.id}
            id={`palette-${index}`}
            className={classes.paletteEntry}
            data-line={index}
            data-entry={entry.id}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setActive(index)}
            onClick={(event) => choose(entry, event.ctrlKey || event.metaKey)}
          >
            <span className={classes.paletteLabel} title={entry.label}>
              {entry.label}
            </span>
            <span className={classes.paletteHint}>{entry.hint}</span>
            <span className={classes.paletteKeys}>
              {entry.keys !== null && <KeyHint>{entry.keys}</KeyHint>}
            </span>
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <p className={classes.paletteNothing}>
          Nothing is called so. Search in runs with {keysText("Mod+K")}
        </p>
      )}
      <p className={classes.paletteFoot}>
        <KeyHint>↑ ↓</KeyHint> choose <KeyHint>{keysText("Enter")}</KeyHint> do it{" "}
        <KeyHint>{keysText("Mod+Enter")}</KeyHint> in a new window
      </p>
    </Modal>
  );
}

function useEntries(text: string): readonly PaletteEntry[] {
  const offered = useOfferedCommands();
  const projects = useProjects((state) => state.list) ?? none;
  const pipelines = usePipelines((state) => state.list) ?? none;
  const searches = useSavedSearches((state) => state.list) ?? none;
  const [settled] = useDebouncedValue(text.trim(), 100);
  const query = nameQuery(settled);
  const found = useAnswer(
    "runs.list",
    query === ""
      ? null
      : { query, project: null, limit: mostRuns, offset: 0, sort: null, columns: [], stream },
    { keep: true },
  );
  const runs = query === "" ? none : (found.value?.runs ?? none);
  return useMemo(
    () => [
      ...offered.filter((id) => id !== "palette").map(commandEntry),
      ...placeEntries({ projects, pipelines, searches, runs }, showView, openSavedSearch),
    ],
    [offered, projects, pipelines, searches, runs],
  );
}

function commandEntry(id: CommandId): PaletteEntry {
  const { label, group, keys } = commands[id];
  const [first] = keys ?? [];
  return {
    id: `command ${id}`,
    label,
    hint: group,
    keys: first === undefined ? null : keysText(first),
    run: () => void runCommand(id),
    view: null,
  };
}
