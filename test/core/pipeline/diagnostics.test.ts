// biome-ignore-all lint/suspicious/noTemplateCurlyInString: braces after a dollar are what is tested
import { describe, expect, it } from "vitest";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";

const read = (text: string) => readPipeline({ file: "/home/u/project/pipeline.yaml", text });
const found = (text: string) =>
  read(text).diagnostics.map(({ code, line, column }) => `${line}:${column} ${code}`);

/** `head` is line 1; what follows begins on line 2. */
const body = (text: string) => `signet: 1\n${text.replace(/^\n/, "")}`;

const cases: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
  ["a file without the marker", "steps: {}\n", ["1:1 not-a-pipeline"]],
  ["an empty file", "", ["1:1 not-a-pipeline"]],
  ["a list", "- a\n", ["1:1 not-a-pipeline"]],
  ["a newer version of the format", "signet: 2\nsteps: {a: {run: x}}\n", ["1:9 newer-format"]],
  ["a float for the version", "signet: 1.0\n", ["1:1 bad-value"]],
  ["no steps at all", "signet: 1\n", ["1:1 missing-key"]],
  ["an empty list of steps", "signet: 1\nsteps: {}\n", ["2:1 missing-key"]],
  ["a step without a command", body("steps:\n  a: {inputs: []}\n"), ["3:3 missing-key"]],
  ["a step that is nothing", body("steps:\n  a:\n"), ["3:3 wrong-type"]],
  ["an unknown key", body("steps:\n  a: {run: x, ouputs: [b]}\n"), ["3:15 unknown-key"]],
  ["an unknown key at the top", body("stepz: {}\nsteps:\n  a: {run: x}\n"), ["2:1 unknown-key"]],
  ["a number in a list of words", body("steps:\n  a: {run: [echo, 3]}\n"), ["3:19 wrong-type"]],
  ["an empty command", body('steps:\n  a: {run: ""}\n'), ["3:12 bad-value"]],
  ["a text where a list belongs", body("steps:\n  a: {run: x, env: HOME}\n"), ["3:20 wrong-type"]],
  ["a text where tags belong", body("steps:\n  a: {run: x, tags: nightly}\n"), ["3:21 wrong-type"]],
  ["labels, as other tools call tags", body("steps:\n  a: {run: x, labels: [a]}\n"), ["3:15 unknown-key"]],
  ["a tag that nobody can see", body('steps:\n  a: {run: x, tags: [b, "\\u200b"]}\n'), ["3:25 bad-name"]],
  ["a float as version", body("steps:\n  a: {run: x, version: 1.10}\n"), ["3:24 wrong-type"]],
  [
    "a dataset of an unknown type",
    body("datasets: {d: {path: p, type: folder}}\nsteps: {a: {run: x}}\n"),
    ["2:31 bad-value"],
  ],
  ["a duplicate key", body("steps:\n  a: {run: x}\n  a: {run: y}\n"), ["4:3 duplicate-key"]],
  ["tabs as indentation", body("steps:\n\ta: {run: x}\n"), ["3:1 bad-yaml"]],
  ["two documents", body("steps: {a: {run: x}}\n---\nb: 1\n"), ["3:1 bad-yaml"]],
  ["an unknown tag", body("name: !thing x\nsteps: {a: {run: x}}\n"), ["2:7 bad-yaml"]],
  ["an unknown alias", body("name: *x\nsteps: {a: {run: x}}\n"), ["2:7 bad-alias"]],
  ["bytes that are not UTF-8", body("name: a\uFFFDb\nsteps: {a: {run: x}}\n"), ["2:8 invalid-utf8"]],
  ["a NUL character", body("params: {n: a\0b}\nsteps: {a: {run: x}}\n"), ["2:14 bad-character"]],
  ["a NUL that is written out", body('params: {n: "a\\0b"}\nsteps: {a: {run: x}}\n'), ["2:15 bad-character"]],
  ["a float out of range", body("params: {n: 1e400}\nsteps: {a: {run: x}}\n"), ["2:13 number-too-large"]],

  [
    "a dataset with two makers",
    body("steps:\n  a: {run: 'x {outputs.d}', outputs: [d]}\n  b: {run: 'x {outputs.d}', outputs: [d]}\n"),
    ["4:39 two-makers"],
  ],
  [
    "a dataset a step makes twice",
    body("steps:\n  a: {run: 'x {outputs.p} {outputs.q}', outputs: {p: d, q: d}}\n"),
    ["3:60 two-makers"],
  ],
  [
    "an unknown dataset",
    body("datasets: {raw: r.csv}\nsteps:\n  a: {run: x, inputs: [rwa]}\n"),
    ["4:24 unknown-dataset"],
  ],
  [
    "an unknown dataset behind a port",
    body("steps:\n  a: {run: x, inputs: {p: rwa}}\n"),
    ["3:27 unknown-dataset"],
  ],
  [
    "an unknown step",
    body("steps:\n  one: {run: x}\n  two: {run: x, needs: [oen]}\n"),
    ["4:25 unknown-step"],
  ],
  [
    "an unknown parameter in the list",
    body("params: {n: 1}\nsteps:\n  a: {run: x, params: [m]}\n"),
    ["4:24 unknown-parameter"],
  ],
  [
    "an unknown parameter in a command",
    body("params: {n: 1}\nsteps:\n  a:\n    run: x --n {params.m}\n"),
    ["5:16 unknown-parameter"],
  ],
  [
    "an unknown parameter in a path",
    body("datasets: {d: 'a/{params.m}'}\nsteps: {a: {run: x}}\n"),
    ["2:18 unknown-parameter"],
  ],
  [
    "a source without a path",
    body("datasets:\n  d: {type: file}\nsteps: {a: {run: x}}\n"),
    ["3:3 source-without-path"],
  ],
  [
    "the same input twice",
    body("datasets: {d: p}\nsteps: {a: {run: x, inputs: [d, d]}}\n"),
    ["3:33 duplicate-port"],
  ],
  [
    "an output that nobody can find",
    body("steps:\n  a: {run: x, outputs: [o]}\n"),
    ["3:25 output-not-mentioned"],
  ],
  [
    "an output at no fixed path that the command does not mention",
    body("params: {n: 1}\ndatasets: {o: {path: 'o{params.n}'}}\nsteps:\n  a: {run: x, outputs: [o]}\n"),
    ["5:25 output-not-mentioned"],
  ],

  [
    "a template that almost is one",
    body("params: {x: 1}\nsteps:\n  a:\n    run: x {param.x}\n"),
    ["5:12 bad-template"],
  ],
  [
    "an unclosed template",
    body("params: {x: 1}\nsteps:\n  a:\n    run: x {params.x\n"),
    ["5:12 bad-template"],
  ],
  [
    "a template after a dollar",
    body("params: {x: 1}\nsteps:\n  a:\n    run: x ${params.x}\n"),
    ["5:13 bad-template"],
  ],
  [
    "a template between backticks",
    body("params: {x: 1}\nsteps:\n  a:\n    run: x `cat {params.x}`\n"),
    ["5:17 bad-template"],
  ],
  [
    "an input that is none of the step",
    body("datasets: {d: p}\nsteps:\n  a:\n    run: cat {inputs.d}\n"),
    ["5:14 unknown-port"],
  ],
  [
    "an output that is none of the step",
    body("steps:\n  a:\n    run: cat {outputs.d}\n"),
    ["4:14 unknown-port"],
  ],
  [
    "the second of two alike",
    body("steps:\n  a:\n    run: |\n      echo {{outputs.d}}\n      echo {outputs.d}\n"),
    ["6:12 unknown-port"],
  ],
  [
    "an input in a path",
    body("datasets: {d: 'a/{inputs.x}'}\nsteps: {a: {run: x}}\n"),
    ["2:18 bad-template"],
  ],
  [
    "a signature in a source's path",
    body("datasets: {d: 'a/{signature}'}\nsteps: {a: {run: x}}\n"),
    ["2:18 bad-template"],
  ],

  [
    "a step that waits for itself",
    body("steps:\n  a: {run: 'x {outputs.d}', inputs: [d], outputs: [d]}\n"),
    ["3:3 cycle"],
  ],
  ["a cycle of needs", body("steps:\n  a: {run: x, needs: [b]}\n  b: {run: x, needs: [a]}\n"), ["3:3 cycle"]],

  [
    "a dataset with a slash in its name",
    body("datasets: {a/b: p}\nsteps: {a: {run: x}}\n"),
    ["2:12 bad-name"],
  ],
  ["an empty name", body('datasets: {"": p}\nsteps: {a: {run: x}}\n'), ["2:12 bad-name"]],
  ["a parameter with a point", body("params: {a.b: 1}\nsteps: {a: {run: x}}\n"), ["2:10 bad-name"]],
  ["a name that turns the text around", body("steps: {a\u202Eb: {run: x}}\n"), ["2:9 bad-name"]],
  ["a name without width", body("steps: {a\u200Bb: {run: x}}\n"), ["2:9 bad-name"]],
  ["a project with an empty part", body("project: a//b\nsteps: {a: {run: x}}\n"), ["2:10 bad-name"]],
  ["__proto__ as a name", body("params: {__proto__: {a: 1}}\nsteps: {a: {run: x}}\n"), ["2:10 bad-name"]],
  ["a variable with its value", body("steps: {a: {run: x, env: [A=1]}}\n"), ["2:27 bad-name"]],
  ["a name that Windows refuses", body("steps: {nul: {run: x}}\n"), ["2:9 reserved-name"]],
  [
    "a directory as metrics",
    body("datasets: {d: {path: p/, as: metrics}}\nsteps: {a: {run: x}}\n"),
    ["2:30 bad-value"],
  ],
  ["a source at an address", body("datasets: {d: s3://bucket/x}\nsteps: {a: {run: x}}\n"), ["2:15 bad-path"]],
  ["a source with backslashes", body("datasets: {d: a\\b.csv}\nsteps: {a: {run: x}}\n"), ["2:15 bad-path"]],
  [
    "code outside the workspace",
    body("steps: {a: {run: x, code: [../x.py]}}\n"),
    ["2:28 path-outside-workspace"],
  ],
  ["CRLF line ends", "signet: 1\r\nsteps:\r\n  a: {run: x, needs: [q]}\r\n", ["3:23 unknown-step"]],
  [
    "a byte order mark before the first line",
    "\uFEFFsignet: 1\nsteps: {a: {rum: x}}\n",
    ["2:13 unknown-key"],
  ],
  ["a byte order mark on the line", "\uFEFFsignet: 2\n", ["1:9 newer-format"]],
  [
    "characters beyond the basic plane",
    body('steps: {"😀😀": {run: x, needs: [q]}}\n'),
    ["2:32 unknown-step"],
  ],
];

describe("what is wrong with a pipeline file", () => {
  it.each(cases)("%s is found where it stands", (_title, text, expected) => {
    const { pipeline, diagnostics } = read(text);
    expect(found(text)).toEqual(expected);
    expect(pipeline === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
    for (const { file, message, remedy, span } of diagnostics) {
      expect(file).toBe("/home/u/project/pipeline.yaml");
      expect(message).not.toBe("");
      expect(remedy).not.toBe("");
      expect(span?.[1]).toBeGreaterThanOrEqual(span?.[0] ?? Number.NaN);
    }
  });

  it("is found all at once, in file order", () => {
    const text = body(`
params: {n: 1}
datasets:
  raw: data/raw.csv
  raw: data/other.csv
steps:
  a: {run: "x {params.m}", inputs: [rwa], colour: red}
  b: {run: [1], needs: [c]}
`);
    expect(found(text)).toEqual([
      "5:3 duplicate-key",
      "7:15 unknown-parameter",
      "7:37 unknown-dataset",
      "7:43 unknown-key",
      "8:13 wrong-type",
      "8:25 unknown-step",
    ]);
  });

  it("is found all at once where the shape is right", () => {
    const text = body(`
params: {n: 1}
datasets: {raw: data/raw.csv}
steps:
  a: {run: "x {params.m} {outputs.p}", inputs: [rwa]}
  b: {run: "y {inptus.raw}", needs: [c], inputs: [raw]}
  c: {run: z, needs: [b]}
`);
    expect(found(text)).toEqual([
      "5:15 unknown-parameter",
      "5:26 unknown-port",
      "5:49 unknown-dataset",
      "6:3 cycle",
      "6:15 bad-template",
    ]);
  });

  it("is not reported twice: what is missing in a broken part is no second mistake", () => {
    expect(found(body("steps:\n  a: {run: x, ouputs: [d]}\n  b: {run: x, inputs: [d]}\n"))).toEqual([
      "3:15 unknown-key",
    ]);
    expect(found(body("params: 3\nsteps:\n  a: {run: 'x {params.n}'}\n"))).toEqual(["2:9 wrong-type"]);
    expect(found(body("steps:\n  a: {run: x, call: m:f, outputs: [o]}\n"))).toEqual(["3:15 run-and-call"]);
    expect(found(body("steps:\n  a: {run: 'x {params.lr}', foreach: {lr: 1}}\n"))).toEqual([
      "3:43 wrong-type",
    ]);
  });

  const remedyOf = (text: string) => read(text).diagnostics.map(({ remedy }) => remedy);

  it.each([
    [
      "the nearest dataset",
      body("datasets: {raw: r}\nsteps: {a: {run: x, inputs: [rwa]}}\n"),
      /^Write raw, or declare it/,
    ],
    [
      "the nearest parameter",
      body("params: {train: {lr: 1}}\nsteps: {a: {run: 'x {params.train.rl}'}}\n"),
      /^Write train\.lr/,
    ],
    [
      "the nearest step",
      body("steps: {prepare: {run: x}, b: {run: x, needs: [prepar]}}\n"),
      /^Write prepare\.$/,
    ],
    [
      "the maker where a dataset is needed",
      body("steps: {one: {run: 'x {outputs.things}', outputs: [things]}, b: {run: x, needs: [things]}}\n"),
      /^Write one, the step that makes it/,
    ],
    ["the nearest key", body("steps: {a: {run: x, input: []}}\n"), /^Write `inputs`\.$/],
    ["what other tools call it", body("steps: {a: {run: x, deps: []}}\n"), /^Write `inputs`\.$/],
    [
      "where a key belongs",
      body("workspace: .\nsteps: {a: {run: x, workspace: .}}\n"),
      /belongs to a pipeline/,
    ],
    [
      "to add the input",
      body("datasets: {d: p}\nsteps: {a: {run: 'cat {inputs.d}'}}\n"),
      /^Add d to the step's inputs/,
    ],
    [
      "to write outputs instead",
      body("steps: {a: {run: 'cat {inputs.d} {outputs.d}', outputs: [d]}}\n"),
      /write \{outputs\.d\}/,
    ],
    [
      "quotes around a template",
      body("datasets: {d: {path: out/{signature}.csv}}\nsteps: {a: {run: x}}\n"),
      /Put the text around \{signature\} in quotes/,
    ],
    [
      "quotes around a bare template",
      body("params: {x: 1}\nsteps: {a: {run: {params.x}}}\n"),
      /Put the text around \{params\.x\} in quotes/,
    ],
    ["quotes around a number", body("steps: {a: {run: [echo, 3]}}\n"), /Put it in quotes: "3"/],
    ["a list", body("steps: {a: {run: x, env: HOME}}\n"), /Write a list: \[HOME\]/],
  ])("comes with %s", (_title, text, remedy) => {
    expect(remedyOf(text)[0]).toMatch(remedy);
  });

  it("names a cycle by its steps, in the order data flows", () => {
    const text = body(`
steps:
  z: {run: x}
  a: {run: "x {outputs.da}", inputs: [dc], outputs: [da], needs: [z]}
  b: {run: "x {outputs.db}", inputs: [da], outputs: [db]}
  c: {run: "x {outputs.dc}", inputs: [db], outputs: [dc]}
  d: {run: x, inputs: [dc]}
`);
    expect(read(text).diagnostics.map(({ message }) => message)).toEqual([
      "These steps wait for each other: a -> b -> c -> a",
    ]);
  });
});

describe("where outputs may be", () => {
  const output = (path: string) =>
    read(
      body(
        `datasets: {o: {path: ${JSON.stringify(path)}}}\nsteps: {a: {run: "x {outputs.o}", outputs: [o]}}\n`,
      ),
    ).diagnostics.map(({ code }) => code);

  it.each([
    "../o",
    "a/../../o",
    "/tmp/o",
    "~/o",
    "C:\\o",
    "c:/o",
    "\\\\server\\share\\o",
    "//server/share/o",
    "a\\..\\..\\o",
    "..",
    "a/..",
  ])("%s is outside the workspace", (path) => expect(output(path)).toEqual(["path-outside-workspace"]));

  it.each([".", "./", "a\\b", "a\u0001b", `${"x".repeat(256)}/a`])("%j is no place", (path) =>
    expect(output(path)).toEqual(["bad-path"]),
  );

  it.each(["o", "./a//o.csv", "a/..b/o", "%2e%2e/o", "...", "dir/", "ünïcode/😀.txt", "a b/c"])(
    "%s is a place",
    (path) => expect(output(path)).toEqual([]),
  );

  it("a name that Windows refuses is only a warning", () => {
    expect(output("out/con.txt")).toEqual(["reserved-name"]);
  });
});

describe("paths that get in each other's way", () => {
  const clash = (datasets: Record<string, string>, outputs: readonly string[]) =>
    read(
      `${JSON.stringify({
        signet: 1,
        params: { n: 1, name: "x", in: "data/in.csv" },
        datasets: Object.fromEntries(Object.entries(datasets).map(([name, path]) => [name, { path }])),
        steps: { a: { run: outputs.map((name) => `{outputs.${name}}`).join(" ") || "x", outputs } },
      })}`,
    ).diagnostics.map(({ code, severity }) => (severity === "error" ? code : `${code}?`));

  it.each([
    [{ p: "a/b", q: "a/b" }, ["same-path"]],
    [{ p: "a/b", q: "./a//b" }, ["same-path"]],
    [{ p: "a", q: "a/b" }, ["path-inside-output"]],
    [{ p: "a/b/c", q: "a/b" }, ["path-inside-output"]],
    [{ p: "a/{params.n}", q: "a/b" }, ["same-path"]],
    [{ p: "a/{params.n}", q: "a/x/b" }, ["path-inside-output"]],
    [{ p: "a/x-{params.n}.csv", q: "a/{params.name}-1.csv" }, ["same-path"]],
    [{ p: "{params.n}/b", q: "a/{params.name}" }, ["same-path"]],
    [{ p: "m-{signature}", q: "m-{signature}" }, ["same-path"]],
    [{ p: "m-{signature}", q: "m-0123456789abcdef" }, ["same-path"]],
    [{ p: "m-{signature}", q: "m-{params.n}" }, ["same-path"]],
    [{ p: "m-{signature}", q: "m-wide" }, []],
    [{ p: "m-{signature}", q: "m-{signature}.bak" }, []],
    [{ p: "a/x-{params.n}.csv", q: "a/x-{params.n}.json" }, []],
    [{ p: "a/x-{params.n}", q: "a/y-{params.n}" }, []],
    [{ p: "ab/c", q: "a/c" }, []],
    [{ p: "a/b", q: "a/bc" }, []],
    [{ p: "pipeline.yaml", q: "b" }, ["output-over-pipeline"]],
  ])("outputs %j", (datasets, expected) => {
    expect(clash(datasets, Object.keys(datasets))).toEqual(expected);
  });

  it.each([
    [{ s: "out/data/raw.csv", o: "out" }, ["source-in-output"]],
    [{ s: "out", o: "out" }, ["source-in-output"]],
    [{ s: "/home/u/project/out/raw.csv", o: "out" }, ["source-in-output"]],
    [{ s: "../project/out/raw.csv", o: "out" }, ["source-in-output"]],
    [{ s: "{params.in}", o: "data" }, ["source-in-output"]],
    [{ s: "{params.in}", o: "data/{params.n}" }, ["source-in-output"]],
    [{ s: "{params.in}", o: "out" }, []],
    [{ s: "../out/raw.csv", o: "out" }, []],
    [{ s: "/data/raw.csv", o: "out" }, []],
    [{ s: "data/", o: "data/out.csv" }, ["output-in-source?"]],
  ])("source and output %j", (datasets, expected) => {
    expect(clash(datasets, ["o"])).toEqual(expected);
  });
});
