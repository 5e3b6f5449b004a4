import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandsOf, readPipelineFile, trustDigest } from "../../../src-main/node/app/pipeline-files.ts";
import { includedFiles } from "../../../src-main/node/host/included-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signet-include-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Names of what a pattern finds from `w/pipeline.yaml`, or the code of what is wrong. */
function foundBy(pattern: string): string[] | string {
  const found = includedFiles(join(folder, "w/pipeline.yaml"))(pattern);
  return found.ok ? found.value.map(({ file }) => file.slice(folder.length + 1)) : found.error.code;
}

describe("the files that a pipeline includes", () => {
  beforeEach(() => {
    for (const path of [
      "w/pipeline.yaml",
      "w/b.yaml",
      "w/a.yaml",
      "w/.hidden.yaml",
      "w/conf/x.yaml",
      "w/conf/x.txt",
      "w/conf/deep/y.yaml",
      "common/z.yaml",
    ])
      put(path, "");
  });

  it.each<[string, string[]]>([
    ["*.yaml", ["w/a.yaml", "w/b.yaml"]],
    ["./conf//x.yaml", ["w/conf/x.yaml"]],
    ["conf/*", ["w/conf/x.txt", "w/conf/x.yaml"]],
    ["**/*.yaml", ["w/a.yaml", "w/b.yaml", "w/conf/deep/y.yaml", "w/conf/x.yaml"]],
    ["conf/**/y.yaml", ["w/conf/deep/y.yaml"]],
    ["{a,b}.yaml", ["w/a.yaml", "w/b.yaml"]],
    ["[b-z].yaml", ["w/b.yaml"]],
    ["../common/?.yaml", ["common/z.yaml"]],
    ["none.yaml", []],
    ["none/*.yaml", []],
    [".hidden.yaml", ["w/.hidden.yaml"]],
  ])("%s means those, by name", (pattern, expected) => {
    expect(foundBy(pattern)).toEqual(expected);
  });

  it("may be links, but no pipes and no folders, and no circle is walked", () => {
    symlinkSync("../../common/z.yaml", join(folder, "w/conf/link.yaml"));
    symlinkSync("..", join(folder, "w/conf/circle"));
    execFileSync("mkfifo", [join(folder, "w/conf/pipe.yaml")]);
    mkdirSync(join(folder, "w/conf/folder.yaml"));
    expect(foundBy("conf/*.yaml")).toEqual(["w/conf/link.yaml", "w/conf/x.yaml"]);
    expect(foundBy("**/x.yaml")).toEqual(["w/conf/x.yaml"]);
    expect(foundBy("conf/pipe.yaml")).toBe("not-a-file");
    expect(foundBy("conf")).toBe("not-a-file");
  });

  it("are at most 1,000, however often they are asked for", () => {
    for (let index = 0; index < 600; index += 1) put(`w/many/${index}.yaml`, "");
    const read = includedFiles(join(folder, "w/pipeline.yaml"));
    expect(read("many/*.yaml").ok).toBe(true);
    const again = read("many/*.yaml");
    expect(again.ok ? null : again.error.code).toBe("too-large");
  });

  it("are part of the pipeline, with diagnostics of their own", () => {
    const file = put("w/pipeline.yaml", "signet: 1\ninclude: [conf/*.yaml]\nparams: {n: 2}\n");
    put("w/conf/x.yaml", "params: {n: 1}\nsteps: {s: {run: 'x {params.n}'}}\n");
    const { pipeline, diagnostics } = readPipelineFile(file);
    expect(diagnostics).toEqual([]);
    expect(pipeline?.params).toEqual({ n: 2n });
    const wrong = put("w/conf/y.yaml", "steps: {t: {run: 3}}\n");
    expect(readPipelineFile(file).diagnostics.map(({ file: where, line }) => [where, line])).toEqual([
      [wrong, 1],
    ]);
  });
});

describe("what a person trusts", () => {
  const read = (steps: string) => {
    const { pipeline, diagnostics } = readPipelineFile(
      put("pipeline.yaml", `signet: 1\nparams: {n: 1}\n${steps}`),
    );
    if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
    return pipeline;
  };
  const base =
    "steps:\n  B: {call: m:f, params: [n], foreach: {lr: [1, 2]}, hooks: {after: echo}, cache: {key: date}}\n";

  it("is every command, once for all items of a step", () => {
    expect(commandsOf(read(base))).toEqual([
      { step: "B", command: "m:f" },
      { step: "B · after", command: "echo" },
      { step: "B · cache key", command: "date" },
    ]);
  });

  it.each([
    ["a function", base.replace("m:f", "m:g"), true],
    ["a hook", base.replace("echo", "rm -r ."), true],
    ["the moment of a hook", base.replace("after", "failed"), true],
    ["the command of a cache key", base.replace("date", "curl evil"), true],
    ["the interpreter", `python: ./evil\n${base}`, true],
    ["the folder", `workspace: ..\n${base}`, true],
    ["the items", base.replace("[1, 2]", "[1, 2, 3]"), false],
    ["what is retried", base.replace("hooks", "retries: 2, hooks"), false],
  ])("and a change of %s", (_title, steps, again) => {
    expect(trustDigest(read(steps)) !== trustDigest(read(base))).toBe(again);
  });
});
