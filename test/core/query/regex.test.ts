import { describe, expect, test } from "vitest";
import { readRegex } from "../../../src-main/core/query/regex.ts";

function matches(source: string, text: string): boolean {
  const regex = readRegex(source);
  if ("message" in regex) throw new Error(regex.message);
  return regex.test(text, { left: 1_000_000 });
}

describe("a regular expression", () => {
  test.each([
    ["", [""], ["a"]],
    ["wild.?rd", ["wildrd", "wildcrd"], ["wildcard", "xwildrd"]],
    ["a|b|", null, null],
    ["a|bc", ["a", "bc"], ["abc"]],
    ["a(b|c)*d", ["ad", "abcbd"], ["abca"]],
    ["a+", ["a", "aaa"], [""]],
    ["a{2}", ["aa"], ["a", "aaa"]],
    ["a{2,}", ["aa", "aaaa"], ["a"]],
    ["a{0,2}", ["", "aa"], ["aaa"]],
    ["a{2,1}", [], ["", "a", "aa"]],
    ["(a?){3}b", ["b", "aaab"], ["aaaab"]],
    ["[a-cx]", ["a", "c", "x"], ["d", "-"]],
    ["[^a-c]", ["d", "é", "🦊"], ["a", ""]],
    ["[A-Z]+", ["abc"], ["1"]],
    ["[]]", ["]"], ["["]],
    ["[\\]\\-]", ["]", "-"], ["\\"]],
    ["\\d\\D\\w\\W", ["1a_-"], ["11_-"]],
    ["RED", ["red"], ["RED"]],
    ["a.c", ["abc", "a🦊c"], ["ac"]],
    ["a@c", ["ac", "abbc"], ["ab"]],
    ["a#", [], ["a"]],
    ["#*", [""], ["a"]],
    ["~(ab)", ["", "a", "abc"], ["ab"]],
    ["a~bc", ["ac", "abbc"], ["abc"]],
    ["a@&@c", ["ac", "abc"], ["ab"]],
    ["~a&~b", ["", "ab"], ["a", "b"]],
    ['"a.b"', ["a.b"], ["axb"]],
    ["()a", ["a"], [""]],
    ["<1-12>", ["1", "007", "12", "0012"], ["0", "13", ""]],
    ["<01-12>", ["01", "12"], ["1", "012", "00"]],
    ["<12-5>", ["5", "12"], ["4"]],
    ["<0-0>", ["0"], ["", "00"]],
    ["*a", ["*a"], ["a"]],
    [")", [")"], ["a"]],
    ["a\\/b", ["a/b"], ["ab"]],
    ["\\u0041", ["a"], ["u0041"]],
    ["\\(\\.\\)", ["(.)"], ["a"]],
    ["straße|İ", ["straße", "i̇"], ["strasse"]],
  ])("/%s/", (source, yes, no) => {
    if (yes === null || no === null) {
      expect(readRegex(source)).toHaveProperty("message");
      return;
    }
    for (const text of yes) expect([text, matches(source, text)]).toEqual([text, true]);
    for (const text of no) expect([text, matches(source, text)]).toEqual([text, false]);
  });

  test.each([
    ["(", 1],
    ["(a", 2],
    ["a)", 1],
    ["a|", 2],
    ["[a", 2],
    ["[]", 2],
    ["[z-a]", 4],
    ["a{", 2],
    ["a{x}", 2],
    ["a{1", 3],
    ["a{3000000000}", 13],
    ['"a', 1],
    ["a\\", 2],
    ["\\b", 1],
    ["\\u00", 1],
    ["<a>", 1],
    ["<1", 1],
    ["<1-9999999999>", 1],
    [`${"(".repeat(101)}a${")".repeat(101)}`, 101],
  ])("/%s/ is wrong at %d", (source, at) => {
    expect(readRegex(source)).toMatchObject({ at });
  });

  test("knows how every match begins and what it holds", () => {
    expect(readRegex("grad(ient)?s.*descent")).toMatchObject({
      prefix: "grad",
      literals: ["descent", "grad", "s"],
    });
    expect(readRegex(".*a|b")).toMatchObject({ prefix: "", literals: [] });
  });
});

describe("time is in proportion to the text, or the budget ends", () => {
  test.each([
    ["nested stars", "(a*)*b", "a".repeat(100_000)],
    ["equal ways", "(a|a)*b", "a".repeat(100_000)],
    ["stars in a row", "(x+x+)+y", "x".repeat(10_000)],
    ["many states", "(a|b)*a(a|b){20}", "ab".repeat(10_000)],
    ["complements", "~(@a@b@a@)&@a@", "ab".repeat(10_000)],
    ["complements in complements", "((@a)~b)*(~(b@a)c|d)*~(a~(b~c))", "abcd".repeat(10_000)],
    ["counts of counts", "((a{1,1000}){1,1000}){1,1000}", "a".repeat(20_000)],
    ["optional letters", `${"a?".repeat(1300)}${"a".repeat(1300)}`, "a".repeat(1300)],
    ["counts in a row", `a${"{2}".repeat(1300)}`, "a".repeat(1000)],
    ["complements in a row", `${"~".repeat(4000)}a`, "a"],
    ["signs in a row", `a${"*?+".repeat(1300)}`, "a".repeat(1000)],
  ])("%s", (_title, source, text) => {
    // One that explodes would not come back within the test's time.
    const regex = readRegex(source);
    if ("message" in regex) throw new Error(regex.message);
    regex.test(text, { left: 10_000_000 });
    expect(regex.test("", { left: 10_000_000 })).toBeTypeOf("boolean");
  });

  test("what is given up says so by its budget", () => {
    const regex = readRegex("((a{1,1000}){1,1000}){1,1000}");
    if ("message" in regex) throw new Error(regex.message);
    const budget = { left: 100_000 };
    expect(regex.test("a".repeat(20_000), budget)).toBe(false);
    expect(budget.left).toBeLessThan(0);
  });
});
