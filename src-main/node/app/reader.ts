import { openReader } from "../store/database.ts";
import { answerQuestion, type Question } from "./reader-questions.ts";

/** From the process that asks. */
export type ReaderTask = { readonly id: number; readonly question: Question };
/** To it: `ready` once, then one message for each task. */
export type ReaderMessage =
  | { readonly type: "ready" }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | {
      readonly type: "failed";
      readonly id: number;
      readonly message: string;
      readonly stack: string;
      /** SQLite's own, which tells damage from a bug. */
      readonly code: string | undefined;
    };

const [, , path] = process.argv;
if (path === undefined || process.send === undefined)
  throw new Error("This file is the entry of a process that readers.ts starts.");
const send = (message: ReaderMessage): void => {
  process.send?.(message);
};

const database = openReader(path);
process.on("message", ({ id, question }: ReaderTask) => {
  try {
    send({ type: "answer", id, answer: answerQuestion(database, question) });
  } catch (error) {
    const { message, stack = message, code } = error as Error & { readonly code?: string };
    send({ type: "failed", id, message, stack, code });
  }
});
// Nobody is left to ask.
process.on("disconnect", () => process.exit(0));
send({ type: "ready" });
