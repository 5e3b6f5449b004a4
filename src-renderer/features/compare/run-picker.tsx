import { Loader, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { hueOf } from "../../ui/hue.ts";
import { wordOf } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Dot } from "../../ui/text.tsx";
import classes from "./compare-header.module.css";

const listed = 50;

/** Finds a further run for the comparison, with the same queries as the search bar. */
export function RunPicker(props: {
  readonly opened: boolean;
  readonly project: string | null;
  readonly without: readonly RunId[];
  readonly onChoose: (id: RunId) => void;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="Add a run to the comparison" size="lg">
      <Choice {...props} />
    </Modal>
  );
}

function Choice(props: Parameters<typeof RunPicker>[0]) {
  const [query, setQuery] = useState("");
  const [asked] = useDebouncedValue(query, 120);
  const found = useAnswer(
    "runs.list",
    {
      query: asked,
      project: asked.trim() === "" ? props.project : null,
      limit: listed,
      offset: 0,
      sort: null,
    },
    { keep: true },
  );
  const rows = found.value?.runs.filter(({ id }) => !props.without.includes(id));
  return (
    <>
      <TextInput
        data-autofocus
        type="search"
        aria-label="Find a run"
        placeholder="A name, or a query such as params.lr:>0.1"
        leftSection={<IconSearch size={13} stroke={1.8} />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {found.failure !== null ? (
        <ErrorNotice failure={found.failure} />
      ) : rows === undefined ? (
        <Loader size="sm" aria-label="Looking for runs" />
      ) : (
        <ul className={classes.picks} aria-label="Runs to add">
          {rows.map((run) => (
            <li key={run.id}>
              <button type="button" className={classes.pick} onClick={() => props.onChoose(run.id)}>
                <Dot color={hueOf(run)} />
                <span className={classes.chipName}>{run.name}</span>
                {run.number !== null && <span className={classes.chipNumber}>· #{run.number}</span>}
                <span className={classes.pickProject}>{run.project}</span>
                <StatusBadge word={wordOf(run)} />
              </button>
            </li>
          ))}
          {rows.length === 0 && <li className={classes.pickNone}>No other run is found.</li>}
        </ul>
      )}
    </>
  );
}
