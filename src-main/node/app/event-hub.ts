import type { RunId } from "../../core/model/ids.ts";
import type { RunEvent, RunEventBody } from "../../core/model/run-event.ts";
import type { Writable } from "../store/database.ts";
import { rowById } from "../store/tables/runs.ts";

/** Numbers events and hands them to whoever listens. Only what was persisted is published. */
export type EventHub = {
  readonly publish: (body: RunEventBody) => void;
  /** Publishes the row of a run as it is now, and that of its parent, whose progress it is part of. */
  readonly publishRun: (id: RunId) => void;
  readonly listen: (listener: (event: RunEvent) => void) => () => void;
  readonly sequence: () => number;
};

export function eventHub(database: Writable): EventHub {
  const listeners = new Set<(event: RunEvent) => void>();
  let sequence = 0;
  const publish = (body: RunEventBody) => {
    sequence += 1;
    for (const listener of listeners) listener({ sequence, ...body });
  };
  return {
    publish,
    publishRun: (id) => {
      if (listeners.size === 0) return;
      const run = rowById(database, id);
      if (run === null) return;
      publish({ type: "run", run });
      const parent = run.parent === null ? null : rowById(database, run.parent);
      if (parent !== null) publish({ type: "run", run: parent });
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sequence: () => sequence,
  };
}
