import { Pill } from "@mantine/core";
import { exportRuns, listedRuns } from "../../actions/export-runs.tsx";
import { setFilter } from "../../state/load-runs.ts";
import { useRuns } from "../../state/runs.ts";
import { countText, plural } from "../../ui/format.ts";
import { BatchBar } from "./batch-bar.tsx";
import { ColumnsMenu } from "./columns-menu.tsx";
import { ExportRuns } from "./export-runs.tsx";
import { groupValueText } from "./group-label.ts";
import { GroupMenu } from "./group-menu.tsx";
import classes from "./table-toolbar.module.css";
import type { ColumnChoice } from "./use-column-choice.ts";

/** How many runs there are, what narrows them, what to do with the selected ones, and how they are shown. */
export function TableToolbar({ choice }: { readonly choice: ColumnChoice }) {
  const total = useRuns((state) => state.total);
  const selected = useRuns((state) => state.selection.size);
  return (
    <div className={classes.toolbar} data-selecting={selected > 0 || undefined}>
      {selected > 0 ? <BatchBar total={total ?? 0} selected={selected} /> : <Listed />}
      <div className={classes.shown}>
        {selected === 0 && <ExportFound />}
        <GroupMenu columns={choice.all} />
        <ColumnsMenu choice={choice} />
      </div>
    </div>
  );
}

/** How many runs are listed and what narrows them. */
function Listed() {
  const total = useRuns((state) => state.total);
  const groups = useRuns((state) => (state.answered?.group.length ? state.groupTotal : null));
  const uncounted = useRuns((state) => state.uncounted);
  const project = useRuns((state) => state.filter.project);
  const within = useRuns((state) => state.filter.within);
  const archived = useRuns((state) => state.filter.archived === true);
  const searched = useRuns((state) => (state.answered?.query ?? "") !== "");
  return (
    <>
      <span className={classes.count} role="status">
        {total === null
          ? "…"
          : uncounted
            ? `At least ${countText(total)}`
            : searched
              ? `${countText(total)} found`
              : plural(total, "run")}
        {archived ? " in the archive" : ""}
        {project === null ? "" : archived ? ` of ${project}` : ` in ${project}`}
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
    </>
  );
}

/** Exports all runs that answer what was asked for last, also those that were not loaded. */
function ExportFound() {
  const isEmpty = useRuns((state) => state.answered === null || (state.total ?? 0) === 0);
  return (
    <ExportRuns
      onExport={async (format) => {
        const runs = listedRuns();
        if (runs !== null) await exportRuns(runs, format);
      }}
      label="Export all runs of this list"
      disabled={isEmpty}
      plain
    />
  );
}
