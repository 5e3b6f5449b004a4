import { expect, it } from "vitest";
import { durationText } from "../../../src-main/core/base/duration-text.ts";

it.each([
  [7_200_000, "2h"],
  [5_400_000, "1h30m"],
  [86_400_000 * 3, "3d"],
  [300, "300ms"],
  [61_001, "1m1s1ms"],
  [0, "0s"],
])("writes %i ms as %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
