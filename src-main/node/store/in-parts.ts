import { setImmediate as nextTurn } from "node:timers/promises";

/** Work that yields after each of many small parts. */
export type Parts<Answer> = Generator<undefined, Answer>;

/** Does all of it at once. */
export function atOnce<Answer>(work: Parts<Answer>): Answer {
  for (;;) {
    const part = work.next();
    if (part.done === true) return part.value;
  }
}

/** The same with a turn for others, an interrupt among them, after every `size` parts. */
export async function inParts<Answer>(work: Parts<Answer>, size: number): Promise<Answer> {
  for (let done = 1; ; done += 1) {
    const part = work.next();
    if (part.done === true) return part.value;
    if (done % size === 0) await nextTurn();
  }
}
