import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TableAnswer } from "../../../src-main/core/contract/run-contents.ts";
import { parseTable } from "../../../src-main/node/app/parse-table.ts";

const csv = (text: string, limit = 100) => parseTable(text, "csv", limit);
const cells = (answer: TableAnswer) => (answer.kind === "table" ? answer.rows : answer.why);

describe("a table of separated values", () => {
  it("has names from its first line, numbers where nothing is lost, and null for nothing", () => {
    expect(csv("id,name,x\n007,Ann,0.5\n2,,-1e3\n9007199254740993,NaN,\n")).toEqual({
      kind: "table",
      columns: ["id", "name", "x"],
      rows: [
        ["007", "Ann", 0.5],
        [2, null, -1000],
        ["9007199254740993", "NaN", null],
      ],
      total: 3,
    });
  });

  it("takes quotes, separators and line ends in cells, any line ends, and a byte order mark", () => {
    expect(csv('\uFEFFa,b\r\n"x, ""y""","1\r\n2"\r\n\r\n"",z\r3,4')).toEqual({
      kind: "table",
      columns: ["a", "b"],
      rows: [
        ['x, "y"', "1\r\n2"],
        [null, "z"],
        [3, 4],
      ],
      total: 3,
    });
  });

  it.each([
    ["a;b\n1;2", ";"],
    ["a\tb\n1\t2", "a tab"],
    ["a|b\n1|2", "|"],
    ['"a,x";b\n1;2', "; beside a comma in quotes"],
  ])("finds its separator: %j has %s", (text) => {
    expect(cells(csv(text))).toEqual([[1, 2]]);
  });

  it("fills short rows and names the columns of long ones", () => {
    expect(csv("a,b\n1\n1,2,3\n")).toMatchObject({
      columns: ["a", "b", "column 3"],
      rows: [
        [1, null, null],
        [1, 2, 3],
      ],
    });
  });

  it("counts the rows that it does not answer", () => {
    const text = `n\n${[...Array(5_000).keys()].join("\n")}\n`;
    expect(csv(text, 3)).toEqual({ kind: "table", columns: ["n"], rows: [[0], [1], [2]], total: 5_000 });
    expect(csv(text, 0)).toMatchObject({ rows: [], total: 5_000 });
  });

  it("says what is wrong", () => {
    expect(csv('a\n1\n"x\n')).toEqual({
      kind: "unreadable",
      why: "Line 3: a quote is opened and not closed",
    });
    expect(csv("")).toEqual({ kind: "unreadable", why: "It is empty" });
    expect(csv(",".repeat(1_000))).toEqual({
      kind: "unreadable",
      why: "It has 1001 columns; tables of up to 1000 are shown",
    });
  });

  it("cuts an endless cell", () => {
    const [[cell] = []] = cells(csv(`a\n${"x".repeat(1_000_000)}\n`)) as (string | null)[][];
    expect(cell).toHaveLength(10_001);
  });

  it("reads back whatever is written with quotes", () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 5 });
    const row = fc.array(cell, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = [["a", "b"], ...rows].map((one) => one.map(quote).join(",")).join("\r\n");
        const read = csv(text);
        const shown = rows.map((one) => one.map((value) => (value === "" ? null : value)));
        expect(cells(read)).toEqual(
          shown.map((one) =>
            one.map((value) =>
              value !== null &&
              /^\s*[+-]?(0|[1-9]\d*)?\.?\d*(e[+-]?\d+)?\s*$/i.test(value) &&
              /\d/.test(value)
                ? expect.anything()
                : value,
            ),
          ),
        );
      }),
    );
  });

  it("takes time in proportion to its size, also when it is one line", () => {
    const line = `${"1,".repeat(500)}1\n`;
    expect(parseTable(line.repeat(10_000), "csv", 10)).toMatchObject({ total: 9_999 });
    expect(parseTable(`a\n"${'""'.repeat(2_000_000)}"\n`, "csv", 10)).toMatchObject({ total: 1 });
  });
});

describe("a table in JSON", () => {
  const json = (text: string, limit = 100) => parseTable(text, "json", limit);

  it("is a list of objects, with a column for every name", () => {
    expect(json('[{"a": 1, "b": "1"}, {"b": null, "c": [1, {"x": true}]}, {"a": 9007199254740993}]')).toEqual(
      {
        kind: "table",
        columns: ["a", "b", "c"],
        rows: [
          [1, "1", null],
          [null, null, '[1,{"x":true}]'],
          ["9007199254740993", null, null],
        ],
        total: 3,
      },
    );
  });

  it("is an object of lists, or one of single values", () => {
    expect(json('{"loss": [1, 0.5], "odd": ["NaN"]}')).toEqual({
      kind: "table",
      columns: ["loss", "odd"],
      rows: [
        [1, "NaN"],
        [0.5, null],
      ],
      total: 2,
    });
    expect(json('{"accuracy": 0.9, "ok": true}')).toMatchObject({ rows: [[0.9, "true"]], total: 1 });
  });

  it("is the only list of objects in an object, and all that in YAML, too", () => {
    const roc = { columns: ["fpr", "tpr"], rows: [[0, 0.5]], total: 1 };
    expect(json('{"roc": [{"fpr": 0, "tpr": 0.5}]}')).toMatchObject(roc);
    expect(parseTable("roc:\n- {fpr: 0, tpr: 0.5}\n", "yaml", 10)).toMatchObject(roc);
    expect(parseTable("- fpr: 0\n  tpr: 0.5\n", "yaml", 10)).toMatchObject(roc);
    expect(cells(parseTable("a: [", "yaml", 10))).toContain("It is no YAML");
    expect(cells(parseTable("- 1\n", "yaml", 10))).toContain("a table in YAML is a list of objects");
  });

  it("is an object on each line", () => {
    expect(parseTable('{"a": 1}\n\n{"a": 2}\n', "jsonl", 1)).toEqual({
      kind: "table",
      columns: ["a"],
      rows: [[1]],
      total: 2,
    });
  });

  it.each([
    ["[1, 2]", "Entry 1 is no object"],
    ['[{"a": 1}, 2]', "Entry 2 is no object"],
    ['{"a": {"b": 1}}', "each a column"],
    ["3", "a list of objects"],
    ["[", "It is no JSON"],
  ])("says why %s is none", (text, why) => {
    expect(cells(json(text))).toContain(why);
  });
});
