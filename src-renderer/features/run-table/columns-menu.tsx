import { Button, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconColumns3 } from "@tabler/icons-react";
import { useMemo } from "react";
import type { RunColumn } from "../../../src-main/core/contract/run-lists.ts";
import { useCommands } from "../../state/commands.ts";
import { plainTable, useLayout } from "../../state/layout.ts";
import check from "../../ui/check.module.css";
import { countText } from "../../ui/format.ts";
import { ColumnList, type ListedColumn } from "./column-list.tsx";
import { fixedColumns } from "./columns.ts";
import classes from "./table-toolbar.module.css";
import type { ColumnChoice } from "./use-column-choice.ts";

const sections = { params: "Parameters", metrics: "Metrics", properties: "Properties" } as const;

/** Columns of values as they are listed: by kind, in the order of their names. */
export const listedColumns = (columns: readonly RunColumn[]): readonly ListedColumn[] =>
  columns.map(({ id, name, kind, runs }) => ({ id, name, runs, section: sections[kind] }));

/** Shows and hides columns. */
export function ColumnsMenu({ choice }: { readonly choice: ColumnChoice }) {
  const layout = useLayout();
  const [open, { toggle, open: show, close }] = useDisclosure(false);
  useCommands({ "choose-columns": show });
  const columns = useMemo(
    (): readonly ListedColumn[] => [
      ...fixedColumns.map(({ id, title }) => ({ id, name: title, runs: null, section: "Of every run" })),
      ...listedColumns(choice.all),
    ],
    [choice.all],
  );
  const shows = (id: string): boolean =>
    choice.chosen.has(id) || (choice.fixed as ReadonlySet<string>).has(id);
  const plain = (Object.keys(plainTable) as (keyof typeof plainTable)[]).every(
    (key) => Object.keys(layout[key]).length === 0,
  );
  return (
    <Popover
      opened={open}
      onChange={(opened) => !opened && close()}
      position="bottom-end"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconColumns3 size={14} stroke={1.8} />}
          onClick={toggle}
          title="Columns"
          aria-expanded={open}
        >
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Columns">
        <ColumnList label="Find a column" columns={columns}>
          {({ id, name, runs }) => (
            <label className={classes.columnCheck}>
              <input
                type="checkbox"
                className={check.box}
                aria-label={name}
                checked={shows(id)}
                onChange={(event) => {
                  const { checked } = event.currentTarget;
                  useLayout.setState((state) => ({ columns: { ...state.columns, [id]: checked } }));
                }}
              />
              <span className={runs === null ? classes.columnPlain : classes.columnName} title={name}>
                {name}
              </span>
              {runs !== null && (
                <span className={classes.columnRuns} title={`${countText(runs)} runs and steps have it`}>
                  {countText(runs)}
                </span>
              )}
            </label>
          )}
        </ColumnList>
        {!plain && (
          <Button variant="subtle" fullWidth onClick={() => useLayout.setState(plainTable)}>
            Reset columns
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
