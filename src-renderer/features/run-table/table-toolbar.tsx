import { Button, Checkbox, Popover, TextInput } from "@mantine/core";
import { IconArrowsLeftRight, IconColumns3, IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useLayout } from "../../state/layout.ts";
import { go } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import { clearSelection, mostCompared, selectedToCompare } from "../../state/selection.ts";
import { countText, plural } from "../../ui/format.ts";
import { chooseFacets, type Facet, fixedColumns, type Room, showsFixed } from "./columns.ts";
import classes from "./run-table.module.css";

/** The menu of columns lists at most this many; its search finds the others. */
const listed = 200;

/** What there is to choose columns from. */
type ColumnsOf = {
  readonly facets: readonly Facet[];
  /** Whether a run of the list has a tag. */
  readonly tagged: boolean;
  readonly room: Room;
};

/** How many runs there are, what to do with the selected ones, and which columns are shown. */
export function TableToolbar(props: ColumnsOf) {
  const total = useRuns((state) => state.total);
  const uncounted = useRuns((state) => state.uncounted);
  const selected = useRuns((state) => state.selection.size);
  const project = useRuns((state) => state.filter.project);
  const searched = useRuns((state) => (state.answered?.query ?? "") !== "");
  if (selected > 0) return <BatchBar total={total ?? 0} selected={selected} />;
  return (
    <div className={classes.toolbar}>
      <span className={classes.count} role="status">
        {total === null
          ? "…"
          : uncounted
            ? `At least ${countText(total)}`
            : searched
              ? `${countText(total)} found`
              : plural(total, "run")}
        {project === null ? "" : ` in ${project}`}
      </span>
      <span className={classes.push} />
      <ColumnsMenu {...props} />
    </div>
  );
}

function BatchBar({ total, selected }: { readonly total: number; readonly selected: number }) {
  const comparable = selected >= 2 && selected <= mostCompared;
  return (
    <div className={classes.toolbar} data-batch role="toolbar" aria-label="Selected runs">
      <span className={classes.count} role="status">
        {plural(total, "run")} · {countText(selected)} selected
      </span>
      <Button
        variant="filled"
        leftSection={<IconArrowsLeftRight size={14} stroke={2} />}
        disabled={!comparable}
        title={comparable ? undefined : `Select two runs to compare them, or up to ${mostCompared}`}
        onClick={() => go({ view: "compare", runs: selectedToCompare(), tab: null })}
      >
        Compare
      </Button>
      {!comparable && <span>Two to {mostCompared} runs can be compared.</span>}
      <span className={classes.push} />
      <Button variant="default" onClick={clearSelection}>
        Clear selection
      </Button>
    </div>
  );
}

function ColumnsMenu({ facets, tagged, room }: ColumnsOf) {
  const byHand = useLayout((state) => state.columns);
  const [text, setText] = useState("");
  const shown = useMemo(
    () => new Set(chooseFacets(facets, byHand, room).map(({ id }) => id)),
    [facets, byHand, room],
  );
  const set = (id: string, on: boolean): void => {
    useLayout.setState(({ columns }) => ({ columns: { ...columns, [id]: on } }));
  };
  const found = facets.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  const group = (kind: Facet["kind"], title: string) => {
    const members = found.filter((facet) => facet.kind === kind).slice(0, listed);
    return (
      members.length > 0 && (
        <>
          <h4 className={classes.columnGroup}>{title}</h4>
          {members.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={<span className={classes.columnName}>{name}</span>}
              checked={shown.has(id)}
              onChange={(event) => set(id, event.currentTarget.checked)}
            />
          ))}
        </>
      )
    );
  };
  return (
    <Popover position="bottom-end" width={280} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" color="gray" leftSection={<IconColumns3 size={14} stroke={1.8} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Columns">
        <TextInput
          m={4}
          aria-label="Find a column"
          placeholder="Find a column"
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={classes.columnList}>
          {text === "" &&
            fixedColumns.map(({ id, title }) => (
              <Checkbox
                key={id}
                label={title}
                checked={showsFixed(id, byHand, { tagged, room })}
                onChange={(event) => set(id, event.currentTarget.checked)}
              />
            ))}
          {group("params", "Parameters")}
          {group("metrics", "Metrics")}
          {found.length === 0 && <span>No parameter or metric is called that.</span>}
        </div>
        {Object.keys(byHand).length > 0 && (
          <Button
            variant="subtle"
            fullWidth
            onClick={() => useLayout.setState({ columns: {}, columnSizes: {} })}
          >
            Reset columns
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
