// biome-ignore-all lint/suspicious/noTemplateCurlyInString: braces after a dollar are what is tested
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Value } from "../../../src-main/core/base/value.ts";
import {
  parseTemplate,
  renderOutputPath,
  renderShell,
  renderSourcePath,
  renderWords,
  type TemplateValues,
  valueText,
} from "../../../src-main/core/pipeline/templates.ts";

const values = (overrides: Partial<TemplateValues> = {}): TemplateValues => ({
  params: { n: 1n, lr: 1.0, name: "it's", list: ["a b", 2n], none: null, on: true, nested: { x: 0.5 } },
  inputs: new Map([["raw", "/data/a b.csv"]]),
  outputs: new Map([["o", "/stage/o.csv"]]),
  signature: "0123456789abcdef",
  ...overrides,
});

const simple = (text: string) =>
  parseTemplate(text).parts.map((part) =>
    part.kind === "text" ? part.text : part.kind === "signature" ? ["signature"] : [part.kind, part.name],
  );

describe("what is a template and what is not", () => {
  it.each([
    ["a {params.x.y} b", ["a ", ["params", "x.y"], " b"]],
    [
      "{inputs.a b}{outputs.ü}",
      [
        ["inputs", "a b"],
        ["outputs", "ü"],
      ],
    ],
    ["m-{signature}.pkl", ["m-", ["signature"], ".pkl"]],
    ["${HOME} ${params} ${inputs:-x}", ["${HOME} ${params} ${inputs:-x}"]],
    ["awk '{print $1}'", ["awk '{print $1}'"]],
    ["awk '{if (a) {print}}'", ["awk '{if (a) {print}}'"]],
    ['{"a": {"b": 1}}', ['{"a": {"b": 1}}']],
    ["{a,b} {1..3} {} {", ["{a,b} {1..3} {} {"]],
    ["{{params.x}}", ["{params.x}"]],
    ["{{{params.x}}}", ["{", ["params", "x"], "}"]],
    ["{{ {print} }}", ["{ {print} }"]],
    ["}} {{", ["}} {"]],
    ["{date.year} {config.x}", ["{date.year} {config.x}"]],
    ["", []],
  ])("%s", (text, expected) => {
    expect(simple(text)).toEqual(expected);
    expect(parseTemplate(text).problems).toEqual([]);
  });

  it.each([
    ["{param.x}", "Write {params.x}"],
    ["{input.x}", "Write {inputs.x}"],
    ["{output.x}", "Write {outputs.x}"],
    ["{Params.x}", "Write {params.x}"],
    ["{parameters.x}", "Write {params.x}"],
    ["{ouputs.x}", "Write {outputs.x}"],
    ["{ params.x }", "Write {params.x}"],
    ["{params[x]}", "Write {params.x}"],
    ["{input[0]}", "Write {inputs.0}"],
    ["{params}", "Write {params.name}"],
    ["{input}", "Write {inputs.name}"],
    ["{Signature}", "Write {signature}"],
    ["{signatur}", "Write {signature}"],
    ["{signature[:8]}", "Write {signature}"],
    ["{params.}", "Write {params.name}"],
    ["{params. x}", "Write {params.x}"],
    ["${params.x}", "Write {params.x} without the $"],
    ["${signature}", "Write {signature} without the $"],
    ["{params.x", "Write {params.x}"],
    ["{params.x {inputs.y}", "Write {params.x}"],
  ])("%s is a slip, and the remedy says what to write", (text, remedy) => {
    expect(parseTemplate(`a ${text} b`).problems.map((problem) => problem.remedy)[0]).toContain(remedy);
  });

  it("keeps every text without templates as it is", () => {
    const inert = fc.stringMatching(/^[^{}]*$/);
    fc.assert(
      fc.property(inert, (text) => {
        expect(simple(text).join("")).toBe(text);
      }),
    );
  });

  it("gives back any text whose braces are doubled", () => {
    const braced = fc
      .array(fc.constantFrom("a", " ", "params.x", "$", "signature", "é"))
      .chain((words) => fc.constant(`{${words.join("")}}`));
    fc.assert(
      fc.property(fc.array(braced), (texts) => {
        const text = texts.join("-");
        expect(simple(text.replaceAll("{", "{{").replaceAll("}", "}}")).join("")).toBe(text);
      }),
    );
  });

  it("covers the text without gaps or overlaps", () => {
    const piece = fc.constantFrom(
      "{params.a}",
      "{signature}",
      "{{",
      "}}",
      "{",
      "}",
      "x",
      " ",
      "$",
      "{param.a}",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const { parts, problems } = parseTemplate(text);
        const spans = [...parts, ...problems]
          .map(({ start, end }) => [start, end])
          .sort(([a = 0], [b = 0]) => a - b);
        expect(spans.map(([start]) => start)).toEqual(
          [0, ...spans.map(([, end]) => end)].slice(0, spans.length),
        );
        if (spans.length > 0) expect(spans.at(-1)?.[1]).toBe(text.length);
      }),
    );
  });
});

describe("values in commands", () => {
  it("are words in a shell's text", () => {
    expect(
      renderShell("p {params.n} {params.lr} {params.name} {inputs.raw} > {outputs.o} {signature}", values()),
    ).toBe("p '1' '1.0' 'it'\\''s' '/data/a b.csv' > '/stage/o.csv' '0123456789abcdef'");
  });

  it("are several words where the value is a list, none where it is empty", () => {
    expect(renderShell("p {params.list}", values())).toBe("p 'a b' '2'");
    expect(renderShell("p {params.list} q", values({ params: { list: [] } }))).toBe("p  q");
    expect(renderWords(["p", "{params.list}", "--x={params.list}"], values())).toEqual([
      "p",
      "a b",
      "2",
      "--x=a b 2",
    ]);
    expect(renderShell("p {inputs.raw}", values({ inputs: new Map([["raw", ["/a", "/b c"]]]) }))).toBe(
      "p '/a' '/b c'",
    );
  });

  it("stay one word, unquoted, without a shell", () => {
    expect(renderWords(["p", "{params.name}", "--n={params.n}", "{params.none}", "{{x}}"], values())).toEqual(
      ["p", "it's", "--n=1", "", "{x}"],
    );
  });

  it.each<[Value, string]>([
    [null, ""],
    [true, "true"],
    [12345678901234567890n, "12345678901234567890"],
    [1, "1.0"],
    [1e-7, "1e-7"],
    ["a\nb", "a\nb"],
    [{ $a: [1n, 2] }, '{"$a":[1,2.0]}'],
  ])("%o is written %j", (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  const print = `node -e 'process.stdout.write(JSON.stringify(process.argv.slice(1)))' --`;
  const run = (script: string): string[] =>
    JSON.parse(
      execFileSync("/bin/sh", ["-c", script], { encoding: "utf8", env: process.env, maxBuffer: 1e8 }),
    ) as string[];
  const nasty = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "'",
          '"',
          "\\",
          "$",
          "`",
          "$(",
          ")",
          "\n",
          " ",
          ";",
          "&",
          "*",
          "~",
          "#",
          "!",
          "${x}",
          "$'",
          "{",
          "|",
        ),
        fc.string({ unit: "grapheme", maxLength: 3 }),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("").replaceAll("\0", ""));

  it("reach a real command unchanged, whatever they hold and wherever they stand", () => {
    const template = [
      print,
      "{params.v}",
      '"{params.v}"',
      "'{params.v}'",
      "--x={params.v}",
      '"a $(printf %s {params.v}) b"',
      '"$(printf %s "{params.v}")"',
      "{params.many} # {params.v}",
    ].join(" ");
    fc.assert(
      fc.property(nasty, fc.array(nasty, { maxLength: 3 }), (v, many) => {
        // A command substitution drops line feeds at the end.
        const value = v.replace(/\n+$/, "");
        const got = run(renderShell(template, values({ params: { v: value, many } })));
        expect(got).toEqual([value, value, value, `--x=${value}`, `a ${value} b`, value, ...many]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("values in paths", () => {
  it("never leave the folder of an output", () => {
    const value = fc.oneof(
      fc.constantFrom("", ".", "..", "/", "../..", "a/b", "\\", "%2e%2e", "..\\..", "C:", "\n"),
      fc.string(),
    );
    fc.assert(
      fc.property(
        value,
        fc.constantFrom("out/{params.v}/x", "{params.v}", "out/{params.v}.csv", "a{params.v}"),
        (v, path) => {
          const rendered = renderOutputPath(path, { params: { v }, signature: "00" });
          const segments = rendered.split("/");
          expect(segments).toHaveLength(path.split("/").length);
          expect(
            segments.some((segment) => ["", ".", ".."].includes(segment) || segment.includes("\\")),
          ).toBe(false);
        },
      ),
    );
  });

  it("that differ give different outputs", () => {
    const value = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const place = (v: string) => renderOutputPath("out/m-{params.v}", { params: { v }, signature: "" });
        expect(place(a) === place(b)).toBe(a === b);
      }),
    );
  });

  it("are as they are in a source", () => {
    expect(renderSourcePath("{params.dir}/raw.csv", { dir: "../data/2024" })).toBe("../data/2024/raw.csv");
    expect(renderOutputPath("m-{signature}-{params.lr}.pkl", values())).toBe("m-0123456789abcdef-1.0.pkl");
  });
});
