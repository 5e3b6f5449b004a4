import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { consoleText } from "../../../src-main/node/app/console-text.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "signet-console-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function textOf(content: string) {
  const path = join(folder, "console.log");
  writeFileSync(path, content);
  return consoleText(path);
}

test("a console is searched as a whole, without signs to a terminal", () => {
  expect(textOf("\u001b[1;31mred\u001b[0m\nplain\u001b]0;title\u0007 end")).toEqual({
    texts: ["red\nplain end"],
    isCut: false,
  });
  expect(textOf("")).toEqual({ texts: [""], isCut: false });
});

test("no console is no text", () => {
  expect(consoleText(join(folder, "none.log"))).toEqual({ texts: [], isCut: false });
});

test("of a long one the beginning and the end are searched, in whole lines", () => {
  const line = (number: number): string => `line ${String(number).padStart(6, "0")} é\n`;
  const count = 30_000;
  const { texts, isCut } = textOf(Array.from({ length: count }, (_, number) => line(number)).join(""));
  expect([texts.length, isCut]).toEqual([2, true]);
  const [head = "", tail = ""] = texts;
  expect(head.startsWith(line(0))).toBe(true);
  expect(head).toMatch(/\nline \d{6} é$/);
  expect(tail).toMatch(/^line \d{6} é\n/);
  expect(tail.endsWith(line(count - 1))).toBe(true);
  for (const text of texts) expect(Buffer.byteLength(text)).toBeGreaterThan(128 * 1024 - 20);
});

test("one endless line is searched at its two ends", () => {
  const { texts, isCut } = textOf("x".repeat(300_000));
  expect([texts.map(({ length }) => length), isCut]).toEqual([[131_072, 131_072], true]);
});
