import type { Step } from "../../core/model/pipeline.ts";
import { commandText } from "../../core/pipeline/graph.ts";
import type { PythonEnvironments } from "../../core/ports/python-environment.ts";

/** Whether any of the steps looks as if it ran Python. */
export const runsPython = (steps: readonly Pick<Step, "command">[]): boolean =>
  steps.some(({ command }) => command.kind === "call" || /\bpython|\.py\b/.test(commandText(command)));

/** Versions of what is installed for the Python that steps find first, by name; nothing where there is no Python. */
export async function packagesOf(
  environments: PythonEnvironments,
): Promise<{ readonly [name: string]: string }> {
  const found = await environments.find({ interpreter: "python", folder: "", searchPath: [] });
  const packages = new Map<string, string>();
  // What comes first on the path is what an import finds.
  for (const { distributions } of found?.folders ?? [])
    for (const { name, version } of distributions) if (!packages.has(name)) packages.set(name, version);
  return Object.fromEntries([...packages].sort(([a], [b]) => (a < b ? -1 : 1)));
}
