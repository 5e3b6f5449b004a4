import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendPiece,
  emptyLog,
  type LogBuffer,
  lineAt,
  lineCount,
  prependPiece,
} from "../../../src-renderer/features/run-detail/log-buffer.ts";

const linesOf = (buffer: LogBuffer): string[] =>
  Array.from({ length: lineCount(buffer) }, (_, index) => lineAt(buffer, index));

describe("a window on a console", () => {
  it("joins a line that came in two pieces", () => {
    const first = appendPiece(emptyLog(0), { text: "one\ntw", offset: 0, next: 6 });
    expect(linesOf(first)).toEqual(["one", "tw"]);
    const second = appendPiece(first, { text: "o\n", offset: 6, next: 8 });
    expect(linesOf(second)).toEqual(["one", "two"]);
    expect(second).toMatchObject({ rest: "", start: 0, next: 8 });
  });

  it("keeps the numbers of its lines when others are read before them", () => {
    const opened = appendPiece(emptyLog(8), { text: "here\nafter\n", offset: 8, next: 19 });
    const grown = prependPiece(opened, { text: "one\ntwo\n", offset: 0, next: 8 });
    expect(linesOf(grown)).toEqual(["one", "two", "here", "after"]);
    expect(lineAt(grown, -grown.first)).toBe("here");
  });

  it("has an endless line in rows, and no more of it than of others", () => {
    const piece = (offset: number) => ({ text: "abcd".repeat(64 * 1024), offset, next: offset + 256 * 1024 });
    let buffer = emptyLog(0);
    for (let at = 0; at < 100; at += 1) buffer = appendPiece(buffer, piece(buffer.next));
    expect(buffer).toMatchObject({ rest: "", next: 100 * 256 * 1024, start: 76 * 256 * 1024 });
    expect(lineCount(buffer)).toBe(24 * 53);
    expect(linesOf(buffer).join("").length).toBe(24 * 256 * 1024);
    for (let at = 0; at < 50; at += 1) buffer = prependPiece(buffer, piece(buffer.start - 256 * 1024));
    expect(buffer).toMatchObject({ start: 26 * 256 * 1024, next: 50 * 256 * 1024 });
    expect(lineCount(buffer)).toBe(24 * 53);
  });

  it("forgets what a line that rewrites itself had written", () => {
    let buffer = emptyLog(0);
    for (let at = 0; at < 10_000; at += 1) {
      const text = `${String(at).padStart(8)} of 10000\r`;
      buffer = appendPiece(buffer, { text, offset: buffer.next, next: buffer.next + text.length });
    }
    expect(buffer.rest.length).toBeLessThan(6_000);
    expect(lineCount(buffer)).toBe(1);
    const last = appendPiece(buffer, { text: "done\n", offset: buffer.next, next: buffer.next + 5 });
    expect(linesOf(last).map((line) => line.split("\r").at(-1))).toEqual(["done"]);
  });

  it("always is a stretch of the console, however it moved, and never a long one", () => {
    const text = Array.from(
      { length: 900 },
      (_, index) => `${index}${index % 7 === 0 ? "-".repeat(60) : ""}\n`,
    ).join("");
    /** As `runs.log` answers: cut after a line where there is one. */
    const after = (offset: number, limit: number) => {
      const piece = text.slice(offset, offset + limit);
      const end = offset + limit >= text.length ? piece.length : piece.lastIndexOf("\n") + 1 || piece.length;
      return { text: piece.slice(0, end), offset, next: offset + end };
    };
    const before = (end: number, limit: number) => {
      const from = Math.max(0, end - limit);
      const line = from === 0 ? 0 : text.slice(from - 1, end).indexOf("\n");
      const offset =
        line < 0 || from - 1 + line + 1 >= end ? from : Math.max(0, from === 0 ? 0 : from + line);
      return { text: text.slice(offset, end), offset, next: end };
    };
    const moves = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 70, max: 200 })), { maxLength: 90 });
    fc.assert(
      fc.property(moves, (made) => {
        let buffer = emptyLog(text.indexOf("\n450\n") + 1);
        for (const [back, limit] of made) {
          if (back && buffer.start > 0) buffer = prependPiece(buffer, before(buffer.start, limit));
          else if (!back && buffer.next < text.length)
            buffer = appendPiece(buffer, after(buffer.next, limit));
          const stretch = text.slice(buffer.start, buffer.next);
          const lines = stretch.split("\n");
          if (lines.at(-1) === "") lines.pop();
          expect(linesOf(buffer)).toEqual(lines);
          expect(buffer.pieces.length).toBeLessThanOrEqual(24);
        }
      }),
    );
  });
});
