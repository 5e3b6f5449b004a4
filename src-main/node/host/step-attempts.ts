import { durationText } from "../../core/base/duration-text.ts";
import { unreachable } from "../../core/base/unreachable.ts";
import type { Step } from "../../core/model/pipeline.ts";
import type { AbortSignal } from "../../core/ports/executor.ts";
import { afterTime } from "./long-timer.ts";
import type { ExitOutcome } from "./step-process.ts";

/** How one attempt ended. `why` is told before the next one: "exit code 1". */
export type Attempt<Outputs> =
  | { readonly kind: "succeeded"; readonly outputs: Outputs }
  | {
      readonly kind: "failed";
      readonly exitCode: number | null;
      readonly error: string;
      readonly why: string;
      /** Whether another attempt could end otherwise. */
      readonly isFinal: boolean;
    }
  | { readonly kind: "cancelled" };

/**
 * Makes attempts until one succeeds, cannot succeed, is cancelled, or none is left. `again` is awaited before each but
 * the first, after its delay, with its number and what there is to say: "attempt 2 of 3, after exit code 1".
 */
export async function withRetries<Outputs>(
  { count, delay, backoff }: Step["retries"],
  signal: AbortSignal,
  attempt: () => Promise<Attempt<Outputs>>,
  again: (text: string) => Promise<void>,
): Promise<Attempt<Outputs>> {
  let wait = delay;
  for (let number = 1; ; number += 1) {
    const ended = await attempt();
    if (ended.kind !== "failed" || ended.isFinal || number > count) return ended;
    if (signal.aborted || !(await passed(wait, signal))) return { kind: "cancelled" };
    wait *= backoff;
    await again(`attempt ${number + 1} of ${count + 1}, after ${ended.why}`);
  }
}

/** Waits; false at once when the signal aborts. */
function passed(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const abort = () => {
      callOff();
      resolve(false);
    };
    const callOff = afterTime(milliseconds, () => {
      signal.removeEventListener("abort", abort);
      resolve(true);
    });
    signal.addEventListener("abort", abort);
  });
}

/** What a process's end means for its attempt; null: it ended well. */
export function failureOf(
  exit: ExitOutcome,
  timeout: number | null,
): Exclude<Attempt<never>, { kind: "succeeded" }> | null {
  const failed = (error: string, why: string, exitCode: number | null = null, isFinal = false) =>
    ({ kind: "failed", exitCode, error, why, isFinal }) as const;
  switch (exit.kind) {
    case "cancelled":
      return { kind: "cancelled" };
    case "not-started":
      return failed(`The command could not be started: ${exit.error}`, exit.error, null, true);
    case "killed":
      return failed(`The command was ended by ${exit.signal}`, exit.signal);
    case "timed-out": {
      const took = durationText(timeout ?? 0);
      return failed(`It took longer than ${took} (timeout)`, `${took} without an end`);
    }
    case "exited":
      return exit.code === 0
        ? null
        : failed(`The command ended with exit code ${exit.code}`, `exit code ${exit.code}`, exit.code);
    default:
      return unreachable(exit);
  }
}
