import { describe, expect, test } from "vitest";
import { diffLogs, withoutVolatile } from "../../../src-main/core/diff/log-diff.ts";

const console_ = (time: string, loss: string) =>
  [`${time} starting`, "epoch 1", `loss ${loss}`, `took ${time.slice(-2)}.5 s`, "done", ""].join("\n");

describe("the diff of two consoles", () => {
  test("does not count what changes from run to run by itself", () => {
    const diff = diffLogs(
      console_("2026-01-05 10:00:00", "0.5"),
      console_("2026-01-06 11:30:07", "0.5"),
      100,
    );
    expect(diff).toMatchObject({ removed: 0, added: 0, volatile: 2, lines: [5, 5], capped: false });
  });

  test("finds the line that differs, beside the one it stands for", () => {
    const { rows, removed, added } = diffLogs(console_("10:00:00", "0.5"), console_("10:00:09", "0.7"), 100);
    expect([removed, added]).toEqual([1, 1]);
    expect(rows.filter(({ change }) => change !== "same")).toEqual([
      { change: "changed", from: { line: 3, text: "loss 0.5" }, to: { line: 3, text: "loss 0.7" } },
    ]);
  });

  test("leaves out long stretches that are alike, and says how long", () => {
    const many = Array.from({ length: 100 }, (_, index) => `line ${index}x`);
    const { rows } = diffLogs(many.join("\n"), many.with(50, "other").join("\n"), 100);
    expect(rows.map(({ change }) => change)).toEqual([
      "skipped",
      ...Array(3).fill("same"),
      "changed",
      ...Array(3).fill("same"),
      "skipped",
    ]);
    expect(rows[0]).toEqual({ change: "skipped", lines: 47 });
  });

  test("counts all differences where it shows only some", () => {
    const lines = (side: string) => Array.from({ length: 50 }, (_, index) => `${side}${index}x`).join("\n");
    const diff = diffLogs(lines("a"), lines("b"), 10);
    expect(diff).toMatchObject({ removed: 50, added: 50, capped: true });
    expect(diff.rows).toHaveLength(10);
  });

  test("reads a progress bar as its last state, without colours", () => {
    const diff = diffLogs("10%\r55%\r100%\n\u001b[32mok\u001b[0m\n", "100%\nok\n", 10);
    expect(diff).toMatchObject({ removed: 0, added: 0 });
  });

  test("holds an empty console against a full one", () => {
    expect(diffLogs("", "a\nb\n", 10)).toMatchObject({ removed: 0, added: 2, lines: [0, 2] });
  });
});

describe("what counts of a line", () => {
  test.each([
    ["2026-01-05T10:00:00.123Z step", "2027-11-25T23:59:59.000Z step"],
    ["[10:00:00,123] step", "[09:59:59,001] step"],
    ["Mon Jan  5 10:00:00 2026", "Tue Dec 15 09:10:11 2026"],
    ["took 1.25s", "took 900ms"],
    ["took 3 minutes", "took 12 minutes"],
    ["<Model object at 0x7f3a2c1b9d30>", "<Model object at 0x7fffdeadbeef>"],
    ["100%|####| 60/60 [00:12<00:00, 4.9it/s]", "100%|####| 60/60 [00:31<00:00, 1.9it/s]"],
    ["id 6f1c2c8e-7a43-4c39-9a53-0d8f3a2b1c4d", "id 00000000-7a43-4c39-9a53-0d8f3a2b1c4d"],
    ["worker pid 4711 ready", "worker pid 12 ready"],
  ])("is not when it was: %s", (a, b) => {
    expect(withoutVolatile(a)).toBe(withoutVolatile(b));
  });

  test.each([
    ["loss 0.5", "loss 0.7"],
    ["epoch 3", "epoch 4"],
    ["12 rows", "13 rows"],
    ["sha 0x12", "sha 0x13"],
    ["accuracy 0.931 mean", "accuracy 0.934 mean"],
    ["step 10 of 20", "step 11 of 20"],
  ])("is every other number: %s", (a, b) => {
    expect(withoutVolatile(a)).not.toBe(withoutVolatile(b));
  });
});
