import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { FileRecord } from "../../core/interchange/record.ts";
import type { SourceContent } from "./run-source.ts";

/** Artifacts of a run, and where their bytes are. */
export type FoundArtifacts = {
  readonly artifacts: readonly FileRecord[];
  readonly contents: readonly SourceContent[];
};

export const noArtifacts: FoundArtifacts = { artifacts: [], contents: [] };

/** More files than a person looks through are not taken in. */
const mostFiles = 10_000;

/** Every regular file below a folder, by its path there, in order of names. Links in it are not followed; it may be one. */
export function artifactsBelow(folder: string): FoundArtifacts {
  const artifacts: FileRecord[] = [];
  const contents: SourceContent[] = [];
  const visit = (place: string): void => {
    for (const name of namesIn(place)) {
      const path = join(place, name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats?.isDirectory()) visit(path);
      if (!stats?.isFile() || artifacts.length >= mostFiles) continue;
      const own = relative(folder, path).split(sep).join("/");
      contents.push({ role: "artifacts", index: artifacts.length, path });
      artifacts.push({
        name: own,
        path: own,
        digest: null,
        size: stats.size,
        type: "file",
        more: {},
        data: null,
      });
    }
  };
  visit(folder);
  return { artifacts, contents };
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

/** Whether a path lies in a folder, links resolved: a file that names others must not bring in what is elsewhere. */
export function isWithin(folder: string, path: string): boolean {
  try {
    const [inner, outer] = [realpathSync(path), realpathSync(folder)];
    return inner === outer || inner.startsWith(outer + sep);
  } catch {
    return false;
  }
}
