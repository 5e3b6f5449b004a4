import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../project.ts";
import type { Call } from "./measure.ts";
import { commandOf, signetFile, type Workload, writeBelow } from "./workloads.ts";

/** A program that is measured. Calls are in the workload's folder, where `write` has put its file. */
export type Tool = {
  readonly name: string;
  readonly version: string;
  readonly write: (folder: string, workload: Workload) => void;
  /** Runs what has to run, two jobs at a time where it can. */
  readonly run: (folder: string) => Call;
  /** Says, or at least finds out, what has to run, and runs nothing. */
  readonly plan: (folder: string) => Call;
  /** Jobs that it is asked to run at most, and to plan: beyond, it would take many minutes. */
  readonly most: { readonly run: number; readonly plan: number };
};

/** Signet as it is shipped. Its library is beside the workload, on the same disk. */
export function signet(version: string): Tool {
  const call = (folder: string, ...words: string[]): Call => ({
    words: [join(projectFolder, "resources", "bin", "signet"), ...words],
    cwd: folder,
    env: { SIGNET_LIBRARY: libraryOf(folder) },
  });
  return {
    name: "signet",
    version,
    write: (folder, workload) => writeBelow(folder, "pipeline.yaml", signetFile(workload)),
    run: (folder) => call(folder, "run", ".", "--jobs", "2"),
    plan: (folder) => call(folder, "plan", "."),
    most: { run: 10_000, plan: 10_000 },
  };
}

export const libraryOf = (folder: string): string => `${folder}.library`;

export function ninja(version: string): Tool {
  return {
    name: "ninja",
    version,
    write: (folder, { jobs }) => {
      const lines = ["rule job", "  command = $command"];
      for (const { name, inputs, output } of jobs)
        lines.push(
          `build ${output}: job ${inputs.join(" ")}`,
          `  command = ${commandOf(name, inputs, output)}`,
        );
      writeBelow(folder, "build.ninja", `${lines.join("\n")}\n`);
    },
    run: (cwd) => ({ words: ["ninja", "-j2"], cwd }),
    plan: (cwd) => ({ words: ["ninja", "-n"], cwd }),
    most: { run: 10_000, plan: 10_000 },
  };
}

export function make(version: string): Tool {
  return {
    name: "make",
    version,
    write: (folder, { jobs }) => {
      const lines = [`all: ${jobs.map(({ output }) => output).join(" ")}`];
      for (const { name, inputs, output } of jobs)
        lines.push(`${output}: ${inputs.join(" ")}`, `\t@${commandOf(name, inputs, output)}`);
      writeBelow(folder, "Makefile", `${lines.join("\n")}\n`);
    },
    run: (cwd) => ({ words: ["make", "-j2"], cwd }),
    plan: (cwd) => ({ words: ["make", "-n"], cwd }),
    most: { run: 10_000, plan: 10_000 },
  };
}

/** `bin`: the folder of programs of the environment that it is installed in. */
export function snakemake(version: string, bin: string): Tool {
  const quoted = (paths: readonly string[]) => paths.map((path) => JSON.stringify(path)).join(", ");
  return {
    name: "snakemake",
    version,
    write: (folder, { jobs }) => {
      const lines = ["rule all:", `    input: ${quoted(jobs.map(({ output }) => output))}`];
      for (const { name, inputs, output } of jobs)
        lines.push(
          `rule ${name}:`,
          `    input: ${quoted(inputs)}`,
          `    output: ${quoted([output])}`,
          `    shell: ${JSON.stringify(commandOf(name, inputs, output))}`,
        );
      writeBelow(folder, "Snakefile", `${lines.join("\n")}\n`);
    },
    run: (cwd) => ({ words: [join(bin, "snakemake"), "--cores", "2", "--quiet", "all"], cwd }),
    plan: (cwd) => ({ words: [join(bin, "snakemake"), "--dry-run", "--cores", "2", "--quiet", "all"], cwd }),
    most: { run: 1_000, plan: 1_000 },
  };
}

export function luigi(version: string, bin: string): Tool {
  // Luigi has no dry run: of a workload that is done it runs nothing.
  const call = (cwd: string): Call => ({
    words: [
      join(bin, "luigi"),
      "--module=workload",
      "All",
      "--local-scheduler",
      "--workers=2",
      "--log-level=ERROR",
    ],
    cwd,
    env: { PYTHONPATH: cwd },
  });
  return {
    name: "luigi",
    version,
    write: (folder, { jobs }) => {
      const table = Object.fromEntries(
        jobs.map(({ name, inputs, output }) => [
          output,
          { inputs, command: commandOf(name, inputs, output) },
        ]),
      );
      writeBelow(folder, "jobs.json", JSON.stringify(table));
      writeBelow(folder, "workload.py", luigiModule);
    },
    run: call,
    plan: call,
    most: { run: 1_000, plan: 1_000 },
  };
}

const luigiModule = `
import json, subprocess, luigi
jobs = json.load(open("jobs.json"))

class Source(luigi.ExternalTask):
    path = luigi.Parameter()
    def output(self):
        return luigi.LocalTarget(self.path)

class Job(luigi.Task):
    path = luigi.Parameter()
    def requires(self):
        return [Job(path=p) if p in jobs else Source(path=p) for p in jobs[self.path]["inputs"]]
    def output(self):
        return luigi.LocalTarget(self.path)
    def run(self):
        subprocess.run(jobs[self.path]["command"], shell=True, check=True)

class All(luigi.WrapperTask):
    def requires(self):
        return [Job(path=p) for p in jobs]
`;

export function dvc(version: string, bin: string): Tool {
  const program = join(bin, "dvc");
  const env = { DVC_NO_ANALYTICS: "1" };
  return {
    name: "dvc",
    version,
    write: (folder, { jobs }) => {
      if (!existsSync(join(folder, ".dvc"))) writeBelow(folder, ".dvc/config", "[core]\n    no_scm = True\n");
      const lines = ["stages:"];
      for (const { name, inputs, output } of jobs)
        lines.push(
          `  ${name}:`,
          `    cmd: ${commandOf(name, inputs, output)}`,
          `    deps: [${inputs.join(", ")}]`,
          `    outs: [${output}]`,
        );
      writeBelow(folder, "dvc.yaml", `${lines.join("\n")}\n`);
    },
    run: (cwd) => ({ words: [program, "repro", "-q"], cwd, env }),
    plan: (cwd) => ({ words: [program, "status", "-q"], cwd, env }),
    most: { run: 100, plan: 100 },
  };
}
