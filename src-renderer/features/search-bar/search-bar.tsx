// biome-ignore-all lint/a11y/useSemanticElements: a plain text field, so that the system adds no clear button of its own.
import { ActionIcon, Popover } from "@mantine/core";
import { IconHelp, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { client } from "../../api/client.ts";
import { setFilter } from "../../state/load-runs.ts";
import { useRuns } from "../../state/runs.ts";
import { DiagnosticList, ErrorNotice } from "../../ui/error-notice.tsx";
import { KeyHint } from "../../ui/text.tsx";
import classes from "./search-bar.module.css";
import { SearchHelp } from "./search-help.tsx";
import { markedPieces } from "./search-marks.ts";

/** Typing is answered after a pause of this many milliseconds. */
const pause = 60;

const isMac = navigator.platform.startsWith("Mac");

/** The `searchbox` "Search runs": finds as one types, and shows what is wrong with a query under its place. */
export function SearchBar() {
  const query = useRuns((state) => state.filter.query);
  const failure = useRuns((state) => state.failure);
  const hints = useRuns((state) => state.diagnostics);
  const [text, setText] = useState(query);
  const [focused, setFocused] = useState(false);
  const [scroll, setScroll] = useState(0);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const timer = setTimeout(() => setFilter({ query: text.trim() === "" ? "" : text }), pause);
    return () => clearTimeout(timer);
  }, [text]);

  useEffect(() => {
    const focus = (): void => {
      input.current?.focus();
      input.current?.select();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (
        (event.ctrlKey || event.metaKey) &&
        !event.shiftKey &&
        !event.altKey &&
        event.key.toLowerCase() === "k"
      ) {
        event.preventDefault();
        focus();
      }
    };
    window.addEventListener("keydown", onKey);
    const stop = client.onCommand((command) => {
      if (command.type === "focus-search") focus();
    });
    return () => {
      window.removeEventListener("keydown", onKey);
      stop();
    };
  }, []);

  // Marks belong to the text they were found in; while a newer one is on its way there are none.
  const current = text === query;
  const diagnostics = !current ? [] : failure === null ? hints : failure.diagnostics;
  const wrong = current && failure !== null && query !== "";
  const told = wrong || (current && hints.length > 0 && query !== "");

  return (
    <div className={classes.search} role="search">
      <div className={classes.field} data-wrong={wrong || undefined} data-focused={focused || undefined}>
        <IconSearch size={14} stroke={2} className={classes.glass} aria-hidden="true" />
        <div className={classes.box}>
          <div className={classes.marks} aria-hidden="true">
            <span style={{ transform: `translateX(${-scroll}px)` }}>
              {markedPieces(text, diagnostics).map((piece, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces are drawn anew as a whole.
                <span key={index} className={classes.piece} data-severity={piece.severity ?? undefined}>
                  {piece.text}
                </span>
              ))}
            </span>
          </div>
          <input
            ref={input}
            className={classes.input}
            type="text"
            role="searchbox"
            aria-label="Search runs"
            aria-invalid={wrong}
            aria-describedby={told ? "search-problem" : undefined}
            placeholder="Search runs: words, status:failed, metrics.accuracy:>0.9"
            maxLength={4_096}
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onScroll={(event) => setScroll(event.currentTarget.scrollLeft)}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              if (text === "") event.currentTarget.blur();
              else setText("");
            }}
          />
        </div>
        {text !== "" && (
          <ActionIcon
            size={22}
            aria-label="Clear search"
            onClick={() => {
              setText("");
              input.current?.focus();
            }}
          >
            <IconX size={14} stroke={2} />
          </ActionIcon>
        )}
        <Popover position="bottom-end" width={440} shadow="md" trapFocus returnFocus>
          <Popover.Target>
            <ActionIcon size={22} aria-label="Search help">
              <IconHelp size={15} stroke={1.8} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <SearchHelp
              onUse={(example) => {
                setText(example);
                input.current?.focus();
              }}
            />
          </Popover.Dropdown>
        </Popover>
        <KeyHint>{isMac ? "⌘ K" : "Ctrl K"}</KeyHint>
      </div>
      {told && (
        <div id="search-problem" className={classes.problem}>
          {wrong && failure !== null ? (
            failure.diagnostics.length > 0 ? (
              <div role="alert">
                <DiagnosticList
                  diagnostics={failure.diagnostics.map((entry) => ({ ...entry, line: null, column: null }))}
                />
              </div>
            ) : (
              <ErrorNotice failure={failure} />
            )
          ) : (
            <DiagnosticList diagnostics={hints.map((entry) => ({ ...entry, line: null, column: null }))} />
          )}
        </div>
      )}
    </div>
  );
}
