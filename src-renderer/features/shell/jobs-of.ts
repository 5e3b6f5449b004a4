import { err, ok, type Result } from "../../../src-main/core/base/result.ts";
import { type Failure, inputFailure } from "../../../src-main/core/model/failure.ts";

/** How many steps at once a text means; null for as many as there are cores. */
export function jobsOf(text: string): Result<number | null, Failure> {
  if (text === "") return ok(null);
  return /^\d{1,4}$/.test(text) && Number(text) >= 1
    ? ok(Number(text))
    : err(inputFailure(`Write a number from 1 to 9999, or nothing. “${text.slice(0, 40)}” is none.`));
}
