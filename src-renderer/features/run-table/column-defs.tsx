import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import type { ReactNode } from "react";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import {
  DurationCell,
  MetricCell,
  NameCell,
  ParamCell,
  SelectCell,
  StartedCell,
  StatusCell,
  TagsCell,
} from "./cells.tsx";
import { type Facet, headings, type Room } from "./columns.ts";

export type ColumnMeta = {
  readonly align: "left" | "right";
  readonly look: "plain" | "muted" | "mono";
  /** What the app sorts by; null for a column without an order. */
  readonly sort: string | null;
  /** The first click sorts this way. */
  readonly descendingFirst: boolean;
  /** The whole name, where the heading is short. */
  readonly title: string;
  /** A run's cell. Rows are drawn from this and not from a row model, so that one that did not change is not drawn anew. */
  readonly render: (run: RunRow) => ReactNode;
};

export const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnMeta: {} as ColumnMeta,
});

export type RunColumn = ColumnDef<typeof features, RunRow>;

/** The name column is this wide at least and takes up to twice that where there is room. */
export const nameWidth = 184;
const narrowNameWidth = 176;

type Size = { readonly size: number; readonly min: number };

function column(
  id: string,
  { size, min }: Size,
  meta: Partial<ColumnMeta> & Pick<ColumnMeta, "title" | "render">,
) {
  return {
    id,
    header: meta.title,
    size,
    minSize: min,
    meta: { align: "left", look: "plain", sort: null, descendingFirst: false, ...meta },
  } satisfies RunColumn;
}

const time = { align: "right", look: "muted", descendingFirst: true } as const;

const select: RunColumn = {
  ...column("select", { size: 30, min: 30 }, { title: "Select", render: (run) => <SelectCell row={run} /> }),
  header: "",
  enableResizing: false,
};
const name = (size: number): RunColumn =>
  column(
    "name",
    { size, min: 120 },
    { title: "Name", sort: "name", render: (run) => <NameCell row={run} /> },
  );
const status = column(
  "status",
  { size: 128, min: 100 },
  { title: "Status", sort: "status", render: (run) => <StatusCell row={run} /> },
);
const hideable: readonly RunColumn[] = [
  column(
    "started",
    { size: 92, min: 70 },
    { ...time, title: "Started", sort: "started", render: (run) => <StartedCell row={run} /> },
  ),
  column(
    "duration",
    { size: 80, min: 64 },
    { ...time, title: "Duration", sort: "duration", render: (run) => <DurationCell row={run} /> },
  ),
];

/** At the end, as a run's values are looked at more often: in a narrow window these are what one scrolls to. */
const tags = column(
  "tags",
  { size: 140, min: 50 },
  { title: "Tags", render: (run) => <TagsCell row={run} /> },
);

/** Column definitions for the chosen parameters and metrics; `fixed` are the ids of those every run has. */
export function columnDefs(facets: readonly Facet[], fixed: ReadonlySet<string>, room: Room): RunColumn[] {
  const titles = headings(facets);
  return [
    select,
    name(room === "narrow" ? narrowNameWidth : nameWidth),
    status,
    ...hideable.filter(({ id }) => fixed.has(id ?? "")),
    ...facets.map((facet): RunColumn => {
      const heading = titles.get(facet.id) ?? facet.name;
      const size = Math.max(
        facet.kind === "metrics" ? 72 : 60,
        Math.min(170, Math.round(heading.length * 7.5) + 22),
      );
      const render = (run: RunRow): ReactNode =>
        facet.kind === "params" ? (
          <ParamCell row={run} name={facet.name} />
        ) : (
          <MetricCell row={run} name={facet.name} />
        );
      const meta = {
        title: facet.name,
        align: facet.numeric ? "right" : "left",
        look: "mono",
        sort: facet.id,
        descendingFirst: facet.kind === "metrics",
        render,
      } as const;
      return { ...column(facet.id, { size, min: 50 }, meta), header: heading };
    }),
    ...(fixed.has(tags.id) ? [tags] : []),
  ];
}
