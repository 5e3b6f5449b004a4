import { err, ok, type Result } from "../../../src-main/core/base/result.ts";
import { type Failure, inputFailure } from "../../../src-main/core/model/failure.ts";

/** The whole number that a text means; null where it is empty, for what holds without it. */
export function numberOf(text: string, least: number, most: number): Result<number | null, Failure> {
  if (text === "") return ok(null);
  const number = /^\d{1,9}$/.test(text) ? Number(text) : null;
  return number !== null && number >= least && number <= most
    ? ok(number)
    : err(
        inputFailure(`Write a number from ${least} to ${most}, or nothing. “${text.slice(0, 40)}” is none.`),
      );
}
