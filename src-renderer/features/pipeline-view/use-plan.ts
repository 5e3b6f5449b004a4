import { useCallback, useEffect, useRef, useState } from "react";
import type { PipelineRequest, PipelineView } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { client } from "../../api/client.ts";
import { latestOnly } from "../../api/latest-only.ts";
import { useLive } from "../../state/live.ts";
import { usePipelines } from "../../state/pipelines.ts";

/** While somebody types, the plan waits for this pause, in milliseconds. */
const pause = 120;

export type Planned = {
  /** The last plan that was answered, null before the first. */
  readonly view: PipelineView | null;
  readonly failure: Failure | null;
  readonly pending: boolean;
  /** The ended run that the shown plan knows of. */
  readonly after: RunId | null;
  /** What the shown plan was made for. */
  readonly request: PipelineRequest | null;
  readonly reload: () => void;
};

/**
 * The forecast for a request, asked again when it changes (after a pause), when a run has ended (`after`), when files
 * changed, and when the window gets the focus back. Only the newest question's answer counts; until then the last stays.
 */
export function usePlan(request: PipelineRequest, after: RunId | null): Planned {
  const [state, setState] = useState<Omit<Planned, "reload">>({
    view: null,
    failure: null,
    pending: true,
    after: null,
    request: null,
  });
  const [round, setRound] = useState(0);
  const revision = usePipelines((pipelines) => pipelines.revision);
  const stale = useLive((live) => live.staleRevision);
  const only = useRef(latestOnly());
  const asked = useRef<string | null>(null);
  const reload = useCallback(() => setRound((count) => count + 1), []);

  useEffect(() => {
    addEventListener("focus", reload);
    return () => removeEventListener("focus", reload);
  }, [reload]);

  const key = JSON.stringify(request);
  // biome-ignore lint/correctness/useExhaustiveDependencies: revision, stale and round say that the answer may be another.
  useEffect(() => {
    const ask = () => {
      asked.current = key;
      const now = JSON.parse(key) as PipelineRequest;
      void only.current.run(client.call("pipelines.plan", now), (result) =>
        setState((old) =>
          result.ok
            ? { view: result.value, failure: null, pending: false, after, request: now }
            : { ...old, failure: result.error, pending: false, after },
        ),
      );
    };
    only.current.cancel();
    setState((old) => (old.pending ? old : { ...old, pending: true }));
    const typing = asked.current !== null && asked.current !== key;
    if (!typing) {
      ask();
      return;
    }
    const timer = setTimeout(ask, pause);
    return () => clearTimeout(timer);
  }, [key, after, revision, stale, round]);

  useEffect(() => {
    const questions = only.current;
    return () => questions.cancel();
  }, []);

  return { ...state, reload };
}
