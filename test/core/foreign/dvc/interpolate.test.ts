// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the templates of DVC
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpolate, keysOf, textOf } from "../../../../src-main/core/foreign/dvc/interpolate.ts";
import { optionsText, pythonFloat } from "../../../../src-main/core/foreign/dvc/python-text.ts";
import { variablesOf } from "../../../../src-main/core/foreign/dvc/variables.ts";
import { withoutTemplates } from "../../../../src-main/core/foreign/translation.ts";
import { parseTemplate } from "../../../../src-main/core/pipeline/templates.ts";

describe("numbers in commands", () => {
  it("are written as Python writes them", () => {
    const numbers = [
      ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 2_000),
      ...[0, 0.1, 1, 100, 1e15, 1e16, 123456789012345680, 1e22, 1e-4, 1.5e-5, 1e-7, -2.5, 5e-324, 0.3, 1 / 3],
    ];
    const program = "import json, sys; print(json.dumps([repr(float(x)) for x in json.load(sys.stdin)]))";
    const answer = execFileSync("python3", ["-c", program], {
      input: JSON.stringify(numbers.map((number) => (Object.is(number, -0) ? "-0" : number.toString()))),
      encoding: "utf8",
    });
    expect(numbers.map(pythonFloat)).toEqual(JSON.parse(answer));
  });
});

describe("${…}", () => {
  const variables = variablesOf([
    {
      file: { path: "params.yaml", prefix: [], values: { a: { b: [1n, { c: "x" }] }, on: true, lr: 0.1 } },
      values: { a: { b: [1n, { c: "x" }] }, on: true, lr: 0.1 },
    },
    { file: null, values: { lr: 0.5, opts: { deep: true, shallow: false, tags: ["a b", "c"], n: 2n } } },
  ]);
  const filled = (text: string, inCommand = false) => {
    const pieces = interpolate(text, variables, inCommand);
    return pieces.ok ? textOf(pieces.value) : pieces;
  };

  it("finds values by keys and by places in lists", () => {
    expect(filled("${a.b[0]}-${a.b.1.c}")).toBe("1-x");
    expect(filled("${on}")).toBe("true");
  });

  it("takes what was said last", () => {
    expect(filled("${lr}")).toBe("0.5");
  });

  it("stays as it is behind a backslash", () => {
    expect(filled("\\${lr} $lr ${ lr }")).toBe("${lr} $lr 0.5");
  });

  it("writes a mapping in a command as options", () => {
    expect(filled("x ${opts}", true)).toBe("x --deep --tags 'a b' c --n 2");
    expect(filled("x ${opts}")).toEqual({
      ok: false,
      error: "${opts} is a mapping, which cannot stand in a text",
    });
    expect(optionsText({ a: { b: 1n }, c: null })).toBe("--a.b 1 --c None");
  });

  it("says what is not known", () => {
    expect(filled("${lrr}")).toMatchObject({ ok: false, error: expect.stringContaining("lrr") });
    expect(filled("${a..b}")).toMatchObject({ ok: false });
    expect([keysOf(""), keysOf("a."), keysOf(".a"), keysOf("a[b")]).toEqual([null, null, null, null]);
  });
});

describe("a text of another tool", () => {
  it("holds no templates, whatever braces it has", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("{", "}", "params.a", "signature", "$", " ", "x") }),
        (text) => {
          const { parts, problems } = parseTemplate(withoutTemplates(text));
          expect(problems).toEqual([]);
          expect(parts.map((part) => (part.kind === "text" ? part.text : "?")).join("")).toBe(text);
        },
      ),
    );
  });
});
