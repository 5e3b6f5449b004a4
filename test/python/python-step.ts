import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "vitest";
import { temporaryFolder, writeFiles } from "../helpers/workspace.ts";

/** The Python that the tests start; another one is named by `SIGNET_TEST_PYTHON`. */
const python = process.env.SIGNET_TEST_PYTHON ?? "python3";
const sdk = join(import.meta.dirname, "../../resources/python");
export const hook = join(sdk, "hook");
export const pythonPath = [hook, sdk].join(delimiter);

/** A line that the hook writes; which keys it has depends on `t`. */
export type Observation = {
  readonly t: string;
  readonly p?: string;
  readonly n?: string;
  readonly a?: string;
  readonly e?: string;
  readonly s?: number;
  readonly m?: number;
  readonly pid?: number;
  readonly x?: string;
};

export type StepOptions = {
  /** Laid over the context that a step with nothing in it has. */
  readonly context?: { readonly [key: string]: unknown };
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
};

export type StepResult = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly observed: readonly Observation[];
};

export type PythonStep = {
  readonly workspace: string;
  /** The run's folder, outside of the workspace: context, observations, outputs. */
  readonly folder: string;
  readonly contextFile: string;
  /** Runs Python as a step would. */
  readonly run: (args: readonly string[], options?: StepOptions) => Promise<StepResult>;
};

/** A workspace with files, and what the engine makes around a step in it. */
export function pythonStep(files: { readonly [path: string]: string } = {}): PythonStep {
  const root = temporaryFolder();
  const workspace = join(root, "workspace");
  const folder = join(root, "run");
  mkdirSync(workspace);
  mkdirSync(folder);
  writeFiles(workspace, files);
  const contextFile = join(folder, "context.json");
  const observedFile = join(folder, "observed.jsonl");
  const run = async (args: readonly string[], options: StepOptions = {}): Promise<StepResult> => {
    const context = {
      run: "R",
      stepRun: "S",
      project: "p",
      pipeline: "p",
      step: "B",
      signature: `sha256:${"0".repeat(64)}`,
      workspace,
      params: {},
      inputs: {},
      outputs: {},
      formats: { inputs: {}, outputs: {} },
      call: null,
      scratch: folder,
      observed: observedFile,
      ...options.context,
    };
    // A text is JSON as it stands: what JavaScript cannot write, like 1.0.
    writeFileSync(
      contextFile,
      typeof options.context === "string" ? options.context : JSON.stringify(context),
    );
    const env = { SIGNET_CONTEXT: contextFile, PYTHONPATH: pythonPath, ...options.env };
    const result = await runPython(args, { cwd: options.cwd ?? workspace, env });
    const text = existsSync(observedFile) ? readFileSync(observedFile, "utf8") : "";
    const observed = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Observation);
    return { ...result, observed };
  };
  return { workspace, folder, contextFile, run };
}

/** Runs Python to its end. */
export async function runPython(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: { readonly [name: string]: string } },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(python, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, stdout, stderr };
}

/** Runs `main.py` of a workspace with these files, expects it to end well, and answers what was observed. */
export async function observing(
  files: { readonly [path: string]: string },
  options: StepOptions = {},
): Promise<Seen> {
  const step = pythonStep(files);
  const result = await step.run(["main.py"], options);
  expect(result.stderr).toBe("");
  expect(result.code).toBe(0);
  return seen(step, result.observed);
}

export type Seen = {
  /** `kind path` of each line, the path from the workspace; `kind name` for those without a path. */
  readonly lines: readonly string[];
  readonly observed: readonly Observation[];
};

export function seen({ workspace }: PythonStep, observed: readonly Observation[]): Seen {
  const lines = observed.map(({ t, p, n, a, e }) => {
    const place = p === undefined ? (a ?? e ?? "") : p === workspace ? "." : p.replace(`${workspace}/`, "");
    return [t, place, ...(n === undefined ? [] : [`(${n})`])].join(" ").trim();
  });
  return { lines, observed };
}
