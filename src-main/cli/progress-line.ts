import process from "node:process";
import { withUndo } from "./interrupts.ts";
import { cutTo } from "./terminal-text.ts";

/** Whether standard error is a terminal that can write over a line. */
export const isLive = (): boolean => process.stderr.isTTY === true && process.env.TERM !== "dumb";

/** Writes over the line that stands on standard error. One that is wrapped could not be written over: it is cut. */
export function writeOver(text: string, paint: (text: string) => string = (same) => same): void {
  const line = cutTo(text, Math.max(1, (process.stderr.columns || 80) - 1));
  process.stderr.write(`\r\u001b[K${line === "" ? "" : paint(line)}`);
}

/** Tells how far long work is; each text takes the place of the one before. */
export type Tell = (text: string) => void;

/** Milliseconds between two writes: more often nobody reads it. */
const pause = 100;

/**
 * Does long work with a line on standard error that says how far it is. Only where people see it: at a terminal, and not
 * where the answer is JSON. The line is gone when the work ends, however it does.
 */
export async function withProgress<Answer>(
  { json }: { readonly json: boolean },
  work: (tell: Tell) => Answer | Promise<Answer>,
): Promise<Answer> {
  if (json || !isLive()) return work(() => {});
  let shown = Number.NEGATIVE_INFINITY;
  const tell: Tell = (text) => {
    const now = performance.now();
    if (now - shown < pause) return;
    shown = now;
    writeOver(text);
  };
  const erase = () => {
    if (Number.isFinite(shown)) writeOver("");
  };
  return withUndo(erase, async () => {
    try {
      return await work(tell);
    } finally {
      erase();
    }
  });
}

/** `12,000 of 100,000`. */
export const countOf = (done: number, all: number): string =>
  `${done.toLocaleString("en")} of ${all.toLocaleString("en")}`;
