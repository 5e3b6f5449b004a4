import type { RunId } from "../../src-main/core/model/ids.ts";
import { isActive, type RunRow } from "../../src-main/core/model/run.ts";
import { findRun, type RunsState, useRuns } from "./runs.ts";

/** Selects a run beside the others, or takes it out. A range of the selection begins here. */
export function toggleSelected(id: RunId): void {
  useRuns.setState(({ selection }) => {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    return { selection: next, anchor: id };
  });
}

/** Selects runs beside the others. */
export const addSelected = (ids: readonly RunId[]): void =>
  useRuns.setState(({ selection }) => {
    const next = new Set(selection);
    for (const id of ids) next.add(id);
    return { selection: next };
  });

/** Lets all selected runs go; false when none was. */
export function clearSelection(): boolean {
  if (useRuns.getState().selection.size === 0) return false;
  useRuns.setState({ selection: new Set(), anchor: null });
  return true;
}

/** So many runs can be laid side by side. */
export const mostCompared = 100;

/** Runs as they are compared: the oldest first, as baseline. */
export function runsToCompare(
  ids: ReadonlySet<RunId>,
  find: (id: RunId) => RunRow | undefined,
): readonly RunId[] {
  const time = (id: RunId): number => find(id)?.created ?? 0;
  return [...ids].sort((a, b) => time(a) - time(b));
}

export const selectedToCompare = (): readonly RunId[] => {
  const state = useRuns.getState();
  return runsToCompare(state.selection, (id) => findRun(state, id));
};

type Selection = Pick<RunsState, "selection" | "windows" | "children">;

/** Rows that were scrolled away from are not here any more; the app looks at them. */
const rowsHere = ({ windows, children }: Selection): readonly (readonly RunRow[])[] => [
  ...windows.values(),
  ...Object.values(children),
];

/** What can be done to the selected runs: as cheap for all runs of a library, of which few are here, as for one. */
export type SelectionTraits = {
  readonly count: number;
  /** Whether some are no steps. */
  readonly whole: boolean;
  /** Whether a run among them goes on. */
  readonly goesOn: boolean;
  /** The only one. */
  readonly only: RunId | null;
};

export function selectionTraits(state: Selection): SelectionTraits {
  const { selection } = state;
  const [first] = selection;
  if (first === undefined) return { count: 0, whole: false, goesOn: false, only: null };
  const steps = new Set<RunId>();
  let goesOn = false;
  for (const rows of rowsHere(state))
    for (const { id, parent, status } of rows) {
      if (!selection.has(id)) continue;
      if (parent !== null) steps.add(id);
      else if (isActive(status)) goesOn = true;
    }
  const only = selection.size === 1 ? first : null;
  return { count: selection.size, whole: steps.size < selection.size, goesOn, only };
}

/** Every selected run and step. */
export const selectedRuns = (): readonly RunId[] => [...useRuns.getState().selection];

/** The selected runs without steps: one whose run is not selected is left out. */
export function selectedWhole(state: Selection = useRuns.getState()): readonly RunId[] {
  const steps = new Set(
    rowsHere(state).flatMap((rows) => rows.flatMap(({ id, parent }) => (parent === null ? [] : [id]))),
  );
  return [...state.selection].filter((id) => !steps.has(id));
}
