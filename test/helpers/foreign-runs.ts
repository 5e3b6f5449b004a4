import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Plan } from "../../src-main/core/model/plan.ts";
import { runCli } from "./cli.ts";
import type { PythonTools } from "./python-tools.ts";

/** What `signet plan --json` and `signet run --json` print of a step. */
type PrintedStep = {
  readonly name: string;
  readonly action: string;
  readonly reasons: readonly { readonly text: string }[];
};

/** The command line over one library, for a project of another tool. */
export function commandLine(library: string) {
  const ask = async (
    command: "plan" | "run",
    file: string,
    args: readonly string[],
  ): Promise<readonly PrintedStep[]> => {
    const { code, stdout, stderr } = await runCli(library, [command, file, "--json", ...args]);
    if (code !== 0) throw new Error(`signet ${command} ended with ${code}:\n${stderr}\n${stdout}`);
    return (JSON.parse(stdout) as { steps: readonly PrintedStep[] }).steps;
  };
  return {
    /** Steps that would run for sure, and of each its reasons. */
    toRun: async (file: string, ...args: string[]): Promise<{ readonly [step: string]: readonly string[] }> =>
      Object.fromEntries(
        (await ask("plan", file, args))
          .filter(({ action }) => action === "run")
          .map(({ name, reasons }) => [name, reasons.map(({ text }) => text)]),
      ),
    /** What became of each step. */
    run: async (file: string, ...args: string[]): Promise<{ readonly [step: string]: string }> =>
      Object.fromEntries((await ask("run", file, args)).map(({ name, action }) => [name, action])),
  };
}

/** Gives a project the tools as its `.venv`. */
export function linkTools(folder: string, { python }: PythonTools): void {
  symlinkSync(dirname(dirname(python)), join(folder, ".venv"));
}

export const toRun = (plan: Plan): string[] =>
  plan.steps.filter(({ action }) => action === "run").map(({ name }) => name);

/** Replaces a text that is there. */
export function replaceIn(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}
