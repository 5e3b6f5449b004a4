import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { paramsFromWords } from "../../../src-main/core/events/argument-params.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";
import { stepText } from "../../../src-main/core/pipeline/step-text.ts";
import { type CliResult, runCli, startCli } from "../../helpers/cli.ts";
import { rowsOf, until } from "../../helpers/killed-run.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const entry = join(import.meta.dirname, "../../../src-main/cli/index.ts");
const log = `${process.execPath} --disable-warning=ExperimentalWarning ${entry} log`;

/** `signet exec` in a folder. */
function execIn(
  cwd: string,
  library: string,
  args: readonly string[],
  input: string | null = null,
): Promise<CliResult> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, "exec", ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", SIGNET_LIBRARY: library },
    stdio: [input === null ? "ignore" : "pipe", "pipe", "pipe"],
  });
  // Closed before all of it was read, where nobody reads it.
  child.stdin?.on("error", () => {}).end(input);
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

const shown = async (library: string, run: string) =>
  JSON.parse((await runCli(library, ["show", run, "--json"])).stdout) as Record<string, never>;

describe("signet exec", () => {
  it("hands its standard input on to the command, and with --cache closes it", async () => {
    const [cwd, library] = [temporaryFolder(), join(temporaryFolder(), "library")];
    const input = "one\ntwo\n".repeat(50_000);
    const words = ["--", "wc", "-l"];
    const plain = await execIn(cwd, library, words, input);
    expect({ code: plain.code, lines: plain.stdout.trim() }).toEqual({ code: 0, lines: "100000" });
    const cached = await execIn(cwd, library, ["--cache", ...words], input);
    expect({ code: cached.code, lines: cached.stdout.trim() }).toEqual({ code: 0, lines: "0" });
    expect(await shown(library, "1")).toMatchObject({
      kind: "script",
      status: "succeeded",
      command: "wc -l",
    });
    expect(await shown(library, "2")).toMatchObject({ kind: "pipeline", status: "succeeded" });
  });

  it("records a command with its parameters, files, console, and what it logs; its exit code is its own", async () => {
    const [cwd, library] = [temporaryFolder(), join(temporaryFolder(), "library")];
    writeFiles(cwd, {
      "raw.csv": "a\n",
      "train.sh": `echo to the console; echo made > model.txt
${log} metric loss 0.5; ${log} metrics acc=0.75 odd=NaN --step 3
${log} param model.depth=3; ${log} tag good; ${log} property score 2; ${log} note said
${log} artifact model model.txt --kind text; echo changed > model.txt; exit 5
`,
    });
    const done = await execIn(cwd, library, [
      "--params-from-args",
      "--project",
      "a/b",
      "--in",
      "raw.csv",
      "--out",
      "model.txt",
      "--",
      "sh",
      "train.sh",
      "--lr",
      "0.1",
      "--epochs=3",
      "--fast",
      "--api-key",
      "zzz",
    ]);
    expect(done).toMatchObject({ code: 5, stdout: "to the console\n", stderr: "signet: run #1 failed\n" });
    const run = await shown(library, "1");
    expect(run).toMatchObject({
      kind: "script",
      project: "a/b",
      name: "train.sh",
      status: "failed",
      exitCode: 5,
      command: "sh train.sh --lr 0.1 --epochs=3 --fast --api-key (hidden)",
      params: { lr: 0.1, epochs: 3, fast: true, api_key: "(hidden)", "model.depth": 3 },
      metrics: { loss: 0.5, acc: 0.75, odd: "NaN" },
      tags: ["good"],
      properties: { score: 2 },
      notes: "said",
      inputs: { raw: { shown: "raw.csv", size: 2 } },
      outputs: { model: { shown: "model.txt" } },
      eventProblems: null,
    });
    // As it was when it was logged.
    expect(readFileSync((run.artifacts as unknown as { path: string }[])[0]?.path ?? "", "utf8")).toBe(
      "made\n",
    );
    expect((await runCli(library, ["logs", "1"])).stdout).toContain("to the console");
  });

  it("says of a program that is not there what a shell says", async () => {
    const library = join(temporaryFolder(), "library");
    const done = await execIn(temporaryFolder(), library, ["--", "no-such-program"]);
    expect(done.code).toBe(127);
    expect(done.stderr).toContain("no-such-program was not found on PATH");
  });

  it("hands an interrupt to the command, and is cancelled then", async () => {
    const [cwd, library] = [temporaryFolder(), join(temporaryFolder(), "library")];
    writeFiles(cwd, {
      "wait.py":
        "import sys, time\ntry:\n    open(sys.argv[1], 'w').close()\n    time.sleep(60)\nexcept KeyboardInterrupt: print('interrupted'); raise SystemExit(1)\n",
    });
    const child = startCli(library, ["exec", "--", "python3", join(cwd, "wait.py"), join(cwd, "ready")]);
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    await until(() => existsSync(join(cwd, "ready")));
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(130);
    expect(stdout).toBe("interrupted\n");
    expect(await shown(library, "1")).toMatchObject({ status: "cancelled" });
  });

  it("goes on when it is killed, and ends as the command did", async () => {
    const [cwd, library] = [temporaryFolder(), join(temporaryFolder(), "library")];
    writeFiles(cwd, {
      "tell.sh": `echo '{"type":"metric","name":"loss","value":1}' >> $SIGNET_EVENTS
while [ ! -e ${cwd}/go ]; do sleep 0.05; done
echo '{"type":"metric","name":"loss","value":2}' >> $SIGNET_EVENTS; exit 7
`,
    });
    const child = startCli(library, ["exec", "--", "sh", join(cwd, "tell.sh")]);
    await until(() => rowsOf(library)[0]?.status === "running");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    expect(await shown(library, "1")).toMatchObject({ status: "running", metrics: { loss: 1 } });
    writeFiles(cwd, { go: "" });
    await until(() => existsSync(join(library, "runs", rowsOf(library)[0]?.id ?? "", "exit")));
    for (;;) {
      const run = await shown(library, "1");
      if (run.status === "running") continue;
      expect(run).toMatchObject({ status: "failed", exitCode: 7, metrics: { loss: 2 } });
      expect(run.metricSummaries).toMatchObject({ loss: { count: 2 } });
      return;
    }
  });

  it("with --cache does not run what was run, puts its outputs back, and runs what changed", async () => {
    const [cwd, library] = [temporaryFolder(), join(temporaryFolder(), "library")];
    writeFiles(cwd, { "raw.csv": "1\n", "make.sh": "echo making; cat raw.csv > out.txt\n" });
    const cached = async () => {
      const { stderr, stdout, code } = await execIn(cwd, library, [
        "--cache",
        "--in",
        "raw.csv",
        "--out",
        "out.txt",
        "--",
        "sh",
        "make.sh",
      ]);
      return [code, stdout, stderr.replace(/#\d+/, "#")];
    };
    expect(await cached()).toEqual([0, "making\n", "signet: run # executed\n"]);
    rmSync(join(cwd, "out.txt"));
    expect(await cached()).toEqual([0, "making\n", "signet: run # restored\n"]);
    expect(readFileSync(join(cwd, "out.txt"), "utf8")).toBe("1\n");
    writeFiles(cwd, { "raw.csv": "2\n" });
    expect(await cached()).toEqual([0, "making\n", "signet: run # executed\n"]);
  });
});

describe("signet log", () => {
  it("says outside of a run that there is none", async () => {
    const done = await runCli(join(temporaryFolder(), "library"), ["log", "metric", "loss", "1"], {
      SIGNET_EVENTS: "",
    });
    expect(done.code).toBe(2);
    expect(done.stderr).toContain("There is no run here to log to");
  });

  it("refuses what is no number", async () => {
    const done = await runCli(join(temporaryFolder(), "library"), ["log", "metric", "loss", "high"]);
    expect(done.code).toBe(2);
    expect(done.stderr).toContain("high is no number");
  });
});

describe("a tracked command as a step", () => {
  const tracked = {
    name: "train.py",
    project: "p",
    command: "python train.py --lr 0.1 --out-dir 'a b' --n=3 && echo '{x}'",
    params: { lr: 0.1, out_dir: "a b", n: 3n, other: 7n },
    inputs: { raw: "data/raw.csv" },
    outputs: { model: "model.pkl" },
  };

  it("is a pipeline file that reads without a complaint, its options parameters", () => {
    const text = stepText(tracked);
    expect(parse(text)).toEqual({
      signet: 1,
      name: "train.py",
      project: "p",
      params: { lr: 0.1, out_dir: "a b", n: 3 },
      datasets: { raw: "data/raw.csv", model: "model.pkl" },
      steps: {
        train: {
          run: "python train.py --lr {params.lr} --out-dir {params.out_dir} --n={params.n} && echo '{{x}'",
          inputs: ["raw"],
          outputs: ["model"],
        },
      },
    });
    const read = readPipeline({ file: "/w/pipeline.yaml", text });
    expect(read.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("has the parameters of its words", () => {
    expect(
      paramsFromWords([
        "x.py",
        "--lr",
        "1e-3",
        "-n",
        "-3",
        "--flag",
        "--name=a=b",
        "opt.kind=adam",
        "--no-x",
      ]),
    ).toEqual({
      lr: 0.001,
      n: -3n,
      flag: true,
      name: "a=b",
      "opt.kind": "adam",
      no_x: true,
    });
  });
});
