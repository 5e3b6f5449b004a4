import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { temporaryFolder, writeFiles } from "../helpers/workspace.ts";
import { runPython } from "./python-step.ts";

const project = join(import.meta.dirname, "../..");

/** Runs Python outside of a step, with a script as the command line. */
async function python(code: string, script: string, folder = temporaryFolder()) {
  const cli = join(folder, "signet-cli");
  writeFileSync(cli, script);
  chmodSync(cli, 0o755);
  const env = {
    PYTHONPATH: join(project, "resources/python"),
    SIGNET_CONTEXT: "",
    SIGNET_CLI: cli,
    SIGNET_LIBRARY: join(folder, "library"),
  };
  return { folder, ...(await runPython(["-c", `import signet\n${code}`], { cwd: folder, env })) };
}

/** The real command line, from its sources. */
const real = `#!/bin/sh\nexec '${process.execPath}' --disable-warning=ExperimentalWarning '${project}/src-main/cli/index.ts' "$@"\n`;

const pipeline = {
  "pipeline.yaml": `
signet: 1
params: {n: 1, lr: 0.5, train: {deep: 1}, name: x, flag: true, none: null}
datasets: {oA: out/a.txt, oB: out/b.txt}
steps:
  A: {run: "echo '{params.n} {params.lr} {params.train.deep} {params.name} {params.flag} {params.none}' > {outputs.oA}", outputs: [oA]}
  B: {run: "test {params.n} -lt 5 && cp {inputs.oA} {outputs.oB}", inputs: [oA], outputs: [oB]}
`,
};

describe("pipelines run from Python", () => {
  it("up to a target, with parameters of every type, and are found again", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, pipeline);
    const code = `
run = signet.run("pipeline.yaml", target="A", n=2, lr=1.0, **{"train.deep": 10 ** 20}, params={"name": "a b"}, flag=False, none=[1, None], tags=["t1"])
assert run.status == "succeeded" and list(run.steps) == ["A"] and run.steps["A"].action == "executed", run.data
assert signet.run("pipeline.yaml", n=2, target=["A"], train={"deep": 10 ** 20}, lr=1.0, flag=False, none=[1, None], params={"name": "a b"}).steps["A"].action == "reused"
assert signet.run("pipeline.yaml", n=2, lr=1.0, force="A", jobs=1, keep_going=True, project="q", name="-odd").steps["A"].action == "executed"
assert signet.load(run, "oA") == signet.load(run.steps["A"], "oA") == "2 1.0 %d a b false 1 \\n" % 10 ** 20, signet.load(run, "oA")
found = signet.runs("tags:t1 AND kind:pipeline")
assert [one.id for one in found] == [run.id] and found[0].status == "succeeded", found
assert [one.project for one in signet.runs(limit=1)] == ["q"]
assert signet.runs("-tags:t1 AND kind:pipeline AND project:q")[0].name == "-odd"
`;
    const { stderr } = await python(code, real, folder);
    expect(stderr).toBe("");
    expect(readFileSync(join(folder, "out/a.txt"), "utf8")).toBe("2 1.0 1 x true \n");
  });

  it("raise with the run when a step fails, and with the command line's message when nothing ran", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, pipeline);
    const code = `
try: signet.run("pipeline.yaml", n=7)
except signet.RunFailed as error:
    assert error.run.status == "failed" and error.run.steps["A"].action == "executed"
    print(error)
assert signet.run("pipeline.yaml", n=7, check=False).status == "failed"
try: signet.run("pipeline.yaml", nn=7)
except signet.SignetError as error: print(error)
try: signet.runs("status:(")
except signet.SignetError as error: print(error)
`;
    const { stdout, stderr } = await python(code, real, folder);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^Run \w+ failed; B: The command ended with exit code 1\nA parameter is wrong\n/);
    expect(stdout).toContain('No parameter "nn" is declared');
    expect(stdout).toContain("The query is wrong");
  });
});

describe("the command line is called", () => {
  /** Prints what it was called with as the answer of \`run\`. */
  const echo = `#!/usr/bin/env python3
import json, sys
print(json.dumps({"run": "R", "status": "succeeded", "steps": [], "id": sys.argv[1:]}))
open("argv.json", "w").write(json.dumps(sys.argv[1:]))
`;
  const argvOf = async (code: string) => {
    const { folder, stderr } = await python(code, echo);
    expect(stderr).toBe("");
    return JSON.parse(readFileSync(join(folder, "argv.json"), "utf8")) as string[];
  };

  it("with every option", async () => {
    const code = `signet.run("p.yaml", ["A", "B"], from_="C", only="D", jobs=2, keep_going=True, library="/l", project="p",
      name="n", tags=["x", "y"], force=True, f=1.0, nan=float("nan"), t={"a b": [1e-7, None, "s"]}, s="1.0")`;
    const expected =
      '--library|/l|run|--json|p.yaml|-P|f=1.0|-P|nan=.nan|-P|t={"a b": [1e-07, null, "s"]}|-P|s=1.0|--to|A|--to|B|--from|C|--only|D|--jobs|2|--project|p|--name|n|--tag|x|--tag|y|--keep-going|--force';
    expect((await argvOf(code)).join("|")).toBe(expected);
  });

  it("and loads outputs by the format that it tells, else by their suffix", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "dir"));
    writeFiles(folder, { object: '{"a": 1.0}', "b.txt": "text" });
    const outputs = {
      oA: { path: join(folder, "object"), digest: "sha256:0", format: "json" },
      oB: { path: join(folder, "b.txt"), digest: "sha256:0", format: null },
      oC: { path: join(folder, "dir"), digest: "sha256:0" },
      gone: { path: null, digest: "sha256:0" },
    };
    const shows = `#!/bin/sh\n[ "$*" = 'show --json -- 41' ] && echo '${JSON.stringify({ outputs })}'\n`;
    const code = `
print(signet.load(41, "oA"), signet.load("41", "oB"), signet.load(signet.terminal.Run({"id": "41"}), "oC").name)
try: signet.load(41, "gone")
except signet.SignetError as error: print(error)
try: signet.load(41, "oAA")
except signet.SignetError as error: print(error)`;
    const { stdout } = await python(code, shows, folder);
    expect(stdout).toBe(
      "{'a': 1.0} text dir\nThe library does not hold gone of run 41 any more: run its pipeline again.\nRun 41 has no output oAA (it has: oA, oB, oC, gone). Did you mean oA?\n",
    );
  });

  it.each([
    ["fails without a word", "#!/bin/sh\nexit 3\n", "exit code 3"],
    ["says why", "#!/bin/sh\necho 'signet: no library' >&2; exit 3\n", "SignetError: no library"],
    ["answers no JSON", "#!/bin/sh\necho hello\n", "answered no JSON: 'hello"],
    ["cannot be started", "no program\n", "cannot be started"],
  ])("and when it %s that is an error", async (_what, script, message) => {
    expect((await python("signet.runs()", script)).stderr).toContain(message);
  });
});
