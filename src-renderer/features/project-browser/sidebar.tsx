import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArchive, IconLock, IconPlus, IconSettings } from "@tabler/icons-react";
import { askForProject } from "../../actions/project-actions.ts";
import { runCommand } from "../../state/commands.ts";
import { keysText } from "../../state/keys.ts";
import { useNavigation } from "../../state/navigation.ts";
import { useProjects } from "../../state/projects.ts";
import { useRuns } from "../../state/runs.ts";
import { useSidebar } from "../../state/sidebar.ts";
import { showAllRuns, showView } from "../../state/view-links.ts";
import { countText, plural } from "../../ui/format.ts";
import { PipelineList } from "./pipeline-list.tsx";
import { ProjectList } from "./project-list.tsx";
import { SavedSearchList } from "./saved-search-list.tsx";
import classes from "./sidebar.module.css";
import { TagList } from "./tag-list.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

export const sidebarId = "sidebar";

/** The left side of the window: where runs are (projects), what makes them (pipelines), the theme and the settings. */
export function Sidebar() {
  const onRuns = useNavigation(({ view }) => view.view === "runs" || view.view === "run");
  const project = useRuns((state) => state.filter.project);
  const archived = useRuns((state) => state.filter.archived === true);
  const inArchive = useProjects((state) => state.archived);
  const readOnly = useProjects((state) => state.readOnly);
  const shown = useSidebar((state) => state.shown);
  return (
    <nav
      id={sidebarId}
      className={classes.sidebar}
      aria-label="Library"
      data-shown={shown || undefined}
      onKeyDown={({ key, defaultPrevented }) => {
        if (shown && key === "Escape" && !defaultPrevented) useSidebar.setState({ shown: false });
      }}
    >
      <div className={classes.brand}>
        <span className={classes.seal} aria-hidden="true">
          S
        </span>
        Signet
      </div>
      <div className={classes.scroll}>
        <button
          type="button"
          className={classes.item}
          data-all
          aria-current={onRuns && project === null && !archived ? "page" : undefined}
          onClick={showAllRuns}
        >
          <span className={classes.itemName}>All runs</span>
        </button>
        <h2 className={classes.heading}>
          Projects
          <Tooltip label="New project">
            <ActionIcon size={20} aria-label="New project" onClick={() => askForProject(null)}>
              <IconPlus size={14} stroke={2} />
            </ActionIcon>
          </Tooltip>
        </h2>
        <ProjectList current={onRuns} />
        <h2 className={classes.heading}>
          Pipelines
          <Tooltip label="Import a pipeline file">
            <ActionIcon
              size={20}
              aria-label="Import a pipeline file"
              onClick={() => runCommand("import-files")}
            >
              <IconPlus size={14} stroke={2} />
            </ActionIcon>
          </Tooltip>
        </h2>
        <PipelineList />
        <h2 className={classes.heading}>Saved searches</h2>
        <SavedSearchList />
        <h2 className={classes.heading}>Tags</h2>
        <TagList current={onRuns && !archived} />
        <button
          type="button"
          className={classes.item}
          data-archive
          aria-label={inArchive === null ? "Archive" : `Archive, ${plural(inArchive, "run")}`}
          aria-current={onRuns && archived ? "page" : undefined}
          onClick={() => showView({ view: "runs", project: null, archived: true })}
        >
          <IconArchive size={14} stroke={1.8} />
          <span className={classes.itemName}>Archive</span>
          {inArchive !== null && inArchive > 0 && (
            <span className={classes.itemCount}>{countText(inArchive)}</span>
          )}
        </button>
      </div>
      {readOnly !== null && (
        <p className={classes.readOnly} role="note" title={readOnly}>
          <IconLock size={14} stroke={1.8} aria-hidden="true" />
          <span>This library can only be read: nothing can be run or changed.</span>
        </p>
      )}
      <footer className={classes.foot}>
        <ThemeMenu />
        <Tooltip label={`Settings (${keysText("Mod+,")})`}>
          <ActionIcon aria-label="Settings" onClick={() => runCommand("settings")}>
            <IconSettings size={16} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </footer>
    </nav>
  );
}
