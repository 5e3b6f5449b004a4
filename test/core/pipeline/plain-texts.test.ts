import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameComplaint } from "../../../src-main/core/pipeline/names.ts";
import {
  reservedSegment,
  segmentsFrom,
  sourcePathComplaint,
  tidyPath,
  workspacePathComplaint,
} from "../../../src-main/core/pipeline/paths.ts";
import { quotePlaces } from "../../../src-main/core/pipeline/shell-quoting.ts";
import { parseTemplate } from "../../../src-main/core/pipeline/templates.ts";
import { placeIn } from "../../../src-main/node/host/place-in.ts";

const textOf = (...pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((some) => some.join(""));

/** What is plain is judged without a closer look: the same text in words that are not plain has to get that look. */
describe("plain texts", () => {
  it("are paths that mean what they mean with ./ before them", () => {
    const path = textOf(
      "a",
      "b.csv",
      "/",
      "/",
      ".",
      "..",
      "-",
      "~",
      " ",
      "\\",
      ":",
      "é",
      "{params.a}",
      "con",
      "x".repeat(130),
    );
    fc.assert(
      fc.property(path, (text) => {
        const long = `./${text}`;
        expect(tidyPath(text).directory).toBe(text.endsWith("/"));
        if (!/^[/\\]|:/.test(text)) {
          expect(tidyPath(text).path).toBe(tidyPath(long).path);
          expect(segmentsFrom("/home/u", text)).toEqual(segmentsFrom("/home/u", long));
          expect(placeIn("/home/u")(text)).toBe(resolve("/home/u", text));
          expect(placeIn("/")(text)).toBe(resolve("/", text));
        }
        // Only what is at its start could make it another path.
        if (!/^[/~\\]|:|^$/.test(text) && text.trim() !== "") {
          expect(sourcePathComplaint(text)?.code).toBe(sourcePathComplaint(long)?.code);
          expect(workspacePathComplaint(text)?.code).toBe(workspacePathComplaint(long)?.code);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("are paths whose names Windows has, but for some", () => {
    for (const [path, reserved] of [
      ["a/con/b", "con"],
      ["NUL.txt", "NUL.txt"],
      ["a/lpt1", "lpt1"],
      ["icon/console/com10", null],
    ])
      expect(reservedSegment(path ?? "")).toBe(reserved);
  });

  it("are names that have nothing wrong with them, whatever they name", () => {
    fc.assert(
      fc.property(
        textOf("a", "B", "_", "-", "9", ".", "@", " ", "=", "__proto__", "x".repeat(90)),
        (name) => {
          // It is not all of the name that is looked at closely when it is a plain one.
          for (const kind of ["dataset", "step", "port", "parameter", "pipeline", "project", "tag"] as const)
            if (
              name !== "" &&
              name !== "__proto__" &&
              name === name.trim() &&
              !/^\.*$/.test(name) &&
              name.length !== 200
            )
              expect(nameComplaint(kind, name)?.code).toBe(nameComplaint(kind, `é${name}`)?.code);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(nameComplaint("step", "__proto__")).not.toBe(null);
    expect(nameComplaint("step", "x".repeat(201))).not.toBe(null);
    expect(nameComplaint("step", "")).not.toBe(null);
  });

  it("are commands whose templates stand where they stand after others with quotes", () => {
    const command = textOf(
      ..."{params.a} {inputs.b} ' \" \\ ` $( ) ( ; # << \n $ c case | EOF <".split(" "),
      ..."x,{params.a}, ,case x in,(case x in ".split(","),
    );
    fc.assert(
      fc.property(command, (text) => {
        const places = (whole: string) => {
          const { parts } = parseTemplate(whole);
          const all = quotePlaces(parts);
          return all.filter((_, index) => parts[index]?.kind !== "text");
        };
        expect(places(text)).toEqual(places(`: '' "" $(true); ${text}`));
      }),
      { numRuns: 3_000 },
    );
  });
});
