import { ActionIcon, Menu } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconDots, IconFolderSymlink, IconTrash } from "@tabler/icons-react";
import { isActive, type RunDetail } from "../../../src-main/core/model/run.ts";
import { archiveRuns, askToMove, deleteRuns, restoreRuns } from "../../actions/run-actions.ts";

/** What can be done to the whole run. A step goes where its run goes. */
export function RunMenu({ detail }: { readonly detail: RunDetail }) {
  if (detail.parent !== null) return null;
  const ids = [detail.id];
  const goesOn = isActive(detail.status);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Run actions" variant="default" size={28}>
          <IconDots size={15} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFolderSymlink size={14} />} onClick={() => askToMove(ids)}>
          Move to project…
        </Menu.Item>
        {detail.archived ? (
          <Menu.Item leftSection={<IconArchiveOff size={14} />} onClick={() => void restoreRuns(ids)}>
            Restore
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<IconArchive size={14} />}
            disabled={goesOn}
            onClick={() => void archiveRuns(ids)}
          >
            Archive
          </Menu.Item>
        )}
        <Menu.Item
          style={{ color: "var(--signet-status-failed-text)" }}
          leftSection={<IconTrash size={14} />}
          disabled={goesOn}
          onClick={() => void deleteRuns(ids)}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
