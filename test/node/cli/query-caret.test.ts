import { expect, test } from "vitest";
import { underlined } from "../../../src-main/cli/query-caret.ts";

test("marks stand under the place, counted by character", () => {
  expect(underlined("a AND", [2, 5])).toBe("a AND\n  ^^^");
  expect(underlined("🦊🦊 )", [5, 6])).toBe("🦊🦊 )\n   ^");
  expect(underlined("a\tb)", [3, 4])).toBe("a b)\n   ^");
});

test("nothing has a mark of its own", () => {
  expect(underlined("", [0, 0])).toBe("\n^");
  expect(underlined("a ", [2, 2])).toBe("a \n  ^");
});

test("only the line of the place is shown, and only the part of it around", () => {
  expect(underlined("a\nb AND\nc", [4, 7])).toBe("b AND\n  ^^^");
  expect(underlined("(a\nb", [0, 4])).toBe("(a\n^^");
  const long = `${"x".repeat(100_000)})${"y".repeat(100_000)}`;
  expect(underlined(long, [100_000, 100_001])).toBe(
    `…${"x".repeat(60)})${"y".repeat(60)}…\n${" ".repeat(61)}^`,
  );
  expect(underlined("a".repeat(1_000_000), [0, 1_000_000])).toBe(`${"a".repeat(120)}…\n${"^".repeat(60)}`);
});
