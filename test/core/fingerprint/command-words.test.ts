import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidateFiles } from "../../../src-main/core/fingerprint/command-words.ts";

const asWritten = (template: string) => template;
const inShell = (text: string): string[] => candidateFiles({ kind: "shell", text }, asWritten);
const inWords = (...words: string[]): string[] => candidateFiles({ kind: "argv", words }, asWritten);

describe("the files that a command may name", () => {
  it.each([
    ["a script and its argument", "python steps/a.py data.csv", ["steps/a.py", "data.csv"]],
    ["files in quotes", `sh 'my script.sh' "an other.sh"`, ["my script.sh", "an other.sh"]],
    ["a name with its spaces escaped", "sh my\\ script.sh", ["my script.sh"]],
    ["a name of quoted and bare pieces", `sh a'b'"c".sh`, ["abc.sh"]],
    ["what is read", "sort <in.txt | tee b.txt", ["in.txt", "b.txt"]],
    ["what comes after another command", "cd x; sh a.sh && sh b.sh || (sh c.sh)&", ["a.sh", "b.sh", "c.sh"]],
    ["the value of an option", "tool --config=conf.json --x", ["conf.json"]],
    ["the value of a variable", "CONFIG=conf.json tool", ["conf.json"]],
    ["a command in a command", `bash -c "python x.py --to='y z.txt'"`, ["x.py", "y z.txt"]],
    ["what a shell fills in", 'echo "made by $(python x.py)" `sh y.sh`', ["x.py", "y.sh"]],
    ["a line that goes on in the next", "python \\\nx.py \\\n  y.txt a\\\nb.py", ["x.py", "y.txt", "ab.py"]],
    ["a quoted backslash", String.raw`sh "a\b.sh" "c\"d.sh"`, [String.raw`a\b.sh`, 'c"d.sh']],
  ])("are found: %s", (_what, text, files) => {
    expect(inShell(text)).toEqual(expect.arrayContaining(files));
  });

  it("are found in the words of a command without a shell", () => {
    expect(inWords("python", "my script.py", "--config=a b.json")).toEqual(
      expect.arrayContaining(["my script.py", "a b.json"]),
    );
    expect(inWords("bash", "-c", "python x.py")).toContain("x.py");
  });

  it("are not what is only an option, or what a template of another kind fills in", () => {
    const render = (text: string) =>
      text.replaceAll("{params.file}", "p.json").replaceAll("{inputs.raw}", "\0");
    const found = candidateFiles(
      { kind: "shell", text: "tool -v {params.file} {inputs.raw} x/{inputs.raw}" },
      render,
    );
    expect(found).toEqual(["tool", "p.json"]);
  });

  it("are named once", () => {
    expect(inShell("sh a.sh a.sh")).toEqual(["sh", "a.sh"]);
  });

  it("are found whatever stands around them", () => {
    const around = fc.string({
      unit: fc.constantFrom("a", " ", "\n", ";", "|", "&", "(", ")", "=", "-", "$", "{"),
    });
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(inShell(`${before} steps/x.py ${after}`)).toContain("steps/x.py");
        expect(inShell(`${before}; sh 'steps/x y.py' ${after}`)).toContain("steps/x y.py");
      }),
    );
  });

  it("are found quickly in a long and hostile command", () => {
    const started = performance.now();
    const long = "a=b 'c=\"d e\"' ".repeat(5_000);
    for (const text of [
      long,
      `sh -c "${long.replaceAll('"', '\\"')}"`,
      "a=".repeat(50_000),
      "' ".repeat(50_001),
    ])
      inShell(text);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
