import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryLooks } from "../../../src-renderer/features/search-bar/query-looks.ts";

const looks = (text: string) =>
  queryLooks(text).map(({ from, to, look }) => `${look} ${text.slice(from, to)}`);

describe("colours of a query", () => {
  it("tell fields, operators, values and brackets apart", () => {
    expect(looks('project:a* AND params.lr:[0.01 TO *] NOT tags:"fun"^2')).toEqual([
      "field project",
      "field :",
      "value a",
      "pattern *",
      "operator AND",
      "field params.lr",
      "field :",
      "bracket [",
      "value 0.01",
      "operator TO",
      "value *",
      "bracket ]",
      "operator NOT",
      "field tags",
      "field :",
      'value "fun"',
      "number ^",
      "number 2",
    ]);
  });

  it("show the sign of a comparison and what is escaped", () => {
    expect(looks("lr:>=0.1 a\\*b*")).toEqual([
      "field lr",
      "field :",
      "operator >=",
      "value 0.1",
      "value a",
      "escape \\*",
      "value b",
      "pattern *",
    ]);
  });

  it("are there for unfinished text", () => {
    expect(looks('lr:[1 TO "x')).toEqual([
      "field lr",
      "field :",
      "bracket [",
      "value 1",
      "operator TO",
      'value "x',
    ]);
  });

  it("are in order, within the text and without overlap, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:"[]{}()*?\\^~/+-! TO<>=') }), (text) => {
        let at = 0;
        for (const { from, to } of queryLooks(text)) {
          expect(from).toBeGreaterThanOrEqual(at);
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
