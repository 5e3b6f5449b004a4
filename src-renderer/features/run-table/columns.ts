import type { RunColumn } from "../../../src-main/core/contract/run-lists.ts";
import type { RunsFilter } from "../../state/runs.ts";

/** How much room the table has: beside an open run little, alone in a large window much. */
export type Room = keyof typeof shownAtFirst;

/** Parameters and metrics shown at first are at most this many each; the Columns menu has the others. */
const shownAtFirst = { narrow: 2, normal: 4, wide: 6 } as const;

/** `width` in CSS pixels; 0 while it is not known. */
export const roomOf = (width: number): Room =>
  width === 0 ? "normal" : width < 720 ? "narrow" : width < 1250 ? "normal" : "wide";

/** Whether a column that every run has is shown: as switched by hand, else if there is use and room for it. */
export function showsFixed(
  id: FixedColumn,
  byHand: { readonly [id: string]: boolean },
  table: { readonly tagged: boolean; readonly room: Room },
): boolean {
  const atFirst: { readonly [id: string]: boolean } = {
    started: true,
    duration: table.room !== "narrow",
    tags: table.tagged,
  };
  return byHand[id] ?? atFirst[id] ?? false;
}

/** The columns every run has, which the Columns menu can hide; name and status always stay. */
export const fixedColumns = [
  { id: "started", title: "Started" },
  { id: "duration", title: "Duration" },
  { id: "ended", title: "Ended" },
  { id: "created", title: "Created" },
  { id: "project", title: "Project" },
  { id: "pipeline", title: "Pipeline" },
  { id: "step", title: "Step" },
  { id: "kind", title: "Kind" },
  { id: "tags", title: "Tags" },
] as const;
export type FixedColumn = (typeof fixedColumns)[number]["id"];

/**
 * The parameter, metric and property columns to show: those switched on by hand, and of the others the parameters that
 * differ and the metrics, unless switched off. First those that a run at the head of the list has, as a column of dashes tells
 * nothing; of them those that differ and the commonest.
 */
export function chooseColumns(
  columns: readonly RunColumn[],
  byHand: { readonly [id: string]: boolean },
  room: Room,
): readonly RunColumn[] {
  const first = (kind: RunColumn["kind"]): readonly RunColumn[] =>
    columns
      .filter((column) => column.kind === kind && column.recent > 0 && (kind === "metrics" || column.differs))
      .sort(
        (a, b) =>
          Number(b.leads) - Number(a.leads) || Number(b.differs) - Number(a.differs) || b.recent - a.recent,
      )
      .slice(0, shownAtFirst[room]);
  const shown = new Set([...first("params"), ...first("metrics")].map(({ id }) => id));
  return columns.filter(({ id }) => byHand[id] ?? shown.has(id));
}

/**
 * Ids in the order that they were moved to. One that was never moved follows the one that it follows by itself, so that a new
 * column comes where it would have been.
 */
export function orderedIds(ids: readonly string[], moved: readonly string[]): readonly string[] {
  const places = new Map(moved.map((id, index) => [id, index]));
  const ordered = ids
    .filter((id) => places.has(id))
    .sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  ids.forEach((id, index) => {
    if (places.has(id)) return;
    const before = ids[index - 1];
    ordered.splice(before === undefined ? 0 : ordered.indexOf(before) + 1, 0, id);
  });
  return ordered;
}

/** Ids after one was put before another, or behind all of them. */
export function movedBefore(ids: readonly string[], id: string, before: string | null): readonly string[] {
  const others = ids.filter((other) => other !== id);
  const at = before === null ? -1 : others.indexOf(before);
  return at < 0 ? [...others, id] : [...others.slice(0, at), id, ...others.slice(at)];
}

/** Headings for dotted names: the last part where that is clear, the whole name where two columns would be alike. */
export function headings(columns: readonly RunColumn[]): ReadonlyMap<string, string> {
  const short = (name: string): string => name.split(".").at(-1) ?? name;
  const uses = new Map<string, number>();
  for (const { name } of columns) uses.set(short(name), (uses.get(short(name)) ?? 0) + 1);
  return new Map(
    columns.map(({ id, name }) => [id, (uses.get(short(name)) ?? 0) > 1 ? name : short(name)] as const),
  );
}

export type Sort = RunsFilter["sort"];

/** The order after a click: the column's own direction first, then the other, then newest first again. */
export function nextSort(sort: Sort, field: string, descendingFirst: boolean): Sort {
  if (sort?.field !== field) return { field, descending: descendingFirst };
  return sort.descending === descendingFirst ? { field, descending: !descendingFirst } : null;
}
