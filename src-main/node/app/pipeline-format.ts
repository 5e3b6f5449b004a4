import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { PipelineFormat } from "../../core/model/pipeline.ts";

/** Names of pipeline files, in the order in which they are looked for in a folder. */
export const pipelineFileNames: readonly string[] = [
  "pipeline.yaml",
  "pipeline.yml",
  "pipeline.json",
  "dvc.yaml",
];

/** Whose format a file is in: of other tools' files the name tells. */
export const formatByName = (file: string): PipelineFormat =>
  basename(file) === "dvc.yaml" ? "dvc" : "signet";

/** The folder that a file's paths and commands start from, where its format says that: that of its DVC repository. */
export function workspaceOf(file: string): string {
  const own = dirname(file);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".dvc"))) return folder;
    if (folder === dirname(folder)) return own;
  }
}
