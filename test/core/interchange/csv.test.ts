import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "../../../src-main/core/interchange/csv.ts";

/** The cells of one line as RFC 4180 reads them. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let at = cell.exec(line); at !== null; at = cell.exec(line)) {
    cells.push(at[1]?.replaceAll('""', '"') ?? at[2] ?? "");
    if (at[3] === "\r\n") break;
  }
  return cells;
}

describe("a line of CSV", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ["+cmd", "'+cmd"],
    ["-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"],
    ["-1+1", "'-1+1"],
    ["--1", "'--1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    ["-Infinity", "'-Infinity"],
  ])("keeps %j from being taken for a formula", (text, written) => {
    expect(csvLine([text])).toBe(`${written}\r\n`);
  });

  it("leaves numbers numbers, also those below zero and those that come as text", () => {
    expect(csvLine([-1, -0.5, -12n, 1e-7, "-1", "-0.5", "+2", "-1.5e-3", "-.5"])).toBe(
      "-1,-0.5,-12,1e-7,-1,-0.5,+2,-1.5e-3,-.5\r\n",
    );
  });

  it("leaves other texts as they are, quoted where they must be", () => {
    expect(csvLine(["a=b", "x-y", "a,b", 'say "hi"', "two\nlines", " edge ", "", null, true])).toBe(
      'a=b,x-y,"a,b","say ""hi""","two\nlines"," edge ",,,true\r\n',
    );
  });

  it("reads back as what was written, and never as a formula", () => {
    const texts = fc.array(
      fc.string({ unit: fc.constantFrom(..."=+-@\t\r\n\"', a1.e".split(""), "é", "😀") }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(texts, (written) => {
        const read = cellsOf(csvLine(written));
        expect(read).toHaveLength(written.length);
        for (const [index, text] of read.entries()) {
          const original = written[index] as string;
          expect([original, `'${original}`]).toContain(text);
          expect(/^[=@\t\r]/.test(text)).toBe(false);
          if (/^[+-]/.test(text)) expect(Number.isFinite(Number(text))).toBe(true);
        }
      }),
    );
  });
});
