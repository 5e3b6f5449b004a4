import { create } from "zustand";
import type { PipelineId, RunId } from "../../src-main/core/model/ids.ts";
import { isActive, type RunRow } from "../../src-main/core/model/run.ts";
import { type Book, emptyBook, lookUp, valuesOf, withEntry, withoutEntries } from "./book.ts";

/** What events told about runs since the window opened: newer than any answer that was asked for before. */
export type Live = {
  readonly rows: Book<RunRow>;
  /** Sequence of the event that brought each row. */
  readonly sequences: Book<number>;
  /** Bytes in the log of each run that wrote lately. */
  readonly logSizes: Book<number>;
  /** Rows of the steps of each pipeline run that events told of, oldest first. */
  readonly steps: Book<readonly RunRow[]>;
  /** The run of each pipeline that was begun last and goes on. */
  readonly begun: { readonly [pipeline: PipelineId]: RunId };
  /** Runs that were cancelled, and go on until their steps have ended. */
  readonly cancelling: ReadonlySet<RunId>;
  /** Grows when runs are deleted. */
  readonly deletions: number;
  /** Grows when everything shown must be asked for again. */
  readonly staleRevision: number;
};

export const emptyLive: Live = {
  rows: emptyBook,
  sequences: emptyBook,
  logSizes: emptyBook,
  steps: emptyBook,
  begun: {},
  cancelling: new Set(),
  deletions: 0,
  staleRevision: 0,
};

export const useLive = create<Live>(() => emptyLive);

/** Rows of ended runs beyond this many are forgotten, oldest first. */
const liveLimit = 5_000;

const noRows: readonly RunRow[] = [];

/** Rows of a pipeline run's steps that events told of, oldest first; the same list as long as none of them changed. */
export const childrenOf = (live: Pick<Live, "steps">, parent: RunId): readonly RunRow[] =>
  lookUp(live.steps, parent) ?? noRows;

/** What was made of a row that an event told and of one that was asked for. */
const joined = new WeakMap<RunRow, { readonly asked: RunRow; readonly row: RunRow }>();

/**
 * Of two rows of one run the one that says more: an end is never taken back, else the event's. The same two give the very same
 * row: of a run's thousand steps a few change at a time.
 */
export function fresher<Row extends RunRow>(asked: Row, told: RunRow | undefined): Row {
  if (told === undefined || (asked.ended !== null && told.ended === null)) return asked;
  const known = joined.get(told);
  // It was made of this very row, so it is of its kind.
  if (known?.asked === asked) return known.row as Row;
  const row = { ...asked, ...told };
  joined.set(told, { asked, row });
  return row;
}

/** With the row that an event told. */
export function withRow(live: Live, row: RunRow, sequence: number): Live {
  const { parent } = row;
  const next: Live = {
    ...live,
    rows: withEntry(live.rows, row.id, row),
    sequences: withEntry(live.sequences, row.id, sequence),
    steps:
      parent === null ? live.steps : withEntry(live.steps, parent, withStep(childrenOf(live, parent), row)),
    begun: begunAfter(live.begun, row),
    cancelling: isActive(row.status) ? live.cancelling : withoutRun(live.cancelling, row.id),
  };
  return next.rows.size > liveLimit ? pruned(next) : next;
}

/** Without rows of runs that are gone, or were told of long ago. */
export function withoutRows(live: Live, ids: readonly string[]): Live {
  const gone = new Set(ids);
  const parents = ids.flatMap((id) => lookUp(live.rows, id)?.parent ?? []);
  const steps = [...new Set(parents)].reduce(
    (book, parent) =>
      withEntry(
        book,
        parent,
        (lookUp(book, parent) ?? noRows).filter(({ id }) => !gone.has(id)),
      ),
    withoutEntries(live.steps, ids),
  );
  return {
    ...live,
    rows: withoutEntries(live.rows, ids),
    sequences: withoutEntries(live.sequences, ids),
    logSizes: withoutEntries(live.logSizes, ids),
    steps,
    begun: Object.fromEntries(Object.entries(live.begun).filter(([, id]) => !gone.has(id))),
  };
}

const withoutRun = (runs: ReadonlySet<RunId>, run: RunId): ReadonlySet<RunId> =>
  runs.has(run) ? new Set([...runs].filter((other) => other !== run)) : runs;

const order = (a: RunRow, b: RunRow): number =>
  a.created - b.created || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** A row takes the place of the one of its run; new ones are nearly always the last. */
function withStep(rows: readonly RunRow[], row: RunRow): readonly RunRow[] {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(rows[middle] as RunRow, row) < 0) low = middle + 1;
    else high = middle;
  }
  return rows[low]?.id === row.id ? rows.with(low, row) : rows.toSpliced(low, 0, row);
}

function begunAfter(begun: Live["begun"], row: RunRow): Live["begun"] {
  const { pipelineId, parent, id } = row;
  if (pipelineId === null || parent !== null) return begun;
  const known = begun[pipelineId];
  // ULIDs grow with time.
  if (isActive(row.status))
    return known !== undefined && known >= id ? begun : { ...begun, [pipelineId]: id };
  if (known !== id) return begun;
  const { [pipelineId]: _, ...others } = begun;
  return others;
}

/** Forgets half of what may be forgotten, so that it is looked for seldom. */
function pruned(live: Live): Live {
  const told = (row: RunRow): number => lookUp(live.sequences, row.id) ?? 0;
  const ended = valuesOf(live.rows)
    .filter((row) => !isActive(row.status))
    .toSorted((a, b) => told(a) - told(b))
    .slice(0, live.rows.size - liveLimit / 2)
    .map(({ id }) => id);
  return withoutRows(live, ended);
}
