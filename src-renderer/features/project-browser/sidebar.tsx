import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { client } from "../../api/client.ts";
import { setFilter } from "../../state/load-runs.ts";
import { go, useNavigation } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import { PipelineList } from "./pipeline-list.tsx";
import { ProjectList } from "./project-list.tsx";
import classes from "./sidebar.module.css";
import { ThemeMenu } from "./theme-menu.tsx";

/** The left side of the window: where runs are (projects), what makes them (pipelines), and the theme. */
export function Sidebar() {
  const onRuns = useNavigation(({ view }) => view.view === "runs" || view.view === "run");
  const project = useRuns((state) => state.filter.project);
  return (
    <nav className={classes.sidebar} aria-label="Library">
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
          aria-current={onRuns && project === null ? "page" : undefined}
          onClick={() => {
            setFilter({ project: null });
            go({ view: "runs", project: null });
          }}
        >
          <span className={classes.itemName}>All runs</span>
        </button>
        <h2 className={classes.heading}>Projects</h2>
        <ProjectList current={onRuns} />
        <h2 className={classes.heading}>
          Pipelines
          <Tooltip label="Import a pipeline file">
            <ActionIcon
              size={20}
              aria-label="Import a pipeline file"
              onClick={() => client.issue({ type: "open-import" })}
            >
              <IconPlus size={14} stroke={2} />
            </ActionIcon>
          </Tooltip>
        </h2>
        <PipelineList />
      </div>
      <footer className={classes.foot}>
        <ThemeMenu />
      </footer>
    </nav>
  );
}
