import { join } from "node:path";
import { runCli } from "./cli.ts";
import type { Place } from "./place.ts";

const pipeline = `signet: 1
name: tiny
project: lab/tiny
params: {n: 1}
steps:
  make: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
`;

/** Writes a pipeline of one step and runs it once for each name; the last one is the first in the table. Answers its file. */
export async function withRuns(
  place: Place,
  names: readonly string[],
  { imported = false }: { readonly imported?: boolean } = {},
): Promise<string> {
  const folder = place.workspace("tiny", { "pipeline.yaml": pipeline });
  if (imported) await runCli(place, ["import", "--trust", folder]);
  for (const [index, name] of names.entries())
    await runCli(place, ["run", folder, "--name", name, "-P", `n=${index}`]);
  return join(folder, "pipeline.yaml");
}
