import type { Diagnostic } from "../model/diagnostic.ts";

/** A field and a direction; null: newest start first. */
export type Sort = { readonly field: string; readonly descending: boolean } | null;

/** A value that runs are grouped by; null: that of runs without one. */
export type GroupValue = string | number | null;

/** Only runs whose value of a field is this one, as `runs.groups` tells it. */
export type Within = { readonly field: string; readonly value: GroupValue };

/** Which runs a list is of, and which part of it. */
export type RunsQuery = {
  /** A query; empty for all top-level runs. */
  readonly query: string;
  /** Only this project and those below it. */
  readonly project: string | null;
  /** Archived runs and no others; false: none of them. */
  readonly archived?: boolean | undefined;
  /** Only the runs of one group; all of these hold. */
  readonly within?: readonly Within[] | undefined;
  readonly limit: number;
  readonly offset: number;
  readonly sort: Sort;
};

/** All runs that a list is of, whatever their order. */
export type FoundRuns = Pick<RunsQuery, "query" | "project" | "archived" | "within">;

/** What a run of the library may be shown with: a parameter, a metric or a property. */
export type RunColumn = {
  /** `params.lr`, `metrics.loss`, `properties.note`: also what is sorted and grouped by. */
  readonly id: string;
  readonly kind: "params" | "metrics" | "properties";
  readonly name: string;
  /** Runs and steps of the library that have it. */
  readonly runs: number;
  /** How many of the newest runs (at most 200 are looked at) have it, and whether two of them differ in it. */
  readonly recent: number;
  readonly differs: boolean;
  /** Whether one of the very newest has it, of which a list begins: about as many as are seen without scrolling. */
  readonly leads: boolean;
  /** Whether no value of it is a text. */
  readonly numeric: boolean;
};

export type GroupsQuery = RunsQuery & {
  /** Fields whose values make the groups. */
  readonly by: readonly string[];
  /** Fields of numbers to tell the mean of. */
  readonly measures: readonly string[];
};

export type GroupsPage = {
  readonly total: number;
  readonly groups: readonly RunGroup[];
  readonly diagnostics: readonly Diagnostic[];
};

export type RunGroup = {
  /** Parallel to `by`. A date is its day in UTC; several tags are one value. */
  readonly key: readonly GroupValue[];
  readonly runs: number;
  /** Start of the newest run. */
  readonly newest: number;
  /** Parallel to `measures`: over the runs that have a number; the deviation of a sample, null of a single one. */
  readonly measures: readonly {
    readonly count: number;
    readonly mean: number | null;
    readonly deviation: number | null;
  }[];
};

/** How a table of runs is laid out. Columns by id: `name`, `status`, `params.lr`, … */
export type TableLayout = {
  /** Columns switched on or off by hand; of the others those that tell most are shown. */
  readonly columns: { readonly [id: string]: boolean };
  /** Pixels. */
  readonly columnSizes: { readonly [id: string]: number };
  /** Columns that were moved, with those around them; the others follow in their own order. */
  readonly columnOrder: readonly string[];
  /** Columns that stay at the left while the others are scrolled. */
  readonly pinnedColumns: readonly string[];
};

/** A search with what its answer is shown as, kept in the library. */
export type SavedSearch = {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly project: string | null;
  readonly sort: Sort;
  readonly group: readonly string[];
  readonly table: TableLayout;
};
