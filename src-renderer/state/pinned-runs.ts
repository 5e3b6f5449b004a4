import { create } from "zustand";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { client } from "../api/client.ts";
import { latestOnly } from "../api/latest-only.ts";
import { useLayout } from "./layout.ts";
import { useRuns } from "./runs.ts";

/** Runs that stay at the top of the table, whatever is listed below. */
export type PinnedRuns = { readonly rows: readonly RunRow[] };

export const usePinnedRuns = create<PinnedRuns>(() => ({ rows: [] }));

/** Pinned runs take room from the others. */
const mostPinned = 10;

const only = latestOnly();

/** Asks for the pinned runs with what the table shows of runs. Those that are gone are no longer shown. */
export async function loadPinnedRuns(): Promise<void> {
  const ids = useLayout.getState().pinnedRuns;
  if (ids.length === 0) {
    only.cancel();
    usePinnedRuns.setState({ rows: [] });
    return;
  }
  const { columns } = useRuns.getState().cells;
  const query = ids.map((id) => `id:"${id.replace(/["\\]/g, "\\$&")}"`).join(" OR ");
  const page = { limit: mostPinned, offset: 0, sort: null, project: null };
  await only.run(client.call("runs.list", { query, columns, ...page }), (answer) => {
    if (!answer.ok) return;
    const rows = new Map(answer.value.runs.map((row) => [row.id, row]));
    usePinnedRuns.setState({ rows: ids.flatMap((id) => rows.get(id) ?? []) });
  });
}

/** Pins a run to the top of the table, or lets it go. Of too many the one pinned first goes. */
export function togglePinned(id: RunId): void {
  useLayout.setState(({ pinnedRuns }) => ({
    pinnedRuns: pinnedRuns.includes(id)
      ? pinnedRuns.filter((other) => other !== id)
      : [...pinnedRuns, id].slice(-mostPinned),
  }));
}
