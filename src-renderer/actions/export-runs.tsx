import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ExportFormat, ExportProgress, RunsToExport } from "../../src-main/core/contract/run-export.ts";
import { client } from "../api/client.ts";
import { useRuns } from "../state/runs.ts";
import { countText, plural } from "../ui/format.ts";
import classes from "./actions.module.css";

/** Writes runs, selected or found, with their steps to a file that the person names. */
export async function exportRuns(runs: RunsToExport["runs"], format: ExportFormat): Promise<void> {
  const notice = showingProgress();
  const written = await client.exportRuns({ runs, format }, notice.show);
  notice.hide();
  if (!written.ok) {
    notifications.show({ color: "red", title: "The runs were not exported", message: written.error.message });
    return;
  }
  if (written.value === null) return;
  const { file, runs: count, leftOut } = written.value;
  const without = leftOut === 0 ? "" : ` · ${plural(leftOut, "console")} too long to travel`;
  notifications.show({
    title: `${plural(count, "run")} exported, steps included`,
    message: `${file}${without}`,
  });
}

/** A notice of how far an export is, with a button that stops it; shown once the export tells of itself. */
function showingProgress() {
  let shown: string | null = null;
  return {
    show: (progress: ExportProgress): void => {
      const id = `export-${progress.file}`;
      const notice = { id, autoClose: false, withCloseButton: false } as const;
      const message = <Progress {...progress} />;
      if (shown === null) notifications.show({ ...notice, message });
      else notifications.update({ ...notice, message });
      shown = id;
    },
    hide: (): void => {
      if (shown !== null) notifications.hide(shown);
    },
  };
}

function Progress({ file, done, all }: ExportProgress) {
  return (
    <span className={classes.notice}>
      <span className={classes.noticeText}>
        Exporting: {countText(done)} of {countText(all)} runs
      </span>
      <Button variant="light" onClick={() => void client.stopExport(file)}>
        Cancel
      </Button>
    </span>
  );
}

/** All runs that answer what was asked for last, also those that were not loaded; null while nothing is answered. */
export function listedRuns(): RunsToExport["runs"] | null {
  const { answered } = useRuns.getState();
  if (answered === null) return null;
  const { query, project, archived, within } = answered;
  return { query, project, archived, within };
}
