import type { Value } from "../base/value.ts";
import type { PipelineGraph } from "./graph.ts";
import type { RunId } from "./ids.ts";
import type { Change, RecordDiff } from "./run-diff.ts";

export type Cell = string | number | null;

/** One row that differs; row numbers count from 1, without the heading. Cells go by the diff's columns, null where a side lacks one. */
export type TableRow = {
  readonly change: "added" | "removed" | "changed";
  readonly fromRow: number | null;
  readonly toRow: number | null;
  /** What the row is known by; null when rows go by what is in them and their place. */
  readonly key: Cell;
  readonly from: readonly Cell[] | null;
  readonly to: readonly Cell[] | null;
  /** Places of the columns whose cells differ; empty for a row that only one side has. */
  readonly changed: readonly number[];
};

export type TableDiff = {
  readonly columns: readonly { readonly name: string; readonly change: "same" | "added" | "removed" }[];
  /** The column that rows are matched by; null when they are matched by what is in them and their place. */
  readonly key: string | null;
  /** Cells that rows and columns of both sides have in common, and how many of them differ. */
  readonly cells: { readonly changed: number; readonly total: number };
  readonly counts: { readonly [change in Change]: number };
  /** Rows that differ, in the candidate's order, removed ones where they stood; at most as many as were asked for. */
  readonly rows: readonly TableRow[];
};

/** An input or output of two runs looked into. */
export type FileDiff =
  | { readonly kind: "table"; readonly diff: TableDiff }
  /** Leaves of a JSON document by path. */
  | { readonly kind: "json"; readonly diff: RecordDiff<Value> }
  /** The bytes of two pictures of one media type. */
  | { readonly kind: "image"; readonly type: string; readonly from: Uint8Array; readonly to: Uint8Array }
  /** Nothing better than its text or what `runs.fileText` says of it; `why`, where more could be expected. */
  | { readonly kind: "text"; readonly why: string | null };

/** A line of a console: its number, from 1, and its text as it was, without signs to a terminal. */
export type LogLine = { readonly line: number; readonly text: string };

/** A row of two consoles side by side, or how many alike lines are left out between two. */
export type LogRow =
  | { readonly change: Change; readonly from: LogLine | null; readonly to: LogLine | null }
  | { readonly change: "skipped"; readonly lines: number };

export type LogDiff = {
  readonly rows: readonly LogRow[];
  /** Lines that only one side has or that differ, whether or not they are among the rows. */
  readonly removed: number;
  readonly added: number;
  /** Lines that are alike but for times and the like. */
  readonly volatile: number;
  readonly lines: readonly [from: number, to: number];
  /** True when there are more differences than rows were asked for. */
  readonly capped: boolean;
};

/** The consoles of two runs, step by step. */
export type LogsDiff = {
  readonly consoles: readonly (LogDiff & {
    /** Null for runs that are no steps. */
    readonly step: string | null;
    /** Consoles of which only the first so many bytes were compared; null: all of both. */
    readonly cut: number | null;
  })[];
};

/** A step of two pipelines as one node: how it differs, why, and its run on each side. */
export type NodeDifference = {
  readonly change: Change;
  readonly reasons: readonly string[];
  readonly from: RunId | null;
  readonly to: RunId | null;
};

/** Two pipelines as one graph. A step goes by its name in the candidate, one that is gone by its own. */
export type GraphDiff = {
  readonly graph: PipelineGraph;
  readonly nodes: { readonly [step: string]: NodeDifference };
};
