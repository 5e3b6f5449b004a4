import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { PipelineFormat } from "../../core/model/pipeline.ts";

/** Names of pipeline files, in the order in which they are looked for in a folder. */
export const pipelineFileNames: readonly string[] = [
  "pipeline.yaml",
  "pipeline.yml",
  "pipeline.json",
  "dvc.yaml",
  "pyproject.toml",
];

/** Whose format a file may be in, by its name; Python files may hold what Luigi or ClearML runs. */
export const formatByName = (file: string): PipelineFormat | "python" =>
  file.endsWith(".py") ? "python" : (byName.get(basename(file)) ?? "signet");

const byName: ReadonlyMap<string, PipelineFormat> = new Map<string, PipelineFormat>([
  ["dvc.yaml", "dvc"],
  ["pyproject.toml", "kedro"],
]);

/** What lies in the folder that a tool is started in, by the format of the file. */
const rootMarks: { readonly [format in PipelineFormat | "python"]?: readonly string[] } = {
  dvc: [".dvc"],
  python: ["luigi.cfg", "luigi.toml", "pyproject.toml", "setup.py", "setup.cfg", ".git"],
};

/**
 * The folder that a file's paths and commands start from: for other tools the nearest one above that they take for the
 * project's, else the file's own.
 */
export function workspaceOf(file: string): string {
  const own = dirname(file);
  const marks = rootMarks[formatByName(file)] ?? [];
  for (let folder = own; marks.length > 0; folder = dirname(folder)) {
    if (marks.some((mark) => existsSync(join(folder, mark)))) return folder;
    if (folder === dirname(folder)) return own;
  }
  return own;
}
