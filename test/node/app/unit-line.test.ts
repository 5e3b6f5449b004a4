import { describe, expect, it } from "vitest";
import { firstChangedLine, unitLine } from "../../../src-main/node/app/unit-line.ts";

const module = `# dates
import os

LOW, HIGH = 1, 2


class Span:
    def parse(self):
        pass


@cached
def parse(text):
    return text

async def fetch(): ...
`;

describe("the line of a piece of Python", () => {
  it.each([
    ["parse()", 12],
    ["fetch()", 16],
    ["Span", 7],
    ["LOW, HIGH", 4],
    ["gone()", null],
    ["module level", null],
  ])("of %s", (unit, line) => {
    expect(unitLine(module, unit)).toBe(line);
  });

  it("counts lines of any ends, and behind a byte order mark", () => {
    expect(unitLine(`\uFEFF${module.replaceAll("\n", "\r\n")}`, "Span")).toBe(7);
  });

  it("is not known where the module cannot be parsed", () => {
    expect(unitLine("def parse(:\n", "parse()")).toBeNull();
  });
});

describe("the first changed line", () => {
  it("is where the newer text differs, or its end", () => {
    expect(firstChangedLine("a\nb\n", "a\nc\n")).toBe(2);
    expect(firstChangedLine("a\nb\nc", "a\nb")).toBe(2);
    expect(firstChangedLine("a", "a\nb")).toBe(2);
    expect(firstChangedLine("a", "a")).toBeNull();
  });
});
