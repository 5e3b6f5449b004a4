import { Button, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconStack2 } from "@tabler/icons-react";
import { useMemo } from "react";
import type { RunColumn } from "../../../src-main/core/contract/run-lists.ts";
import { useCommands } from "../../state/commands.ts";
import { setFilter } from "../../state/load-runs.ts";
import { useRuns } from "../../state/runs.ts";
import { ColumnList, type ListedColumn } from "./column-list.tsx";
import { listedColumns } from "./columns-menu.tsx";
import classes from "./table-toolbar.module.css";

/** What runs are grouped by, beside their values. */
const fields: readonly ListedColumn[] = [
  ["project", "Project"],
  ["pipeline", "Pipeline"],
  ["status", "Status"],
  ["kind", "Kind"],
  ["tags", "Tags"],
  ["name", "Name"],
  ["step", "Step"],
  ["started", "Day started"],
  ["user", "User"],
  ["host", "Machine"],
  ["git.branch", "Git branch"],
  ["git.commit", "Git commit"],
].map(([id = "", name = ""]) => ({ id, name, runs: null, section: "Of every run" }));

const most = 5;

/** Groups the runs by any of their values: each line is a group then, with its count, means and deviations. */
export function GroupMenu({ columns }: { readonly columns: readonly RunColumn[] }) {
  const group = useRuns((state) => state.filter.group);
  const [open, { toggle, open: show, close }] = useDisclosure(false);
  useCommands({ "group-runs": show });
  const listed = useMemo(() => [...fields, ...listedColumns(columns)], [columns]);
  const nameOf = (id: string): string =>
    fields.find((field) => field.id === id)?.name ?? id.split(".").at(-1) ?? id;
  const label = `Group: ${group.length === 0 ? "none" : group.map(nameOf).join(", ")}`;
  const change = (next: readonly string[]): void => {
    const { sort } = useRuns.getState().filter;
    setFilter({ group: next, ...(next.length === 0 && sort?.field === "runs" ? { sort: null } : {}) });
  };
  return (
    <Popover
      opened={open}
      onChange={(opened) => !opened && close()}
      position="bottom-end"
      width={300}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color={group.length > 0 ? "accent" : "gray"}
          leftSection={<IconStack2 size={14} stroke={1.8} />}
          onClick={toggle}
          title={label}
          aria-expanded={open}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Group">
        <ColumnList label="Find what to group by" columns={listed}>
          {({ id, name, runs }) => (
            <button
              type="button"
              className={classes.columnButton}
              aria-pressed={group.includes(id)}
              disabled={!group.includes(id) && group.length >= most}
              onClick={() =>
                change(group.includes(id) ? group.filter((other) => other !== id) : [...group, id])
              }
            >
              <span className={runs === null ? classes.columnPlain : classes.columnName} title={name}>
                {name}
              </span>
              {group.includes(id) && <IconCheck size={14} stroke={2.2} />}
            </button>
          )}
        </ColumnList>
        {group.length > 0 && (
          <Button
            variant="subtle"
            fullWidth
            onClick={() => {
              change([]);
              close();
            }}
          >
            No groups
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
