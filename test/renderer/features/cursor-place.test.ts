import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cursorPlace } from "../../../src-renderer/features/search-bar/cursor-place.ts";

/** The place at the bar in a text. */
const at = (marked: string) => cursorPlace(marked.replace("|", ""), marked.indexOf("|"));

describe("what is written at the cursor", () => {
  it("is a clause where one may begin", () => {
    expect(at("|")).toEqual({ kind: "clause", follows: false, field: null, from: 0, to: 0, typed: "" });
    expect(at("sta|")).toMatchObject({ kind: "clause", follows: false, typed: "sta", from: 0, to: 3 });
    expect(at("a AN|")).toMatchObject({ kind: "clause", follows: true, typed: "AN", from: 2, to: 4 });
    expect(at("a AND st|")).toMatchObject({ kind: "clause", follows: false, typed: "st" });
    expect(at("a AND|")).toMatchObject({ kind: "clause", follows: false, typed: "" });
    expect(at("+st|")).toMatchObject({ kind: "clause", from: 1, typed: "st" });
    expect(at("(st|")).toMatchObject({ kind: "clause", follows: false, typed: "st" });
  });

  it("replaces the whole word when the cursor stands within it", () => {
    expect(at("st|atus:failed")).toMatchObject({ kind: "clause", typed: "st", from: 0, to: 6 });
  });

  it("is a value behind a field's colon", () => {
    expect(at("status:|")).toMatchObject({ kind: "value", field: "status", typed: "", from: 7 });
    expect(at("status:fa|")).toMatchObject({ kind: "value", field: "status", typed: "fa", from: 7, to: 9 });
    expect(at("params.my\\ lr:0|")).toMatchObject({ kind: "value", field: "params.my lr", typed: "0" });
  });

  it("is the text between quotes, closed or not", () => {
    expect(at('tags:"fun st|')).toMatchObject({ kind: "value", quoted: true, typed: "fun st", from: 5 });
    expect(at('tags:"fun st|uff" a')).toMatchObject({ quoted: true, typed: "fun st", from: 5, to: 16 });
  });

  it("is a value of the field that a group has", () => {
    expect(at("tags:(+wo|")).toMatchObject({ kind: "clause", field: "tags", typed: "wo" });
    expect(at("tags:(a) wo|")).toMatchObject({ kind: "clause", field: null, follows: true });
  });

  it("is an end of a range, or what is compared with", () => {
    expect(at("lr:[0.|")).toMatchObject({ kind: "value", field: "lr", bound: true, typed: "0." });
    expect(at("lr:[0.1 TO |")).toMatchObject({ kind: "value", field: "lr", bound: true, typed: "" });
    expect(at("started:>now|")).toMatchObject({ kind: "value", bound: true, typed: "now", from: 9 });
  });

  it("is nothing to propose in a regular expression, after a boost, or between the ends of a range", () => {
    expect(at("/ab|")).toBeNull();
    expect(at("a^2|")).toBeNull();
    expect(at("a^|")).toBeNull();
    expect(at("lr:[1 |")).toBeNull();
  });

  it("lies around the cursor, whatever is typed", () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab:"[]{}()*\\^~/+-! TO<>=') });
    fc.assert(
      fc.property(text, fc.nat(), (query, seed) => {
        const cursor = seed % (query.length + 1);
        const place = cursorPlace(query, cursor);
        if (place === null) return;
        expect(place.from).toBeLessThanOrEqual(cursor);
        expect(place.to).toBeGreaterThanOrEqual(cursor);
        expect(place.to).toBeLessThanOrEqual(query.length);
      }),
    );
  });
});
