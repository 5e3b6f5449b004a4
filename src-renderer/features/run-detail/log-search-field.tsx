import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch } from "@tabler/icons-react";
import { useRef } from "react";
import { useCommands } from "../../state/commands.ts";
import { countText } from "../../ui/format.ts";
import classes from "./logs-tab.module.css";
import type { LogSearch } from "./use-log-search.ts";

/** The field that looks through a whole console: Enter leads to the next line that was found, with Shift to the one before. */
export function LogSearchField(props: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly search: LogSearch;
  /** Which of the lines is led to, once `led` says that one is. */
  readonly at: number;
  readonly led: boolean;
  readonly onGo: (index: number) => void;
}) {
  const { text, search, at, led, onGo } = props;
  const total = search.hits.length;
  const input = useRef<HTMLInputElement>(null);
  useCommands({ find: () => input.current?.select() });
  const move = (by: 1 | -1): void => {
    if (total > 0) onGo(led ? (at + by + total) % total : at);
  };
  return (
    <span className={classes.search}>
      <TextInput
        ref={input}
        size="xs"
        aria-label="Search log"
        placeholder="Search log"
        leftSection={<IconSearch size={13} stroke={1.8} />}
        value={text}
        onChange={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") move(event.shiftKey ? -1 : 1);
          else if (event.key === "Escape" && text !== "") props.onText("");
          else return;
          event.preventDefault();
        }}
      />
      {text !== "" && (
        <>
          <span role="status" className={classes.count}>
            {total === 0
              ? search.done
                ? "none"
                : "…"
              : `${led ? `${countText(at + 1)} of ` : ""}${countText(total)}${search.done ? "" : "…"}`}
          </span>
          <ActionIcon
            size="sm"
            aria-label="Line before that has it"
            disabled={total === 0}
            onClick={() => move(-1)}
          >
            <IconChevronUp size={14} stroke={1.8} />
          </ActionIcon>
          <ActionIcon
            size="sm"
            aria-label="Next line that has it"
            disabled={total === 0}
            onClick={() => move(1)}
          >
            <IconChevronDown size={14} stroke={1.8} />
          </ActionIcon>
        </>
      )}
    </span>
  );
}
