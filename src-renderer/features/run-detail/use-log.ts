import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { client } from "../../api/client.ts";
import { lookUp } from "../../state/book.ts";
import { useLive } from "../../state/live.ts";
import { appendPiece, emptyLog, type LogBuffer } from "./log-text.ts";

/** Bytes asked for at once. */
const pieceSize = 256 * 1024;

/** Of a long log this much of its end is shown first. */
const tailSize = 2 * 1024 * 1024;

export type LogState = {
  /** Null until the first piece is there. */
  readonly buffer: LogBuffer | null;
  readonly failure: Failure | null;
  /** Shows the log from its beginning. */
  readonly loadAll: () => void;
};

/** A run's console, read to its end and, as events tell that it grew, beyond. `ended` makes it read once more. */
export function useLog(id: RunId, ended: boolean): LogState {
  const size = useLive((live) => lookUp(live.logSizes, id) ?? 0);
  const [all, setAll] = useState(false);
  const [state, setState] = useState<{ readonly buffer: LogBuffer | null; readonly failure: Failure | null }>(
    {
      buffer: null,
      failure: null,
    },
  );
  const reading = useRef<{ key: string; buffer: LogBuffer | null; busy: boolean; again: boolean } | null>(
    null,
  );
  const key = `${id} ${all}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `size` and `ended` say that there is more to read.
  useEffect(() => {
    if (reading.current?.key !== key) {
      reading.current = { key, buffer: null, busy: false, again: false };
      setState({ buffer: null, failure: null });
    }
    const job = reading.current;
    if (job.busy) {
      job.again = true;
      return;
    }
    job.busy = true;
    void (async () => {
      do {
        job.again = false;
        const failure = await readOn(job, id, all, (buffer) => {
          if (reading.current === job) setState({ buffer, failure: null });
          return reading.current === job;
        });
        if (failure !== null && reading.current === job) setState({ buffer: job.buffer, failure });
      } while (job.again && reading.current === job);
      job.busy = false;
    })();
  }, [key, id, all, size, ended]);
  useEffect(
    () => () => {
      reading.current = null;
    },
    [],
  );

  const loadAll = useCallback(() => setAll(true), []);
  return { ...state, loadAll };
}

/** Reads to the log's end, showing every piece; stops when `show` says that nobody looks any more. */
async function readOn(
  job: { buffer: LogBuffer | null },
  id: RunId,
  all: boolean,
  show: (buffer: LogBuffer) => boolean,
): Promise<Failure | null> {
  if (job.buffer === null) {
    const head = await client.call("runs.log", { id, offset: 0, limit: all ? pieceSize : 0 });
    if (!head.ok) return head.error;
    const from = all ? 0 : Math.max(0, head.value.size - tailSize);
    job.buffer = emptyLog(from);
    if (!show(job.buffer)) return null;
  }
  for (;;) {
    const answer = await client.call("runs.log", { id, offset: job.buffer.next, limit: pieceSize });
    if (!answer.ok) return answer.error;
    const { text, next, size } = answer.value;
    const grown = next > job.buffer.next;
    if (grown || text !== "") job.buffer = appendPiece(job.buffer, { text, next });
    if (!show(job.buffer) || !grown || next >= size) return null;
  }
}
