import { useEffect, useMemo } from "react";
import type { RunColumn } from "../../../src-main/core/contract/run-lists.ts";
import { useLayout } from "../../state/layout.ts";
import { setCells } from "../../state/load-runs.ts";
import { useRunColumns } from "../../state/run-columns.ts";
import { useRuns } from "../../state/runs.ts";
import { columnDefs, type TableColumn } from "./column-defs.tsx";
import { chooseColumns, type FixedColumn, fixedColumns, type Room, showsFixed } from "./columns.ts";

/** Which columns there are, and which of them are shown. */
export type ColumnChoice = {
  /** Parameters, metrics and properties of the library. */
  readonly all: readonly RunColumn[];
  readonly fixed: ReadonlySet<FixedColumn>;
  readonly chosen: ReadonlySet<string>;
  readonly columns: readonly TableColumn[];
};

const unknown: readonly RunColumn[] = [];

/** Chooses the columns of the table and has the app send what they show. */
export function useColumnChoice(room: Room): ColumnChoice {
  const known = useRunColumns((state) => state.list);
  const lastCells = useLayout((state) => state.lastCells);
  const byHand = useLayout((state) => state.columns);
  const tagged = useRuns((state) => anyTagged(state.windows) || anyTagged(Object.entries(state.children)));
  const grouped = useRuns((state) => state.filter.group.length > 0);
  // Until the library's columns are known the table has those of last time.
  const all = useMemo(() => known ?? rememberedColumns(lastCells?.columns ?? []), [known, lastCells]);
  const fixed = useMemo(
    () => new Set(fixedColumns.map(({ id }) => id).filter((id) => showsFixed(id, byHand, { tagged, room }))),
    [byHand, tagged, room],
  );
  const chosen = useMemo(
    () => (known === null ? all : chooseColumns(all, byHand, room)),
    [known, all, byHand, room],
  );
  const key = JSON.stringify(chosen.map(({ id, numeric }) => [id, numeric]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: of what is chosen the key has all that is drawn.
  const columns = useMemo(() => columnDefs(chosen, fixed, { room, grouped }), [key, fixed, room, grouped]);
  const choice = useMemo(
    (): ColumnChoice => ({ all, fixed, chosen: new Set(chosen.map(({ id }) => id)), columns }),
    [all, fixed, chosen, columns],
  );
  useEffect(() => {
    if (known === null) return;
    const shown = choice.all.filter(({ id }) => choice.chosen.has(id));
    const measures = shown.filter(({ numeric }) => numeric).map(({ id }) => id);
    setCells({
      columns: shown.map(({ id }) => id),
      measures: choice.fixed.has("duration") ? ["duration", ...measures] : measures,
    });
  }, [known, choice]);
  return choice;
}

const anyTagged = (
  windows: Iterable<readonly [unknown, readonly { readonly tags: readonly string[] }[]]>,
): boolean => {
  for (const [, rows] of windows) if (rows.some(({ tags }) => tags.length > 0)) return true;
  return false;
};

function rememberedColumns(ids: readonly string[]): readonly RunColumn[] {
  if (ids.length === 0) return unknown;
  return ids.flatMap((id): readonly RunColumn[] => {
    const kind = (["params", "metrics", "properties"] as const).find((family) => id.startsWith(`${family}.`));
    if (kind === undefined) return [];
    const name = id.slice(kind.length + 1);
    return [{ id, kind, name, runs: 1, recent: 1, differs: true, leads: true, numeric: kind === "metrics" }];
  });
}
