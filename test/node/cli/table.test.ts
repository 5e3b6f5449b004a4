import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layTable } from "../../../src-main/cli/table.ts";
import { cutTo, padTo, widthOf } from "../../../src-main/cli/terminal-text.ts";

describe("the width of a text on a terminal", () => {
  it.each([
    ["plain", 5],
    ["日本語", 6],
    ["한국", 4],
    ["👩‍👩‍👧", 2],
    ["❤️", 2],
    ["🇫🇷", 2],
    ["e\u0301", 1],
    ["a\u200bb", 2],
    ["ｆｕｌｌ", 8],
    ["…", 1],
    ["לוח", 3],
  ])("of %j is %i columns", (text, width) => expect(widthOf(text)).toBe(width));

  it("is what is cut and padded by, whatever the text is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        (text, room) => {
          const cut = cutTo(text, room);
          expect(widthOf(cut)).toBeLessThanOrEqual(room);
          if (cut !== text) expect(cut.endsWith("…")).toBe(true);
          expect(widthOf(padTo(cut, room))).toBe(room);
        },
      ),
    );
  });
});

const rows = [
  [
    { text: "#1" },
    { text: "日本語の長い名前の実験" },
    { text: "1.2s", right: true },
    { text: "vision/mnist" },
  ],
  [{ text: "#200" }, { text: "b" }, { text: "3h 40m", right: true }, { text: "p" }],
];
const head = ["RUN", "NAME", "TIME", "PROJECT"];

describe("a table", () => {
  it("is aligned by what is seen, and whole where there is room", () => {
    expect(layTable(head, rows, Number.POSITIVE_INFINITY)).toBe(
      `RUN   NAME                      TIME  PROJECT
#1    日本語の長い名前の実験    1.2s  vision/mnist
#200  b                       3h 40m  p`,
    );
  });

  it("cuts its widest columns first, and keeps numbers and what runs are named by", () => {
    expect(layTable(head, rows, 40)).toBe(
      `RUN   NAME            TIME  PROJECT
#1    日本語の長…     1.2s  vision/mnist
#200  b             3h 40m  p`,
    );
  });

  it("leaves its last columns out before it cuts what is of no use when it is cut", () => {
    const cells = [
      { text: "#10000" },
      { text: "a long name of a run, which says all" },
      { text: "succeeded", whole: true },
      { text: "2026-01-05 12:46:39", whole: true },
      { text: "vision/mnist" },
    ];
    const names = ["RUN", "NAME", "STATUS", "STARTED", "PROJECT"];
    expect(layTable(names, [cells], 40)).toBe(
      `RUN     NAME                   STATUS
#10000  a long name of a run…  succeeded`,
    );
    expect(layTable(names, [cells], 50)).toBe(
      `RUN     NAME        STATUS     STARTED
#10000  a long na…  succeeded  2026-01-05 12:46:39`,
    );
    expect(layTable(names, [[...cells.slice(0, 4), { text: "" }]], 80)).not.toMatch(/ $/m);
  });

  it("never has a line longer than the terminal", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string(), fc.string({ unit: "grapheme" }))),
        fc.integer({ min: 1, max: 60 }),
        (texts, room) => {
          const cells = texts.map((row) => row.map((text) => ({ text })));
          for (const line of layTable(["A", "B", "C"], cells, room).split("\n"))
            expect(widthOf(line)).toBeLessThanOrEqual(room);
        },
      ),
    );
  });

  it("shows what would steer or turn the line around it", () => {
    expect(layTable(["A"], [[{ text: "a\u001b[2J\nb\u202ec" }]], 40)).toContain("a\\x1b[2J b\\u202ec");
  });
});
