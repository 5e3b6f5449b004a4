import type { RunId } from "./ids.ts";
import type { RunRow } from "./run.ts";

/**
 * What happens to runs, in order. `sequence` counts from 1 for the life of the process that holds the library; a view
 * that reconnects asks for a snapshot and drops events up to the snapshot's sequence.
 */
export type RunEvent = { readonly sequence: number } & RunEventBody;

export type RunEventBody =
  /** A run was made or changed: the whole row, after it was persisted. */
  | { readonly type: "run"; readonly run: RunRow }
  | { readonly type: "runs-deleted"; readonly ids: readonly RunId[] }
  /** Somebody cancelled a run here. Until its row tells that it ended it can be killed. */
  | { readonly type: "cancelling"; readonly run: RunId }
  /** A run's log file grew to this many bytes. */
  | { readonly type: "log"; readonly run: RunId; readonly size: number }
  | { readonly type: "pipelines" }
  /** Projects came, went or were renamed. */
  | { readonly type: "projects" }
  /** Saved searches came, went or were changed. */
  | { readonly type: "searches" }
  /** Another process changed the library: what is shown must be asked for again. */
  | { readonly type: "stale" };
