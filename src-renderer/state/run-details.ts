import { useEffect, useMemo, useRef } from "react";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunDetail, RunRow } from "../../src-main/core/model/run.ts";
import { type Asked, useAnswer } from "../api/use-answer.ts";
import { lookUp } from "./book.ts";
import { childrenOf, fresher, useLive } from "./live.ts";

/** Detail of a run that is active is asked again at most this often, in milliseconds. */
const reloadInterval = 400;
/** So much less often for each of its steps, as all of them are told each time. */
const intervalOfStep = 1;

/** Everything recorded about a run, with what events told since laid over it. Asked again when it or a step of it ends. */
export function useRunDetail(id: RunId): Asked<RunDetail> {
  const asked = useAnswer("runs.get", { id });
  const own = useLive((live) => lookUp(live.rows, id));
  const children = useLive((live) => childrenOf(live, id));
  const sequence = useLive((live) => lookUp(live.sequences, id));
  const stale = useLive((live) => live.staleRevision);
  const deletions = useLive((live) => live.deletions);
  const mark = [
    // Its notes and properties are no part of what is told.
    sequence,
    stale,
    // It may be one of them, and nothing else was told of it.
    deletions,
    ...children.map((child) => child.status),
  ].join(" ");
  const { reload } = asked;
  const steps = useRef(0);
  steps.current = children.length;

  // What the last question was asked for, and the timer of the next one, which later changes do not put off.
  const seen = useRef({ id, mark, timer: null as ReturnType<typeof setTimeout> | null });
  useEffect(() => {
    const now = seen.current;
    if (now.id !== id) {
      now.id = id;
      now.mark = mark;
    } else if (now.mark !== mark && now.timer === null) {
      now.timer = setTimeout(
        () => {
          now.timer = null;
          now.mark = latestMark.current;
          reload();
        },
        reloadInterval + intervalOfStep * steps.current,
      );
    }
  }, [id, mark, reload]);
  const latestMark = useRef(mark);
  latestMark.current = mark;
  useEffect(() => {
    const now = seen.current;
    return () => {
      if (now.timer !== null) clearTimeout(now.timer);
      now.timer = null;
    };
  }, []);

  const value = useMemo(
    () => (asked.value === null ? null : withLive(asked.value, own, children)),
    [asked.value, own, children],
  );
  return { ...asked, value };
}

/** A detail with newer rows of the run and its steps; steps that began since are added. */
export function withLive(detail: RunDetail, own: RunRow | undefined, children: readonly RunRow[]): RunDetail {
  const told = new Map(children.map((child) => [child.id, child]));
  const known = new Set(detail.steps.map((step) => step.id));
  const steps = detail.steps.map((step) => fresher(step, told.get(step.id)));
  const added = children.filter((child) => !known.has(child.id));
  return { ...fresher(detail, own), steps: added.length === 0 ? steps : [...steps, ...added] };
}
