import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../src-main/core/query/parse.ts";
import type { CursorPlace } from "../../../src-renderer/features/search-bar/cursor-place.ts";
import {
  clauseProposals,
  fieldText,
  valueProposals,
  valueText,
} from "../../../src-renderer/features/search-bar/proposals.ts";

const clause = (typed: string, follows = false): CursorPlace & { kind: "clause" } => ({
  kind: "clause",
  follows,
  field: null,
  from: 0,
  to: typed.length,
  typed,
});
const inserts = (proposals: readonly { insert: string }[]) => proposals.map(({ insert }) => insert);

describe("what is proposed", () => {
  it("begins a clause with a field and its colon, once", () => {
    const fields = [{ name: "params.my lr", kinds: ["number"] as const, runs: 2 }];
    expect(inserts(clauseProposals(clause("par"), fields, [], ""))).toEqual(["params.my\\ lr:"]);
    expect(inserts(clauseProposals(clause("par"), fields, [], ":"))).toEqual(["params.my\\ lr"]);
  });

  it("is an operator only where a clause stands before", () => {
    expect(inserts(clauseProposals(clause("an", true), [], [], ""))).toEqual(["AND "]);
    expect(inserts(clauseProposals(clause("an"), [], [], ""))).toEqual([]);
  });

  it("finds common values without their field", () => {
    const common = [{ field: "tags", values: [{ value: "fun stuff", runs: 3 }] }];
    expect(inserts(clauseProposals(clause("fun"), [], common, ""))).toEqual(['tags:"fun stuff"']);
  });

  it("is how to compare where values are numbers or dates", () => {
    const place = { typed: "", quoted: false, bound: false };
    expect(inserts(valueProposals({ field: "metrics.loss", ...place }, { values: [] }))).toEqual([
      ">",
      "<",
      "[",
      "*",
    ]);
    expect(
      inserts(valueProposals({ field: "started", ...place, bound: true, typed: "now-" }, { values: [] })),
    ).toEqual(["now-1d", "now-7d", "now-1M"]);
  });

  it.each(["resnet-18", "fun stuff", "a:b", "AND", "TO", "-x", "ü", 'say "hi"', "a\\b", "*", "<5", "/x/"])(
    "writes the value %s so that it reads back",
    (value) => {
      const { query } = parseQuery(`tags:${valueText(value)}`);
      expect(query?.clauses).toHaveLength(1);
      expect(query?.clauses[0]?.node).toMatchObject({ text: value, field: { name: "tags" } });
    },
  );

  it.each(["params.my lr", "params.a:b", "params.x*", 'params."q"', "metrics.a/b", "params.l!r"])(
    "writes the field %s so that it reads back",
    (name) => {
      const { query } = parseQuery(`${fieldText(name)}:1`);
      expect(query?.clauses[0]?.node).toMatchObject({ text: "1", field: { name } });
    },
  );
});
