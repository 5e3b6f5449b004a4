import { byCodeUnit, displayValue } from "../../../src-main/core/base/json.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import type { RunsFilter } from "../../state/runs.ts";

/** A parameter or metric that rows of the table have. */
export type Facet = {
  /** `params.lr` or `metrics.loss`: also what the app sorts by. */
  readonly id: string;
  readonly kind: "params" | "metrics";
  readonly name: string;
  /** Rows that have it. */
  readonly count: number;
  /** Whether two rows that have it have different values. */
  readonly differs: boolean;
  readonly numeric: boolean;
};

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
  const atFirst = { started: true, duration: table.room !== "narrow", tags: table.tagged } as const;
  return byHand[id] ?? atFirst[id];
}

/** The columns every run has, which the Columns menu can hide; name and status always stay. */
export const fixedColumns = [
  { id: "started", title: "Started" },
  { id: "duration", title: "Duration" },
  { id: "tags", title: "Tags" },
] as const;
export type FixedColumn = (typeof fixedColumns)[number]["id"];

/** What the rows have, in order of name. */
export function facetsOf(rows: Iterable<RunRow>): readonly Facet[] {
  type Tally = {
    kind: Facet["kind"];
    name: string;
    count: number;
    text: string;
    differs: boolean;
    numeric: boolean;
  };
  const tallies = new Map<string, Tally>();
  const add = (kind: Facet["kind"], name: string, text: string, numeric: boolean): void => {
    const id = `${kind}.${name}`;
    const tally = tallies.get(id);
    if (tally === undefined) tallies.set(id, { kind, name, count: 1, text, differs: false, numeric });
    else {
      tally.count += 1;
      tally.differs ||= tally.text !== text;
      tally.numeric &&= numeric;
    }
  };
  for (const row of rows) {
    for (const [name, value] of Object.entries(row.params))
      add("params", name, displayValue(value), typeof value === "number" || typeof value === "bigint");
    for (const [name, value] of Object.entries(row.metrics)) add("metrics", name, String(value), true);
  }
  return [...tallies]
    .map(([id, { text: _text, ...tally }]) => ({ id, ...tally }))
    .sort((a, b) => (a.kind === b.kind ? byCodeUnit(a.name, b.name) : a.kind === "params" ? -1 : 1));
}

/**
 * The parameter and metric columns to show: those switched on by hand, and of the others the parameters that differ
 * and the metrics, those that differ and the commonest first, unless switched off.
 */
export function chooseFacets(
  facets: readonly Facet[],
  byHand: { readonly [id: string]: boolean },
  room: Room,
): readonly Facet[] {
  const first = (kind: Facet["kind"]): readonly Facet[] =>
    facets
      .filter((facet) => facet.kind === kind && (kind === "metrics" || facet.differs))
      .sort((a, b) => Number(b.differs) - Number(a.differs) || b.count - a.count)
      .slice(0, shownAtFirst[room]);
  const shown = new Set([...first("params"), ...first("metrics")].map(({ id }) => id));
  return facets.filter(({ id }) => byHand[id] ?? shown.has(id));
}

/** Headings for dotted names: the last part where that is clear, the whole name where two columns would be alike. */
export function headings(facets: readonly Facet[]): ReadonlyMap<string, string> {
  const short = (name: string): string => name.split(".").at(-1) ?? name;
  const uses = new Map<string, number>();
  for (const { name } of facets) uses.set(short(name), (uses.get(short(name)) ?? 0) + 1);
  return new Map(
    facets.map(({ id, name }) => [id, (uses.get(short(name)) ?? 0) > 1 ? name : short(name)] as const),
  );
}

export type Sort = RunsFilter["sort"];

/** The order after a click: the column's own direction first, then the other, then newest first again. */
export function nextSort(sort: Sort, field: string, descendingFirst: boolean): Sort {
  if (sort?.field !== field) return { field, descending: descendingFirst };
  return sort.descending === descendingFirst ? { field, descending: !descendingFirst } : null;
}
