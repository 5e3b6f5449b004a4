import { describe, expect, it } from "vitest";
import { err, ok } from "../../../src-main/core/base/result.ts";
import type { ReadIncluded } from "../../../src-main/core/pipeline/include.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";

const file = "/w/pipeline.yaml";

/** Answers each pattern with the files that are listed for it. */
const answering =
  (
    patterns: { readonly [pattern: string]: readonly string[] },
    texts: { readonly [file: string]: string },
  ): ReadIncluded =>
  (pattern) =>
    ok((patterns[pattern] ?? []).map((name) => ({ file: `/w/${name}`, text: texts[name] ?? "" })));

/** Each file is the only one of its name as a pattern. */
const named = (texts: { readonly [file: string]: string }): ReadIncluded =>
  answering(Object.fromEntries(Object.keys(texts).map((name) => [name, [name]])), texts);

const problemsOf = (text: string, read: ReadIncluded): string[] =>
  readPipeline({ file, text: `signet: 1\n${text}` }, read).diagnostics.map(
    ({ file: where, line, column, code }) => `${where?.replace("/w/", "")}:${line}:${column} ${code}`,
  );

describe("a pipeline file that includes others", () => {
  it("merges parameters leaf by leaf, datasets and steps as wholes, and wins itself", () => {
    const read = answering(
      { "conf/*.yaml": ["conf/a.yaml", "conf/b.yaml"] },
      {
        "conf/a.yaml":
          "params: {n: 1, train: {lr: 0.1, epochs: 3}}\ndatasets: {raw: {path: a.csv, ignore: [x]}}\nsteps: {s: {run: a, env: [A]}, t: {run: t}}\n",
        "conf/b.yaml": "# only this\nparams: {train: {lr: 0.2}, m: 2}\ndatasets: {raw: b.csv}\n",
      },
    );
    const text =
      'signet: 1\ninclude: ["conf/*.yaml"]\nparams: {n: 9}\nsteps: {s: {run: "x {params.n} {params.train} {inputs.raw}", inputs: [raw]}}\n';
    const { pipeline, diagnostics } = readPipeline({ file, text }, read);
    expect(diagnostics).toEqual([]);
    expect(pipeline?.params).toEqual({ n: 9n, train: { lr: 0.2, epochs: 3n }, m: 2n });
    expect(pipeline?.datasets.map(({ path, ignore }) => [path, ignore])).toEqual([["b.csv", []]]);
    expect(pipeline?.steps.map(({ name, env, params }) => [name, env, params])).toEqual([
      ["s", [], ["n", "train.epochs", "train.lr"]],
      ["t", [], []],
    ]);
  });

  it("needs no steps of its own, as long as there are some", () => {
    expect(problemsOf("include: [a.yaml]\n", named({ "a.yaml": "steps: {s: {run: x}}\n" }))).toEqual([]);
    expect(problemsOf("include: [a.yaml]\n", named({ "a.yaml": "params: {n: 1}\n" }))).toEqual([
      "pipeline.yaml:1:1 missing-key",
    ]);
    expect(problemsOf("include: [a.yaml]\n", named({ "a.yaml": "" }))).toEqual([
      "pipeline.yaml:1:1 missing-key",
    ]);
  });

  it("says what is wrong in the file, and on the line, where it stands", () => {
    const read = named({
      "a.yaml":
        "params:\n  n: 1\n  'a/b': 2\nsteps:\n  s: {run: 'x {params.q}', inputs: [none]}\n  u: {run: x, inputs: [gone]}\n",
      "b.yaml": "datasets:\n  d: /x\n  d: y\ncolour: {}\n",
      "c.yaml": "steps:\n  t: {run: 'x {inputs.d'}\n\tz\n",
    });
    expect(problemsOf("include: [a.yaml, b.yaml]\nsteps:\n  u: {run: x, inputs: [lost]}\n", read)).toEqual([
      "pipeline.yaml:4:24 unknown-dataset",
      "a.yaml:3:3 bad-name",
      "a.yaml:5:15 unknown-parameter",
      "a.yaml:5:37 unknown-dataset",
      "b.yaml:3:3 duplicate-key",
      "b.yaml:4:1 unknown-key",
    ]);
    // What a file that cannot be read would have held is not missed.
    expect(
      problemsOf("include: [c.yaml]\nsteps: {u: {run: 'x {params.n}', inputs: [lost], needs: [t]}}\n", read),
    ).toEqual(["c.yaml:3:1 bad-yaml"]);
  });

  it("refuses what only a pipeline file itself can say", () => {
    const read = named({
      "a.yaml": "signet: 1\nname: x\ninclude: [a.yaml]\nworkspace: /\npython: evil\n",
      "b.yaml": "- a\n",
    });
    expect(problemsOf("include: [a.yaml, b.yaml]\nsteps: {s: {run: x}}\n", read)).toEqual([
      "a.yaml:1:1 not-in-included",
      "a.yaml:2:1 not-in-included",
      "a.yaml:3:1 not-in-included",
      "a.yaml:4:1 not-in-included",
      "a.yaml:5:1 not-in-included",
      "b.yaml:1:1 wrong-type",
    ]);
  });

  it("may use a pattern that matches nothing, but no name", () => {
    const read = answering({}, {});
    const text = "include: ['conf/*.yaml', conf/a.yaml]\nsteps: {s: {run: x}}\n";
    const { pipeline, diagnostics } = readPipeline({ file, text: `signet: 1\n${text}` }, read);
    expect(pipeline).toBeNull();
    expect(diagnostics.map(({ severity, code, line, column }) => [severity, code, line, column])).toEqual([
      ["hint", "nothing-included", 2, 11],
      ["error", "nothing-included", 2, 26],
    ]);
    const only = "signet: 1\ninclude: ['conf/*.yaml']\nsteps: {s: {run: x}}\n";
    expect(readPipeline({ file, text: only }, read).pipeline).not.toBeNull();
  });

  it.each([
    ["/etc/passwd", "bad-path"],
    ["C:/x.yaml", "bad-path"],
    ["~/x.yaml", "bad-path"],
    ["a\\b.yaml", "bad-path"],
    ["https://x/y.yaml", "bad-path"],
    ["a\u0001b", "bad-path"],
  ])("does not look for %j", (pattern, code) => {
    const read: ReadIncluded = () => {
      throw new Error("looked for");
    };
    const text = `include: [${JSON.stringify(pattern)}]\nsteps: {s: {run: x}}\n`;
    expect(problemsOf(text, read)).toEqual([`pipeline.yaml:2:11 ${code}`]);
  });

  it("says why a file cannot be read, and that none can where there is no folder", () => {
    const refusing: ReadIncluded = () => err({ code: "unreadable", message: "no", remedy: null });
    expect(problemsOf("include: [a.yaml]\n", refusing)).toEqual(["pipeline.yaml:2:11 unreadable"]);
    const text = "signet: 1\ninclude: [a.yaml]\nsteps: {s: {run: x}}\n";
    expect(readPipeline({ file, text }).diagnostics.map(({ code }) => code)).toEqual(["cannot-include"]);
    expect(problemsOf("include: a.yaml\n", refusing)).toEqual(["pipeline.yaml:2:10 wrong-type"]);
  });

  it("ends soon, whatever it includes", () => {
    const many = Array.from({ length: 300 }, (_, i) => `f${i}.yaml`);
    const texts = Object.fromEntries(
      many.map((name, i) => [name, `params: {p${i}: [${"1, ".repeat(2_000)}]}\n`]),
    );
    const all = answering({ "*.yaml": many }, texts);
    const [first] = problemsOf("include: ['*.yaml']\nsteps: {s: {run: x}}\n", all);
    expect(first).toContain("too-large");
    // The same files again and again.
    const again = problemsOf(
      `include: [${"'*.yaml', ".repeat(9)}]\nsteps: {s: {run: x}}\n`,
      answering({ "*.yaml": many }, {}),
    );
    expect(again).toEqual(["pipeline.yaml:2:41 too-large"]);
  });
});
