import { statSync } from "node:fs";
import type { Diagnostic } from "../../../core/model/diagnostic.ts";
import { workerPool } from "../../host/worker-pool.ts";
import type { FoundRuns } from "../../importers/detect.ts";
import { type Line, linesOf } from "../../importers/lines.ts";
import { itemsOfLine } from "../../importers/read-jsonl.ts";
import { readRuns } from "../../importers/read-runs.ts";
import type { SourceItem } from "../../importers/run-source.ts";
import type { ReadLines, ReadTask } from "./import-worker.ts";
import type { PreparedRuns } from "./prepared-runs.ts";

/** What some lines of a file hold, which another thread has read. */
export type RunGroup = {
  readonly kind: "group";
  readonly problems: readonly Diagnostic[];
  /** Null: its items are to be taken one by one. */
  readonly prepared: PreparedRuns | null;
  /** Everything in it once more, read here: for when what was prepared does not serve. */
  readonly items: () => Iterable<SourceItem>;
};

/** Smaller files are read before a thread has started. In bytes. */
const leastAhead = 1024 * 1024;

/** Lines of a group, and characters of one: the runs of it are written in one transaction. */
const groupLines = 2_000;
const groupText = 4 * 1024 * 1024;

/** A longer line is read where it is taken in: it is not sent to and fro. In characters. */
const longLine = 1024 * 1024;

/** Groups that are read while one is written: more of them are held in memory and make nothing faster. */
const groupsAhead = 1;

const readers = workerPool<ReadTask, ReadLines>("import-worker", 1, import.meta.url);

/**
 * The runs of what was found, for an import. Of a large file of lines another thread reads the next lines and makes them
 * ready while this one writes; `onBytes` is told how far of it was given out.
 */
export function runsAhead(
  found: FoundRuns,
  onBytes: (read: number) => void = () => {},
): AsyncIterable<SourceItem | RunGroup> {
  const isLarge = found.format === "signet" && statSync(found.path).size >= leastAhead;
  return isLarge ? groupsOf(found.path, onBytes) : readRuns(found, onBytes);
}

async function* groupsOf(
  file: string,
  onBytes: (read: number) => void,
): AsyncGenerator<SourceItem | RunGroup> {
  type Ahead = { readonly items: Promise<Iterable<SourceItem | RunGroup>>; readonly read: number };
  const ahead: Ahead[] = [];
  let lines: Line[] = [];
  let size = 0;
  let read = 0;
  const send = (itemsOf: (lines: readonly Line[]) => Ahead["items"]): void => {
    if (lines.length === 0) return;
    const items = itemsOf(lines);
    // Whoever takes them hears of it, and nobody may.
    items.catch(() => {});
    ahead.push({ items, read });
    lines = [];
    size = 0;
  };
  const toAnotherThread = async (some: readonly Line[]): Promise<[RunGroup]> => {
    const answer = await readers.run({ file, lines: some });
    return [{ kind: "group", ...answer, items: () => itemsOfLines(file, some) }];
  };
  const inThisThread = async (some: readonly Line[]) => itemsOfLines(file, some);
  async function* first(): AsyncGenerator<SourceItem | RunGroup> {
    const { items, read: upTo } = ahead.shift() as Ahead;
    yield* await items;
    onBytes(upTo);
  }

  const onRead = (bytes: number): void => {
    read = bytes;
  };
  for await (const line of linesOf(file, { onBytes: onRead })) {
    const length = line.kind === "line" ? line.text.length : 0;
    const isLong = length > longLine;
    if (isLong) send(toAnotherThread);
    lines.push(line);
    size += length;
    if (isLong) send(inThisThread);
    else if (lines.length >= groupLines || size >= groupText) send(toAnotherThread);
    while (ahead.length > groupsAhead) yield* first();
  }
  send(toAnotherThread);
  while (ahead.length > 0) yield* first();
}

function* itemsOfLines(file: string, lines: readonly Line[]): Generator<SourceItem> {
  for (const line of lines) yield* itemsOfLine(file, line);
}
