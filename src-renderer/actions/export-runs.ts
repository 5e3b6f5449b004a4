import { notifications } from "@mantine/notifications";
import type { MethodParams } from "../../src-main/core/contract/methods.ts";
import { client } from "../api/client.ts";
import { useRuns } from "../state/runs.ts";
import { plural } from "../ui/format.ts";

type RunsToExport = MethodParams<"runs.export">["runs"];

/** All that is recorded as JSON Lines, or a table as CSV. */
export type ExportFormat = MethodParams<"runs.export">["format"];

/** Writes runs, selected or found, with their steps to a file that the person names. */
export async function exportRuns(runs: RunsToExport, format: ExportFormat): Promise<void> {
  const made = await client.call("runs.export", { runs, format });
  const saved = made.ok ? await client.saveText({ name: made.value.name, text: made.value.text }) : made;
  if (!saved.ok) {
    notifications.show({ color: "red", title: "The runs were not exported", message: saved.error.message });
    return;
  }
  if (saved.value === null || !made.ok) return;
  const { runs: count, leftOut } = made.value;
  const without = leftOut === 0 ? "" : ` · ${plural(leftOut, "console")} too long to travel`;
  notifications.show({
    title: `${plural(count, "run")} exported, steps included`,
    message: `${String(saved.value)}${without}`,
  });
}

/** All runs that answer what was asked for last, also those that were not loaded; null while nothing is answered. */
export function listedRuns(): RunsToExport | null {
  const { answered } = useRuns.getState();
  if (answered === null) return null;
  const { query, project, archived, within } = answered;
  return { query, project, archived, within };
}
