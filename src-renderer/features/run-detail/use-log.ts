import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { client } from "../../api/client.ts";
import { lookUp } from "../../state/book.ts";
import { useLive } from "../../state/live.ts";
import { appendPiece, emptyLog, type LogBuffer, prependPiece } from "./log-buffer.ts";

/** Bytes asked for at once. */
const pieceSize = 256 * 1024;

/** Of a long console this much of its end is shown first. */
const tailSize = 2 * 1024 * 1024;

/** Where a window on a console is opened: at its end, which it follows, or at a line that begins at a byte offset. */
export type LogPlace = "end" | { readonly offset: number };

export type LogState = {
  /** Null until the first piece is there. */
  readonly buffer: LogBuffer | null;
  /** Bytes of the whole console, as last told. */
  readonly size: number;
  readonly failure: Failure | null;
  readonly place: LogPlace;
  readonly open: (place: LogPlace) => void;
  /** Reads on before or behind what is here, as somebody scrolls there. Nothing happens where there is no more. */
  readonly readEarlier: () => void;
  readonly readLater: () => void;
};

type Read = { readonly buffer: LogBuffer | null; readonly size: number; readonly failure: Failure | null };
const nothingRead: Read = { buffer: null, size: 0, failure: null };

/** One window: what is read for it happens one after the other. */
type Job = { readonly id: RunId; readonly place: LogPlace; read: Read; queue: Promise<void> };

/**
 * A window on a run's console, of which only what is near what one looks at is here. At the end it follows what is written, as
 * events tell that it grew; `ended` makes it read once more.
 */
export function useLog(id: RunId, ended: boolean): LogState {
  const told = useLive((live) => lookUp(live.logSizes, id) ?? 0);
  const [place, setPlace] = useState<LogPlace>("end");
  const [read, setRead] = useState<Read>(nothingRead);
  const current = useRef<Job | null>(null);

  const perform = useCallback((job: Job, work: (job: Job) => Promise<Read>) => {
    job.queue = job.queue.then(async () => {
      if (current.current !== job) return;
      job.read = await work(job);
      if (current.current === job) setRead(job.read);
    });
  }, []);

  useEffect(() => {
    const job: Job = { id, place, read: nothingRead, queue: Promise.resolve() };
    current.current = job;
    setRead(nothingRead);
    perform(job, opened);
    return () => {
      current.current = null;
    };
  }, [id, place, perform]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` and `ended` say that there is more to read.
  useEffect(() => {
    const job = current.current;
    if (job?.place === "end") perform(job, readToEnd);
  }, [told, ended, perform]);

  const readEarlier = useCallback(() => {
    if (current.current !== null) perform(current.current, earlier);
  }, [perform]);
  const readLater = useCallback(() => {
    if (current.current !== null) perform(current.current, later);
  }, [perform]);
  return { ...read, place, open: setPlace, readEarlier, readLater };
}

/** What is shown first: the end of the console, or what is around a line of it. */
async function opened(job: Job): Promise<Read> {
  const { id, place } = job;
  const known = await client.call("runs.log", { id, offset: 0, limit: 0 });
  if (!known.ok) return { ...nothingRead, failure: known.error };
  const { size } = known.value;
  if (place !== "end") {
    const at = await later({ ...job, read: { buffer: emptyLog(place.offset), size, failure: null } });
    return earlier({ ...job, read: at });
  }
  const end = await client.call("runs.log", { id, offset: size, limit: tailSize, back: true });
  if (!end.ok) return { buffer: null, size, failure: end.error };
  return { buffer: appendPiece(emptyLog(end.value.offset), end.value), size: end.value.size, failure: null };
}

async function earlier({ id, read }: Job): Promise<Read> {
  const { buffer } = read;
  if (buffer === null || buffer.start === 0) return read;
  const answer = await client.call("runs.log", { id, offset: buffer.start, limit: pieceSize, back: true });
  if (!answer.ok) return { ...read, failure: answer.error };
  return { buffer: prependPiece(buffer, answer.value), size: answer.value.size, failure: null };
}

async function later({ id, read }: Job): Promise<Read> {
  const { buffer } = read;
  if (buffer === null) return read;
  const answer = await client.call("runs.log", { id, offset: buffer.next, limit: pieceSize });
  if (!answer.ok) return { ...read, failure: answer.error };
  return { buffer: appendPiece(buffer, answer.value), size: answer.value.size, failure: null };
}

async function readToEnd(job: Job): Promise<Read> {
  let { read } = job;
  for (;;) {
    const before = read.buffer?.next;
    read = await later({ ...job, read });
    if (read.failure !== null || read.buffer === null) return read;
    if (read.buffer.next === before || read.buffer.next >= read.size) return read;
  }
}
