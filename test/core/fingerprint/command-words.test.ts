import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filesNamed, variablesNamed } from "../../../src-main/core/fingerprint/command-words.ts";

const asWritten = (template: string) => template;
const inShell = (text: string): string[] => filesNamed({ kind: "shell", text }, asWritten).words;
const inWords = (...words: string[]): string[] => filesNamed({ kind: "argv", words }, asWritten).words;

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
    const text = "tool -v {params.file} {inputs.raw} x/{inputs.raw}";
    expect(filesNamed({ kind: "shell", text }, render).words).toEqual(["tool", "p.json"]);
  });

  it("are also found below the folders that the command goes to", () => {
    expect(inShell("cd sub && sh x.sh && cd deep/ && sh y.sh")).toEqual(
      expect.arrayContaining(["sub/x.sh", "sub/deep/y.sh"]),
    );
    expect(inShell('bash -c "cd sub; python x.py"')).toContain("sub/x.py");
  });

  it("are patterns where the shell expands them in the workspace, and only there", () => {
    const patterns = (text: string) => filesNamed({ kind: "shell", text }, asWritten).patterns;
    expect(patterns("cat parts/*.txt 'quoted/*.txt' \\*.csv")).toEqual(["parts/*.txt"]);
    expect(patterns("cd sub && cat ?.txt")).toEqual(expect.arrayContaining(["sub/?.txt"]));
    expect(patterns('bash -c "cat a/**/*.txt"')).toEqual(["a/*/*.txt"]);
    expect(patterns("if [ -f /etc/* ]; then cat ../*.txt; fi; ! cat ~/*.txt")).toEqual([]);
    expect(filesNamed({ kind: "argv", words: ["cat", "*.txt"] }, asWritten).patterns).toEqual([]);
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
    const long = "a=b 'c=\"d e\"' ".repeat(5_000);
    for (const text of [
      long,
      `sh -c "${long.replaceAll('"', '\\"')}"`,
      "a=".repeat(50_000),
      "' ".repeat(50_001),
      "cd a ".repeat(5_000),
    ])
      inShell(text);
  });
});

describe("the environment variables that a command mentions", () => {
  const inText = (text: string) => variablesNamed({ kind: "shell", text }, asWritten);

  it("are found however they are written", () => {
    expect(inText(`echo $FOO "\${BAR}" \${BAZ:-1}; sh -c 'echo $QUX'`)).toEqual(["FOO", "BAR", "BAZ", "QUX"]);
    expect(variablesNamed({ kind: "argv", words: ["sh", "-c", "echo $FOO"] }, asWritten)).toEqual(["FOO"]);
  });

  it("are not those that the shell or Signet set, nor what only looks like one", () => {
    expect(inText("echo $PWD $1 $? $(ls) $((1+1)) $SIGNET_RUN_ID")).toEqual([]);
  });
});
