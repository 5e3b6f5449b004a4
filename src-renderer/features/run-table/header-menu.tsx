import { Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconEyeOff,
  IconPin,
  IconPinnedOff,
  IconStack2,
} from "@tabler/icons-react";
import { useLayout } from "../../state/layout.ts";
import { setFilter } from "../../state/load-runs.ts";
import { useRuns } from "../../state/runs.ts";
import type { TableColumn } from "./column-defs.tsx";
import type { Sort } from "./columns.ts";
import { hideColumn, stepColumn, togglePinnedColumn } from "./move-column.ts";
import type { DrawnColumns } from "./use-table-columns.ts";

/** The column that the menu is about, and the button that it belongs to. */
export type HeaderMenuPlace = { readonly column: TableColumn; readonly button: HTMLElement };

/** What can be done with a column, by mouse and keyboard alike. One for all headings: only one is open at a time. */
export function HeaderMenu(props: {
  readonly place: HeaderMenuPlace;
  /** False for the column that always stands first. */
  readonly movable: boolean;
  readonly drawn: DrawnColumns;
  readonly onSort: (sort: Sort) => void;
  readonly onClose: () => void;
}) {
  const { column, button } = props.place;
  const { id, meta } = column;
  const { right, bottom } = button.getBoundingClientRect();
  const pinned = useLayout((state) => state.pinnedColumns.includes(id));
  const grouped = useRuns((state) => meta.group !== null && state.filter.group.includes(meta.group));
  const sort = (descending: boolean): void => props.onSort({ field: meta.sort ?? "", descending });
  return (
    <Menu opened onClose={props.onClose} position="bottom-end" width={190} returnFocus={false}>
      <Menu.Target>
        <span style={{ position: "fixed", left: right, top: bottom }} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Column ${meta.title}`}>
        {meta.sort !== null && (
          <>
            <Menu.Item leftSection={<IconArrowUp size={14} />} onClick={() => sort(false)}>
              Sort ascending
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowDown size={14} />} onClick={() => sort(true)}>
              Sort descending
            </Menu.Item>
          </>
        )}
        {meta.group !== null && (
          <Menu.Item
            leftSection={<IconStack2 size={14} />}
            onClick={() => toggleGroup(meta.group ?? "", !grouped)}
          >
            {grouped ? "Do not group by it" : "Group by it"}
          </Menu.Item>
        )}
        {props.movable && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={pinned ? <IconPinnedOff size={14} /> : <IconPin size={14} />}
              onClick={() => togglePinnedColumn(id)}
            >
              {pinned ? "Unpin column" : "Pin column"}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowLeft size={14} />}
              onClick={() => stepColumn(id, -1, props.drawn)}
            >
              Move left
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowRight size={14} />}
              onClick={() => stepColumn(id, 1, props.drawn)}
            >
              Move right
            </Menu.Item>
            {id !== "status" && (
              <Menu.Item leftSection={<IconEyeOff size={14} />} onClick={() => hideColumn(id)}>
                Hide column
              </Menu.Item>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function toggleGroup(field: string, on: boolean): void {
  const { group } = useRuns.getState().filter;
  setFilter({ group: on ? [...group, field] : group.filter((other) => other !== field) });
}
