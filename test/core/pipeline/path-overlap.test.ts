import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findOverlaps, patternOf, patternOfNames } from "../../../src-main/core/pipeline/path-overlap.ts";

const names = ["a", "a-b", "a.b", "b", "{params.x}", "{params.y}"];
const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });
type Place = { readonly segments: readonly string[]; readonly made: boolean; readonly group: number };
const places: fc.Arbitrary<readonly Place[]> = fc.array(
  fc.record({ segments: path, made: fc.boolean(), group: fc.nat(5) }),
  { maxLength: 12 },
);

const isKnown = (segment: string) => !segment.startsWith("{");
const canMeet = (a: string, b: string) => !isKnown(a) || !isKnown(b) || a === b;

/** As its words say it: one by one, without order or groups. */
function overlapOf(a: readonly string[], b: readonly string[]): "same" | "inside" | "around" | null {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) if (!canMeet(a[at] ?? "", b[at] ?? "")) return null;
  return a.length === b.length ? "same" : a.length < b.length ? "inside" : "around";
}

describe("paths that overlap", () => {
  it.each([true, false])("are those that do when each is held against each (all outputs: %s)", (all) => {
    fc.assert(
      fc.property(places, (given) => {
        const paths = given.map((place, index) => ({
          ...place,
          index,
          pattern: place.segments.every(isKnown)
            ? patternOfNames(place.segments)
            : patternOf(place.segments.join("/")),
        }));
        const { pairs, complete } = findOverlaps(paths, {
          among: ({ made }) => made,
          withThemselves: all,
          wanted: (first, second) => first.group !== second.group,
        });
        const expected = paths.flatMap((first) =>
          paths.slice(first.index + 1).flatMap((second) => {
            const matters = all ? first.made || second.made : first.made !== second.made;
            const overlap = overlapOf(first.segments, second.segments);
            return !matters || first.group === second.group || overlap === null
              ? []
              : [[first.index, second.index, overlap]];
          }),
        );
        expect(complete).toBe(true);
        const found = pairs.map(({ first, second, overlap }) => [first.index, second.index, overlap]);
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 500 },
    );
  });

  it("have one pattern, whether written or told by their names", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b.c", "d"), { minLength: 1, maxLength: 4 }), (segments) => {
        const [written, told] = [patternOf(segments.join("/")), patternOfNames(segments)];
        expect([written.known, written.names]).toEqual([told.known, told.names]);
      }),
    );
    expect(patternOfNames([])).toEqual({ names: [], known: "" });
  });
});
