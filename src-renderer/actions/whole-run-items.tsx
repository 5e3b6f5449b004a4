import { Menu } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconFolderSymlink, IconTrash } from "@tabler/icons-react";
import { isActive, type RunRow } from "../../src-main/core/model/run.ts";
import { archiveRuns, askToMove, deleteRuns, restoreRuns } from "./run-actions.ts";

/** The items of a menu for what can be done to a run with all of its steps. A step goes where its run goes. */
export function WholeRunItems({ run }: { readonly run: Pick<RunRow, "id" | "status" | "archived"> }) {
  const ids = [run.id];
  const goesOn = isActive(run.status);
  return (
    <>
      <Menu.Item leftSection={<IconFolderSymlink size={14} />} onClick={() => askToMove(ids)}>
        Move to project…
      </Menu.Item>
      {run.archived ? (
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
    </>
  );
}
