import { expect, it } from "vitest";
import { latestOnly } from "../../../src-renderer/api/latest-only.ts";

it("uses only the newest of several overlapping answers", async () => {
  const only = latestOnly();
  const used: string[] = [];
  let answerFirst: (text: string) => void = () => undefined;
  const first = only.run(new Promise<string>((resolve) => (answerFirst = resolve)), (text) =>
    used.push(text),
  );
  const second = only.run(Promise.resolve("second"), (text) => used.push(text));
  expect(await second).toBe(true);
  answerFirst("first");
  expect(await first).toBe(false);
  expect(used).toEqual(["second"]);
});

it("uses no answer after it was cancelled", async () => {
  const only = latestOnly();
  const used: string[] = [];
  const asked = only.run(Promise.resolve("late"), (text) => used.push(text));
  only.cancel();
  expect(await asked).toBe(false);
  expect(used).toEqual([]);
});
