import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import picomatch from "picomatch";
import { byCodeUnit } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { PipelineSource, ReadIncluded } from "../../core/pipeline/include.ts";
import type { Complaint } from "../../core/pipeline/problem.ts";
import { largestPipeline } from "./largest-pipeline.ts";

/** Entries of folders that are looked at for all patterns of one file. */
const mostEntries = 100_000;
const mostFiles = 1_000;

/** What may still be looked at. */
type Left = { entries: number; files: number; bytes: number };

const tooMuch = (message: string): Complaint => ({
  code: "too-large",
  message,
  remedy: "Name fewer files, or the folder that they are in.",
});

/**
 * Reads what a pipeline file includes. In a pattern `*`, `?`, `[…]` and `{…}` stand for parts of one name that does not
 * begin with a point, `**` for folders, links to folders left out. The pipeline file itself is never among what a
 * pattern finds. Only files are opened: no pipes, no devices.
 */
export function includedFiles(pipelineFile: string): ReadIncluded {
  const left: Left = { entries: mostEntries, files: mostFiles, bytes: largestPipeline };
  return (pattern) => {
    const names = pattern.split("/").filter((name) => name !== "" && name !== ".");
    const found = matches(dirname(pipelineFile), names, left);
    if (left.entries < 0) return err(tooMuch(`More than ${mostEntries} files and folders were looked at`));
    const wild = names.some(isWild);
    const files = [...new Set(found)].sort(byCodeUnit).filter((path) => !wild || path !== pipelineFile);
    return readAll(files, wild, left);
  };
}

const isWild = (name: string): boolean => /[*?[\]{}]/.test(name);

function matches(folder: string, [name, ...rest]: readonly string[], left: Left): string[] {
  if (name === undefined || left.entries < 0) return [];
  const last = rest.length === 0;
  const go = (path: string): string[] => (last ? [path] : matches(path, rest, left));
  if (!isWild(name)) return go(join(folder, name));
  const entries = listing(folder, left);
  if (name === "**") {
    const inner = entries
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => matches(join(folder, entry.name), [name, ...rest], left));
    const here = last ? entries.map((entry) => join(folder, entry.name)) : matches(folder, rest, left);
    return [...here, ...inner];
  }
  const fits = picomatch(name, { noextglob: true });
  return entries.filter((entry) => fits(entry.name)).flatMap((entry) => go(join(folder, entry.name)));
}

function listing(folder: string, left: Left): Dirent[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // What is no folder, or cannot be looked into, holds nothing that the pattern can mean.
    return [];
  }
  left.entries -= entries.length;
  return left.entries < 0 ? [] : entries.filter(({ name }) => !name.startsWith("."));
}

function readAll(
  paths: readonly string[],
  wild: boolean,
  left: Left,
): Result<readonly PipelineSource[], Complaint> {
  const sources: PipelineSource[] = [];
  for (const file of paths) {
    try {
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats === undefined || !stats.isFile()) {
        if (wild || stats === undefined) continue;
        return err({
          code: "not-a-file",
          message: `${file} is no file`,
          remedy: `Write ${file}/*.yaml for what is in it.`,
        });
      }
      left.files -= 1;
      left.bytes -= stats.size;
      if (left.files < 0)
        return err(tooMuch(`A pipeline can include ${mostFiles} files, and this makes more`));
      if (left.bytes < 0) return err(tooMuch(`The files have more than ${largestPipeline} bytes together`));
      sources.push({ file, text: readFileSync(file).toString("utf8") });
    } catch (error) {
      // A name behind a file, as Node before 22 says it.
      if (wild && (error as NodeJS.ErrnoException).code === "ENOTDIR") continue;
      const message = `${file} cannot be read: ${(error as Error).message}`;
      return err({ code: "unreadable", message, remedy: null });
    }
  }
  return ok(sources);
}
