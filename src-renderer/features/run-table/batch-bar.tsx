import { Button, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconArrowsLeftRight,
  IconFolderSymlink,
  IconTag,
  IconTrash,
} from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { isActive } from "../../../src-main/core/model/run.ts";
import { archiveRuns, askToMove, deleteRuns, restoreRuns } from "../../actions/run-actions.ts";
import { go } from "../../state/navigation.ts";
import { type RunsState, useRuns } from "../../state/runs.ts";
import { clearSelection, mostCompared, selectAll, selectedToCompare } from "../../state/selection.ts";
import { countText, plural } from "../../ui/format.ts";
import { ExportRuns } from "./export-runs.tsx";
import classes from "./table-toolbar.module.css";
import { TagDialog } from "./tag-dialog.tsx";

/** What can be done to the selected runs, in place of the toolbar while there are some. */
export function BatchBar({ total, selected }: { readonly total: number; readonly selected: number }) {
  const selection = useRuns((state) => state.selection);
  const windows = useRuns((state) => state.windows);
  const children = useRuns((state) => state.children);
  const archived = useRuns((state) => state.filter.archived === true);
  const [tagging, setTagging] = useState(false);
  const { ids, whole, goesOn } = useMemo(
    () => selectedRuns({ selection, windows, children }),
    [selection, windows, children],
  );
  const comparable = selected >= 2 && selected <= mostCompared;
  const steps = whole.length === 0 ? "Steps go where their run goes: select the run" : null;
  const busy = goesOn ? "A selected run goes on: cancel it first, or wait for its end" : null;
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
      <Action name="Tag" icon={<IconTag size={14} stroke={1.8} />} onClick={() => setTagging(true)} />
      <Action
        name="Move"
        icon={<IconFolderSymlink size={14} stroke={1.8} />}
        why={steps}
        onClick={() => askToMove(whole)}
      />
      {archived ? (
        <Action
          name="Restore"
          icon={<IconArchiveOff size={14} stroke={1.8} />}
          why={steps}
          onClick={() => void restoreRuns(whole)}
        />
      ) : (
        <Action
          name="Archive"
          icon={<IconArchive size={14} stroke={1.8} />}
          why={steps ?? busy}
          onClick={() => void archiveRuns(whole)}
        />
      )}
      <Action
        name="Delete"
        icon={<IconTrash size={14} stroke={1.8} />}
        why={steps ?? busy}
        onClick={() => void deleteRuns(whole)}
      />
      <ExportRuns runs={{ ids }} />
      <span className={classes.push} />
      {selected < total && (
        <Button variant="subtle" onClick={() => void selectAll()}>
          Select all {countText(total)}
        </Button>
      )}
      <Button variant="default" onClick={clearSelection}>
        Clear selection
      </Button>
      {tagging && <TagDialog ids={ids} onClose={() => setTagging(false)} />}
    </div>
  );
}

function Action(props: {
  readonly name: string;
  readonly icon: ReactNode;
  /** Why it cannot be done now. */
  readonly why?: string | null;
  readonly onClick: () => void;
}) {
  const { why = null } = props;
  return (
    <Tooltip label={why} disabled={why === null}>
      <Button
        variant="default"
        leftSection={props.icon}
        data-disabled={why !== null || undefined}
        aria-disabled={why !== null || undefined}
        onClick={() => why === null && props.onClick()}
      >
        {props.name}
      </Button>
    </Tooltip>
  );
}

type Selected = {
  readonly ids: readonly RunId[];
  /** Without steps: one whose run is not selected is left out. */
  readonly whole: readonly RunId[];
  readonly goesOn: boolean;
};

/** Rows that were scrolled away from are not here any more; the app looks at them. */
export function selectedRuns(state: Pick<RunsState, "selection" | "windows" | "children">): Selected {
  const ids = [...state.selection];
  // All runs of a list may be selected, of which few are here.
  const here = [...state.windows.values(), ...Object.values(state.children)].flat();
  const steps = new Set(here.flatMap(({ id, parent }) => (parent === null ? [] : id)));
  const whole = ids.filter((id) => !steps.has(id));
  const goesOn = here.some(
    ({ id, parent, status }) => parent === null && isActive(status) && state.selection.has(id),
  );
  return { ids, whole, goesOn };
}
