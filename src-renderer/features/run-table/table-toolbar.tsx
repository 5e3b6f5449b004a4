import { Button, Pill } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { setFilter } from "../../state/load-runs.ts";
import { go } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import { clearSelection, mostCompared, selectedToCompare } from "../../state/selection.ts";
import { countText, plural } from "../../ui/format.ts";
import { ColumnsMenu } from "./columns-menu.tsx";
import { groupValueText } from "./group-label.ts";
import { GroupMenu } from "./group-menu.tsx";
import classes from "./table-toolbar.module.css";
import type { ColumnChoice } from "./use-column-choice.ts";

/** How many runs there are, what narrows them, what to do with the selected ones, and how they are shown. */
export function TableToolbar({ choice }: { readonly choice: ColumnChoice }) {
  const total = useRuns((state) => state.total);
  const groups = useRuns((state) => (state.answered?.group.length ? state.groupTotal : null));
  const uncounted = useRuns((state) => state.uncounted);
  const selected = useRuns((state) => state.selection.size);
  const project = useRuns((state) => state.filter.project);
  const within = useRuns((state) => state.filter.within);
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
        {groups === null ? "" : ` · ${plural(groups, "group")}`}
      </span>
      {within.map(({ field, value }) => (
        <Pill
          key={field}
          size="sm"
          withRemoveButton
          removeButtonProps={{
            "aria-label": `Show runs of every ${field} again`,
            "aria-hidden": false,
            tabIndex: 0,
          }}
          onRemove={() => setFilter({ within: within.filter((one) => one.field !== field) })}
        >
          {field} {groupValueText(field, value)}
        </Pill>
      ))}
      <span className={classes.push} />
      <GroupMenu columns={choice.all} />
      <ColumnsMenu choice={choice} />
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
      <Button variant="default" onClick={() => clearSelection()}>
        Clear selection
      </Button>
    </div>
  );
}
