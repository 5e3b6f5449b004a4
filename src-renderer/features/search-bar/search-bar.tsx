import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBulb, IconHelp, IconSearch, IconX } from "@tabler/icons-react";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { hasErrors } from "../../../src-main/core/model/diagnostic.ts";
import { parseQuery } from "../../../src-main/core/query/parse.ts";
import { useCommands } from "../../state/commands.ts";
import { setFilter } from "../../state/load-runs.ts";
import { useRuns } from "../../state/runs.ts";
import { rememberQuery, useSearchHistory } from "../../state/search-history.ts";
import { openLink } from "../../state/view-links.ts";
import { KeyHint } from "../../ui/text.tsx";
import { completeQuery } from "./complete-query.ts";
import { QueryEditor, type QueryEditorHandle } from "./query-editor.tsx";
import { SaveSearch } from "./save-search.tsx";
import classes from "./search-bar.module.css";
import { SearchHelp } from "./search-help.tsx";
import { SearchProblem } from "./search-problem.tsx";

/** Typing is answered at once, but not oftener than after this many milliseconds. */
const pause = 60;

/** What is wrong is marked at once and said in words after this long, as most of it is only unfinished. */
const patience = 500;

const isMac = navigator.platform.startsWith("Mac");

/** The search bar: finds as one types, and shows what is wrong with a query under its place. */
export function SearchBar({ onLeave }: { readonly onLeave: () => void }) {
  const query = useRuns((state) => state.filter.query);
  const failure = useRuns((state) => state.failure);
  const hints = useRuns((state) => state.diagnostics);
  const [text, setText] = useState(query);
  const [focused, setFocused] = useState(false);
  const [proposing, setProposing] = useState(false);
  const [help, { toggle: toggleHelp, close: closeHelp }] = useDisclosure(false);
  const editor = useRef<QueryEditorHandle>(null);
  const helpButton = useRef<HTMLButtonElement>(null);
  const problemId = useId();

  // What this bar asked for last; another query in the filter was chosen elsewhere.
  const asked = useRef(query);
  const askedAt = useRef(performance.now());
  useEffect(() => {
    const search = () => {
      askedAt.current = performance.now();
      // A link finds what it leads to.
      if (openLink(text)) return editor.current?.setText("");
      asked.current = text.trim() === "" ? "" : text;
      setFilter({ query: asked.current });
    };
    const wait = askedAt.current + pause - performance.now();
    // At once means now: a timer comes after what else there is to do, which is drawing what was typed.
    if (wait <= 0) return search();
    const timer = setTimeout(search, wait);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (query === asked.current) return;
    asked.current = query;
    editor.current?.setText(query);
  }, [query]);

  useCommands({ search: () => editor.current?.focus() });

  // The syntax is checked here, at once; what only the library knows (fields, what is too broad) comes with the answer.
  const syntax = useMemo(() => parseQuery(text), [text]);
  const answered = text === query || (text.trim() === "" && query === "");
  const told = !answered || text.trim() === "" ? null : failure;
  const diagnostics = useMemo(() => {
    if (syntax.query === null || !answered) return syntax.diagnostics;
    return told === null ? hints : told.diagnostics;
  }, [syntax, answered, told, hints]);
  const wrong = syntax.query === null || told !== null;
  const spoken = useSettled(text, patience);
  // What is only unfinished at its end is answered by the proposals.
  const unfinished = proposing && diagnostics.every(({ span }) => span !== null && span[1] >= text.length);
  const shown =
    spoken && (diagnostics.length > 0 || told !== null) && (wrong || focused) && !(wrong && unfinished);

  const use = useCallback((used: string): void => {
    if (!hasErrors(parseQuery(used).diagnostics)) rememberQuery(used);
  }, []);
  const put = (example: string): void => {
    closeHelp();
    editor.current?.setText(example);
    editor.current?.focus();
  };

  return (
    <search className={classes.search}>
      <div
        className={classes.field}
        data-wrong={(wrong && !unfinished) || undefined}
        data-focused={focused || undefined}
      >
        <IconSearch size={14} stroke={2} className={classes.glass} aria-hidden="true" />
        <QueryEditor
          handle={editor}
          initial={query}
          diagnostics={diagnostics}
          describedBy={shown ? problemId : null}
          complete={completeQuery}
          past={() => useSearchHistory.getState().queries}
          onText={setText}
          onUse={use}
          onLeave={onLeave}
          onFocus={setFocused}
          onProposing={setProposing}
        />
        {!wrong && !focused && diagnostics.length > 0 && (
          <Tooltip label={diagnostics[0]?.message.replaceAll("`", "")} multiline maw={420}>
            <ActionIcon size={22} aria-label="Hint about this search" onClick={() => editor.current?.focus()}>
              <IconBulb size={15} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        )}
        {text !== "" && (
          <ActionIcon
            size={22}
            aria-label="Clear search"
            onClick={() => {
              use(text);
              put("");
            }}
          >
            <IconX size={14} stroke={2} />
          </ActionIcon>
        )}
        <SaveSearch />
        <Popover
          opened={help}
          onChange={(open) => {
            if (open) return;
            closeHelp();
            helpButton.current?.focus();
          }}
          position="bottom-end"
          width={560}
          shadow="md"
          trapFocus
        >
          <Popover.Target>
            <ActionIcon
              ref={helpButton}
              size={22}
              aria-label="Search help"
              aria-expanded={help}
              onClick={toggleHelp}
            >
              <IconHelp size={15} stroke={1.8} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown aria-label="Search help">
            <SearchHelp onUse={put} />
          </Popover.Dropdown>
        </Popover>
        <KeyHint>{isMac ? "⌘ K" : "Ctrl K"}</KeyHint>
      </div>
      {shown && (
        <SearchProblem id={problemId} failure={wrong ? told : null} wrong={wrong} diagnostics={diagnostics} />
      )}
    </search>
  );
}

/** Whether a text has stood unchanged for a while. */
function useSettled(text: string, milliseconds: number): boolean {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), milliseconds);
    return () => clearTimeout(timer);
  }, [text, milliseconds]);
  return settled === text;
}
