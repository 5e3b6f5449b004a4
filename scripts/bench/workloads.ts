import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One job of a workload: a shell command that makes one file of others. Paths are below the workload's folder. */
export type Job = {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
};

export type Shape = "chain" | "wide" | "layered";

/** What every tool is given, each in its own words: the same jobs over the same files. */
export type Workload = {
  readonly shape: Shape;
  readonly jobs: readonly Job[];
  /** Files that are there before anything runs, each with a line of its own. */
  readonly sources: readonly string[];
};

/** How wide a layer of `layered` is: each job reads two of the layer before. */
const layerWidth = 100;

/**
 * `chain`: each job reads what the one before it made. `wide`: each reads a source of its own. `layered`: layers of 100
 * jobs, each reading two files of the layer before it.
 */
export function workload(shape: Shape, size: number): Workload {
  const source = (index: number) => `src/s${index}.txt`;
  const output = (index: number) => `out/j${index}.txt`;
  const inputsOf = (index: number): string[] => {
    if (shape === "wide") return [source(index)];
    if (shape === "chain") return [index === 0 ? source(0) : output(index - 1)];
    if (index < layerWidth) return [source(index)];
    const before = (Math.floor(index / layerWidth) - 1) * layerWidth;
    return [output(before + (index % layerWidth)), output(before + ((index + 1) % layerWidth))];
  };
  const jobs = Array.from({ length: size }, (_, index) => ({
    name: `j${index}`,
    inputs: inputsOf(index),
    output: output(index),
  }));
  const sources = [...new Set(jobs.flatMap(({ inputs }) => inputs))].filter((path) =>
    path.startsWith("src/"),
  );
  return { shape, jobs, sources };
}

/** A job's command, the same for every tool: a line of each input, then the job's own name. */
export const commandOf = (name: string, inputs: readonly string[], output: string): string =>
  `head -qn1 ${inputs.join(" ")} > ${output} && echo ${name} >> ${output}`;

/** Makes a folder with a workload's sources in it. */
export function writeSources(folder: string, { sources }: Workload): void {
  mkdirSync(join(folder, "out"), { recursive: true });
  for (const path of sources) writeBelow(folder, path, `source ${path}\n`);
}

export function writeBelow(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** The pipeline file of a workload. */
export function signetFile({ jobs, sources }: Workload): string {
  const nameOf = (path: string) => path.replace(/^.*\//, "").replace(".txt", "").replace(/^j/, "o");
  const lines = ["signet: 1", "name: bench", "datasets:"];
  for (const path of [...sources, ...jobs.map(({ output }) => output)])
    lines.push(`  ${nameOf(path)}: ${path}`);
  lines.push("steps:");
  for (const { name, inputs, output } of jobs) {
    const names = inputs.map(nameOf);
    const run = commandOf(
      name,
      names.map((input) => `{inputs.${input}}`),
      `{outputs.${nameOf(output)}}`,
    );
    lines.push(
      `  ${name}:`,
      `    run: ${run}`,
      `    inputs: [${names.join(", ")}]`,
      `    outputs: [${nameOf(output)}]`,
    );
  }
  return `${lines.join("\n")}\n`;
}
