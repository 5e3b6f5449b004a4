import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLogPiece, readLogPieceBefore } from "../../../src-main/node/app/log-piece.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

/** The whole log, read piece by piece. */
async function readAll(path: string, limit: number): Promise<string> {
  let text = "";
  for (let offset = 0; ; ) {
    const piece = await readLogPiece(path, offset, limit);
    expect(piece.offset).toBe(offset);
    expect(piece.next - piece.offset).toBeLessThanOrEqual(limit);
    text += piece.text;
    if (piece.next === piece.size) return text;
    expect(piece.next).toBeGreaterThan(offset);
    offset = piece.next;
  }
}

describe("pieces of a console", () => {
  it("make up the whole of it, whatever their size, with no character cut", async () => {
    const path = join(temporaryFolder(), "console.log");
    const text = fc.string({ unit: fc.constantFrom("a", "ä", "€", "😀", "\n", "\r", "\0", "\u001b[31m") });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 4, max: 12 }), async (written, limit) => {
        writeFileSync(path, written);
        expect(await readAll(path, limit)).toBe(written);
      }),
    );
  });

  it("are the same read from the end to the beginning", async () => {
    const path = join(temporaryFolder(), "console.log");
    const text = fc.string({ unit: fc.constantFrom("a", "ä", "€", "😀", "\n", "\r") });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 5, max: 12 }), async (written, limit) => {
        writeFileSync(path, written);
        let read = "";
        for (let end = Number.MAX_SAFE_INTEGER; end > 0; ) {
          const piece = await readLogPieceBefore(path, end, limit);
          expect(piece.next - piece.offset).toBeLessThanOrEqual(limit);
          read = piece.text + read;
          if (piece.offset === 0) break;
          expect(piece.offset).toBeLessThan(end);
          end = piece.offset;
        }
        expect(read).toBe(written);
      }),
    );
  });

  it("begin with a line where one begins in them, read from the end", async () => {
    const path = join(temporaryFolder(), "console.log");
    writeFileSync(path, "first\nsecond\nthird\n");
    expect(await readLogPieceBefore(path, 19, 9)).toEqual({
      text: "third\n",
      offset: 13,
      next: 19,
      size: 19,
    });
    expect(await readLogPieceBefore(path, 13, 7)).toEqual({
      text: "second\n",
      offset: 6,
      next: 13,
      size: 19,
    });
    const none = { text: "", offset: 0, next: 0, size: 0 };
    expect(await readLogPieceBefore(`${path}.gone`, 5, 9)).toEqual(none);
  });

  it("end with a line where there is one", async () => {
    const path = join(temporaryFolder(), "console.log");
    writeFileSync(path, "first\nsecond\nthird");
    expect(await readLogPiece(path, 0, 9)).toEqual({ text: "first\n", offset: 0, next: 6, size: 18 });
    expect(await readLogPiece(path, 6, 100)).toEqual({
      text: "second\nthird",
      offset: 6,
      next: 18,
      size: 18,
    });
  });

  it("go on where the last one ended while the log grows", async () => {
    const path = join(temporaryFolder(), "console.log");
    writeFileSync(path, "one\ntw");
    const first = await readLogPiece(path, 0, 100);
    appendFileSync(path, "o\nthree\n");
    const second = await readLogPiece(path, first.next, 100);
    expect(first.text + second.text).toBe("one\ntwo\nthree\n");
  });

  it("are empty at the end, behind the end, and where no log is yet", async () => {
    const path = join(temporaryFolder(), "console.log");
    expect(await readLogPiece(path, 0, 10)).toEqual({ text: "", offset: 0, next: 0, size: 0 });
    writeFileSync(path, "text");
    expect(await readLogPiece(path, 4, 10)).toEqual({ text: "", offset: 4, next: 4, size: 4 });
    expect(await readLogPiece(path, 90, 10)).toEqual({ text: "", offset: 90, next: 90, size: 4 });
  });

  it("get on in bytes that are no text", async () => {
    const path = join(temporaryFolder(), "console.log");
    for (const bytes of [[0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa], Array<number>(20).fill(0x80)]) {
      writeFileSync(path, Buffer.from(bytes));
      expect([...(await readAll(path, 4))].every((character) => character === "\uFFFD")).toBe(true);
    }
  });

  it("never hold more than asked for, however long the log", async () => {
    const path = join(temporaryFolder(), "console.log");
    writeFileSync(path, "x".repeat(5_000_000));
    const piece = await readLogPiece(path, 1_000_000, 1_000);
    expect(piece.text.length).toBeLessThanOrEqual(1_000);
    expect(piece.next).toBeGreaterThan(1_000_000);
  });
});
