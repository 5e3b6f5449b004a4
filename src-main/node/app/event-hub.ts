import type { RunId } from "../../core/model/ids.ts";
import type { RunEvent, RunEventBody } from "../../core/model/run-event.ts";
import type { Writable } from "../store/database.ts";
import { rowById } from "../store/tables/runs.ts";

/** Numbers events and hands them to whoever listens. Only what was persisted is published. */
export type EventHub = {
  readonly publish: (body: RunEventBody) => void;
  /** Publishes the row of a run as it is now, and soon that of its parent, whose progress it is part of. */
  readonly publishRun: (id: RunId) => void;
  readonly listen: (listener: (event: RunEvent) => void) => () => void;
  readonly sequence: () => number;
  /** Publishes what is due, for the last time. */
  readonly close: () => void;
};

/**
 * How soon after a step the run that it is part of is published, in milliseconds. Once for all steps that changed
 * meanwhile: its row is a sum over all of its steps, so that publishing it with each would be quadratic.
 */
const progressInterval = 250;
/** The part of the time that this may take: of a run with very many steps it is published less often. */
const progressShare = 0.01;

export function eventHub(database: Writable): EventHub {
  const listeners = new Set<(event: RunEvent) => void>();
  let sequence = 0;
  const publish = (body: RunEventBody) => {
    sequence += 1;
    for (const listener of listeners) listener({ sequence, ...body });
  };
  const due = new Set<RunId>();
  let timer: NodeJS.Timeout | undefined;
  let interval = progressInterval;
  const publishDue = () => {
    clearTimeout(timer);
    timer = undefined;
    const began = performance.now();
    for (const id of due) {
      const run = rowById(database, id);
      if (run !== null) publish({ type: "run", run });
    }
    due.clear();
    interval = Math.max(progressInterval, (performance.now() - began) / progressShare);
  };
  return {
    publish,
    publishRun: (id) => {
      if (listeners.size === 0) return;
      const run = rowById(database, id);
      if (run === null) return;
      publish({ type: "run", run });
      due.delete(id);
      if (run.parent === null) return;
      due.add(run.parent);
      timer ??= setTimeout(publishDue, interval);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sequence: () => sequence,
    close: publishDue,
  };
}
