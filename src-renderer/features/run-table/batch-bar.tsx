import { ActionIcon, Button, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconArrowsLeftRight,
  IconFolderSymlink,
  IconTag,
  IconTrash,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useShallow } from "zustand/react/shallow";
import { askForTags } from "../../actions/asking.ts";
import { exportRuns } from "../../actions/export-runs.tsx";
import { archiveRuns, askToMove, deleteRuns, restoreRuns } from "../../actions/run-actions.ts";
import { selectAll } from "../../actions/select-runs.ts";
import { go } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import {
  clearSelection,
  mostCompared,
  selectedRuns,
  selectedToCompare,
  selectedWhole,
  selectionTraits,
} from "../../state/selection.ts";
import { countText, plural } from "../../ui/format.ts";
import { ExportRuns } from "./export-runs.tsx";
import classes from "./table-toolbar.module.css";

/** What can be done to the selected runs, in place of what the list is while there are some. */
export function BatchBar({ total, selected }: { readonly total: number; readonly selected: number }) {
  const { whole, goesOn } = useRuns(useShallow(selectionTraits));
  const archived = useRuns((state) => state.filter.archived === true);
  const comparable = selected >= 2 && selected <= mostCompared;
  const steps = whole ? null : "Steps go where their run goes: select the run";
  const busy = goesOn ? "A selected run goes on: cancel it first, or wait for its end" : null;
  return (
    <div className={classes.batch} data-batch role="toolbar" aria-label="Selected runs">
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
      <Action
        name="Tag"
        icon={<IconTag size={14} stroke={1.8} />}
        onClick={() => askForTags(selectedRuns())}
      />
      <Action
        name="Move"
        icon={<IconFolderSymlink size={14} stroke={1.8} />}
        why={steps}
        onClick={() => askToMove(selectedWhole())}
      />
      {archived ? (
        <Action
          name="Restore"
          icon={<IconArchiveOff size={14} stroke={1.8} />}
          why={steps}
          onClick={() => void restoreRuns(selectedWhole())}
        />
      ) : (
        <Action
          name="Archive"
          icon={<IconArchive size={14} stroke={1.8} />}
          why={steps ?? busy}
          onClick={() => void archiveRuns(selectedWhole())}
        />
      )}
      <Action
        name="Delete"
        icon={<IconTrash size={14} stroke={1.8} />}
        why={steps ?? busy}
        onClick={() => void deleteRuns(selectedWhole())}
      />
      <ExportRuns onExport={(format) => exportRuns({ ids: selectedRuns() }, format)} />
      {selected < total && (
        <Button variant="subtle" onClick={() => void selectAll()}>
          Select all {countText(total)}
        </Button>
      )}
      <Tooltip label="Clear selection (Esc)">
        <ActionIcon aria-label="Clear selection" onClick={clearSelection}>
          <IconX size={15} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
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
