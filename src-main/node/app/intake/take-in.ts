import { existsSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import type { ProgramEvent } from "../../../core/events/program-event.ts";
import type { RunId } from "../../../core/model/ids.ts";
import { notePending } from "../../store/search/pending-runs.ts";
import { intakeOrNothing, setIntake } from "../../store/tables/intake.ts";
import { nextStep } from "../../store/tables/metrics.ts";
import type { Library } from "../library.ts";
import { applyChanges, type Prepared, prepare } from "./apply.ts";
import { type Collected, collect } from "./collect.ts";
import { readBlock } from "./event-lines.ts";

export type EventSource = {
  readonly run: RunId;
  /** Absolute path of the event file. */
  readonly file: string;
  /** The folder that relative artifacts lie in. */
  readonly folder: string;
  /** Where the program runs; null when it is not known. */
  readonly cwd: string | null;
};

type EndEvent = Extract<ProgramEvent, { readonly type: "end" }>;

/** What a look into an event file came to. `end`: how the program said that it ended; null: it did not, this time. */
export type TakenIn = { readonly changed: boolean; readonly end: EndEvent | null };

export type TakeInOptions = {
  /** Called in the same transaction after each stretch. */
  readonly also?: (prepared: Prepared) => void;
  /** Which metrics count; without it all do. */
  readonly counts?: (name: string) => boolean;
  /** Called after each stretch was committed. */
  readonly onTaken?: () => void;
  /** How often the search index follows a run of which nothing but metrics is new, in milliseconds. */
  readonly indexEvery?: number;
};

/** When runs were last put into the search index for their metrics, by this process. */
const indexed = new Map<RunId, number>();

/**
 * Takes what is new in an event file into the library: every line once, whoever else reads it and whenever this process is
 * ended, because how far it was read is committed together with what it said.
 */
export async function takeIn(
  library: Library,
  source: EventSource,
  { also, counts, onTaken, indexEvery = 5_000 }: TakeInOptions = {},
): Promise<TakenIn> {
  const { database } = library;
  const { run } = source;
  let changed = false;
  let end: EndEvent | null = null;
  // Most commands tell nothing, and to fail to open it takes ten times as long.
  if (!existsSync(source.file)) return { changed, end };
  for (;;) {
    const before = intakeOrNothing(database, run);
    const block = readBlock(source.file, before.position, before.skipping);
    if (block === null) return { changed, end };
    const now = Date.now();
    const collected = collect(block, before, {
      nextStep: (name) => nextStep(database, run, name),
      counts: counts ?? (() => true),
      now,
    });
    const prepared = await prepare(library, source, collected, now);
    const isOurs = database
      .transaction(() => {
        if (intakeOrNothing(database, run).position !== before.position) return false;
        applyChanges(library, run, collected, prepared);
        also?.(prepared);
        setIntake(database, run, {
          position: block.next,
          skipping: block.skipping,
          lines: before.lines + collected.lines,
          bad: before.bad + collected.bad + prepared.problems.length,
          problems: [...collected.problems, ...prepared.problems].slice(0, 20),
          host: before.host,
        });
        if (isWorthIndexing(run, collected, prepared, now, indexEvery)) {
          notePending(database, run);
          indexed.set(run, now);
        }
        return true;
      })
      .immediate();
    // Another process was first: what it left is read.
    if (isOurs) {
      changed = true;
      end = prepared.end ?? end;
      onTaken?.();
    }
    // Others of this process get their turn: a window that asks for something.
    await turn();
  }
}

const isWorthIndexing = (
  run: RunId,
  { series }: Collected,
  { changes, end }: Prepared,
  now: number,
  every: number,
): boolean =>
  end !== null ||
  changes.length > 0 ||
  // Of a run with thousands of metrics it would take seconds each time.
  (series.size > 0 && now - (indexed.get(run) ?? 0) >= every * Math.max(1, series.size / 500));
