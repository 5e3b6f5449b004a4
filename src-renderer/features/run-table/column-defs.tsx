import {
  type ColumnDef,
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import type { RunColumn } from "../../../src-main/core/contract/run-lists.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import {
  CreatedCell,
  durationContent,
  EndedCell,
  metricContent,
  NameCell,
  paramContent,
  propertyContent,
  SelectCell,
  StartedCell,
  StatusCell,
  TagsCell,
} from "./cells.tsx";
import { headings, type Room } from "./columns.ts";
import type { CellContent } from "./grid-row.tsx";

export type ColumnMeta = {
  readonly align: "left" | "right";
  readonly look: "plain" | "muted" | "mono";
  /** What the app sorts by; null for a column without an order. */
  readonly sort: string | null;
  /** The first click sorts this way. */
  readonly descendingFirst: boolean;
  /** What the app groups by; null for a column whose values are (nearly) all different. */
  readonly group: string | null;
  /** The whole name, where the heading is short. */
  readonly title: string;
  /** A run's cell. Rows are drawn from this and not from a row model, so that one that did not change is not drawn anew. */
  readonly contentOf: (run: RunRow) => CellContent;
};

export const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnPinningFeature,
  columnOrderingFeature,
  columnMeta: {} as ColumnMeta,
});

export type TableColumn = ColumnDef<typeof features, RunRow> & {
  readonly id: string;
  readonly meta: ColumnMeta;
};

/** The name column is this wide at least and takes up to twice that where there is room. */
export const nameWidth = 216;
const narrowNameWidth = 200;

/** These two are always there and always at the left. */
export const leading = ["select", "name"] as const;

type Size = { readonly size: number; readonly min: number };

function column(
  id: string,
  { size, min }: Size,
  meta: Partial<ColumnMeta> & Pick<ColumnMeta, "title" | "contentOf">,
): TableColumn {
  return {
    id,
    header: meta.title,
    size,
    minSize: min,
    meta: { align: "left", look: "plain", sort: null, group: null, descendingFirst: false, ...meta },
  };
}

const time = { align: "right", look: "muted", descendingFirst: true } as const;

const select: TableColumn = {
  ...column(
    "select",
    { size: 30, min: 30 },
    { title: "Select", contentOf: (run) => ({ element: <SelectCell row={run} /> }) },
  ),
  header: "",
  enableResizing: false,
};
const name = (size: number): TableColumn =>
  column(
    "name",
    { size, min: 120 },
    { title: "Name", sort: "name", group: "name", contentOf: (run) => ({ element: <NameCell row={run} /> }) },
  );
const status = column(
  "status",
  { size: 128, min: 100 },
  {
    title: "Status",
    sort: "status",
    group: "status",
    contentOf: (run) => ({ element: <StatusCell row={run} /> }),
  },
);

const timed = (id: string, title: string, size: number, contentOf: ColumnMeta["contentOf"]): TableColumn =>
  column(id, { size, min: 64 }, { ...time, title, sort: id, contentOf });
const word = (id: "project" | "pipeline" | "step" | "kind", title: string, size: number): TableColumn =>
  column(
    id,
    { size, min: 50 },
    {
      title,
      sort: id,
      group: id,
      contentOf: (run) => ({ text: run[id] ?? "", title: run[id] ?? undefined }),
    },
  );

/** Columns that every run has; the tags stand at the end, see below. */
const fixedOnes: readonly TableColumn[] = [
  timed("started", "Started", 92, (run) => ({ element: <StartedCell row={run} /> })),
  timed("duration", "Duration", 80, durationContent),
  timed("ended", "Ended", 92, (run) => ({ element: <EndedCell row={run} /> })),
  timed("created", "Created", 92, (run) => ({ element: <CreatedCell row={run} /> })),
  word("project", "Project", 130),
  word("pipeline", "Pipeline", 110),
  word("step", "Step", 110),
  word("kind", "Kind", 80),
];

/** At the end, as a run's values are looked at more often: in a narrow window these are what one scrolls to. */
const tags = column(
  "tags",
  { size: 140, min: 50 },
  { title: "Tags", sort: "tags", group: "tags", contentOf: (run) => ({ element: <TagsCell row={run} /> }) },
);

/** A column of numbers is this wide at least while it shows means and deviations. */
const measureWidth = 140;

/**
 * Column definitions for the chosen parameters, metrics and properties; `fixed` are the ids of those every run has. `grouped`:
 * the lines are groups of runs.
 */
export function columnDefs(
  chosen: readonly RunColumn[],
  fixed: ReadonlySet<string>,
  { room, grouped }: { readonly room: Room; readonly grouped: boolean },
): readonly TableColumn[] {
  const titles = headings(chosen);
  return [
    select,
    name(room === "narrow" ? narrowNameWidth : nameWidth),
    status,
    ...fixedOnes
      .filter(({ id }) => fixed.has(id))
      .map((one) => (grouped && one.id === "duration" ? { ...one, size: measureWidth } : one)),
    ...chosen.map((entry) => {
      const one = valueColumn(entry, titles.get(entry.id) ?? entry.name);
      return grouped && entry.numeric ? { ...one, size: Math.max(measureWidth, one.size ?? 0) } : one;
    }),
    ...(fixed.has(tags.id) ? [tags] : []),
  ];
}

/** The least width of a column of values, in pixels: a text is cut short of a dozen characters only where the person did it. */
const leastWidth = ({ kind, numeric }: RunColumn): number => (!numeric ? 112 : kind === "metrics" ? 72 : 60);

const contents = { params: paramContent, metrics: metricContent, properties: propertyContent } as const;

function valueColumn(entry: RunColumn, heading: string): TableColumn {
  const { id, kind, name: own, numeric } = entry;
  const contentOf = contents[kind];
  const size = Math.max(leastWidth(entry), Math.min(176, Math.round(heading.length * 8) + 22));
  const meta = {
    title: own,
    align: numeric ? "right" : "left",
    look: "mono",
    sort: id,
    group: id,
    descendingFirst: kind === "metrics",
    contentOf: (run: RunRow) => contentOf(run, own),
  } as const;
  return { ...column(id, { size, min: 50 }, meta), header: heading };
}
