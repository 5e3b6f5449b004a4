import { useEffect, useMemo, useState } from "react";
import type { PipelineId, RunId } from "../../../src-main/core/model/ids.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import { isActive, type RunRow } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { lookUp } from "../../state/book.ts";
import { childrenOf, fresher, useLive } from "../../state/live.ts";

export type FollowedRun = {
  readonly row: RunRow;
  readonly steps: readonly RunRow[];
  readonly active: boolean;
  /** Why each step ran or did not, as far as the app has told. */
  readonly reasons: { readonly [step: string]: readonly Reason[] };
};

const noRows: readonly RunRow[] = [];

/**
 * The run of a pipeline that is watched here: the one that is active, and still that one after it has ended. `active` is what the app
 * said when it was last asked; runs begun since are known from events.
 */
export function useFollowedRun(pipeline: PipelineId, active: RunId | null): FollowedRun | null {
  const begun = useLive((live) => live.begun[pipeline] ?? null);
  const [id, setId] = useState<RunId | null>(null);
  const newest = begun ?? active;
  useEffect(() => {
    // ULIDs grow with time: what was active when the app was last asked never replaces a run begun since.
    if (newest !== null) setId((old) => (old === null || newest > old ? newest : old));
  }, [newest]);

  const told = useLive((live) => (id === null ? undefined : lookUp(live.rows, id)));
  const children = useLive((live) => (id === null ? noRows : childrenOf(live, id)));
  const stale = useLive((live) => live.staleRevision);
  // Once for what happened before events told of it, once more at the end, when every step is recorded.
  const ended = told !== undefined && !isActive(told.status);
  const { value, reload } = useAnswer("runs.get", id === null ? null : { id });
  useEffect(() => {
    if (ended || stale > 0) reload();
  }, [ended, stale, reload]);

  return useMemo(() => {
    const row = value === null ? told : fresher<RunRow>(value, told);
    if (row === undefined) return null;
    const rows = new Map((value?.steps ?? []).map((step): [RunId, RunRow] => [step.id, step]));
    for (const child of children) {
      const known = rows.get(child.id);
      rows.set(child.id, known === undefined ? child : fresher(known, child));
    }
    return {
      row,
      steps: [...rows.values()],
      active: isActive(row.status),
      reasons: value?.stepReasons ?? {},
    };
  }, [value, told, children]);
}
