import { ActionIcon, Menu } from "@mantine/core";
import { IconArchive, IconDots, IconFolderPlus, IconPencil, IconTrash } from "@tabler/icons-react";
import { archiveProject, askForProject, askToDelete, askToRename } from "../../actions/project-actions.ts";
import classes from "./sidebar.module.css";

/** What can be done to a project, behind the dots of its line; by keyboard with Shift F10 or the menu key on the line. */
export function ProjectMenu(props: {
  readonly path: string;
  readonly opened: boolean;
  readonly onChange: (opened: boolean) => void;
}) {
  const { path } = props;
  return (
    <Menu position="bottom-start" opened={props.opened} onChange={props.onChange} returnFocus={false}>
      <Menu.Target>
        <ActionIcon
          className={classes.dots}
          size={20}
          tabIndex={-1}
          aria-label={`Actions for ${path}`}
          data-opened={props.opened || undefined}
          onClick={(event) => event.stopPropagation()}
        >
          <IconDots size={14} stroke={2} />
        </ActionIcon>
      </Menu.Target>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what happens in the menu is no click on the line. */}
      <div
        className={classes.contents}
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => event.stopPropagation()}
      >
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFolderPlus size={14} />} onClick={() => askForProject(path)}>
            New project inside…
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => askToRename(path)}>
            Rename…
          </Menu.Item>
          <Menu.Item leftSection={<IconArchive size={14} />} onClick={() => void archiveProject(path)}>
            Archive
          </Menu.Item>
          <Menu.Item
            style={{ color: "var(--signet-status-failed-text)" }}
            leftSection={<IconTrash size={14} />}
            onClick={() => askToDelete(path)}
          >
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </div>
    </Menu>
  );
}
