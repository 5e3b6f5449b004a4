import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { byCodeUnit } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Diagnostic, problem } from "../../core/model/diagnostic.ts";
import { listingDigest } from "../../core/plan/listing-digest.ts";
import type { Content, ContentRequest, WorkspaceFiles } from "../../core/ports/files.ts";
import type { PythonFiles } from "../../core/ports/python.ts";
import { sha256 } from "./digest.ts";
import { folderDigest } from "./folder-digest.ts";
import { placeIn } from "./place-in.ts";
import { cachedDigest, type DigestCache, knownDigest, stampOf } from "./stat-cache.ts";
import { defaultIgnores } from "./tree.ts";

/**
 * The files of one workspace (an absolute folder), digested through a stat cache. `atRest`: nothing is made or removed
 * while it is used, so that what a word names is looked up once.
 */
export function workspaceFiles(
  workspace: string,
  cache: DigestCache,
  { atRest } = { atRest: false },
): WorkspaceFiles {
  const absolute = placeIn(workspace);
  const looked = new Map<string, string | null>();
  let names: ReadonlySet<string> | null | undefined;
  const fileNamed = (word: string): string | null => {
    const known = atRest ? looked.get(word) : undefined;
    if (known !== undefined) return known;
    if (names === undefined && looked.size >= worthListing) names = namesIn(workspace);
    const isGone = names != null && isName(word) && !names.has(word.toLowerCase());
    const found = isGone ? null : fileInside(workspace, word);
    if (atRest) looked.set(word, found);
    return found;
  };
  return {
    content: (path, request) => contentAt(absolute(path), path, request, cache),
    fileNamed,
    filesMatching: async (globs) => {
      const found = await filesMatching(workspace, globs, ["**/__pycache__/**"]);
      return [...new Set(found.filter((path) => !isOutside(path)))].sort(byCodeUnit);
    },
    listing: async (path, except) => {
      try {
        return listingDigest(readdirSync(resolve(workspace, path)), except, sha256);
      } catch {
        // What is no folder, or cannot be looked into, has no names.
        return null;
      }
    },
    python: pythonFiles(workspace, cache),
  };
}

/** Loaded where it is needed: most plans have no globs, and wait for what is loaded. */
async function filesMatching(
  workspace: string,
  globs: readonly string[],
  ignore: readonly string[],
): Promise<string[]> {
  const { glob } = await import("tinyglobby");
  return glob([...globs], { cwd: workspace, dot: false, ignore: [...ignore] });
}

function pythonFiles(workspace: string, cache: DigestCache): PythonFiles {
  return {
    kindOf: async (path) => {
      try {
        const stats = statSync(join(workspace, path));
        return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : null;
      } catch {
        // What cannot be looked at cannot be imported either.
        return null;
      }
    },
    digestOf: async (path) => {
      const content = await contentAt(join(workspace, path), path, { type: "file", ignore: null }, cache);
      return content.ok ? (content.value?.digest ?? null) : null;
    },
    read: async (path) => {
      try {
        const bytes = readFileSync(join(workspace, path));
        return { digest: sha256(bytes), text: textOf(bytes) };
      } catch {
        return null;
      }
    },
    all: async () => {
      const ignore = ["**/__pycache__/**", "**/site-packages/**", "**/node_modules/**"];
      return (await filesMatching(workspace, ["**/*.py"], ignore)).sort(byCodeUnit);
    },
  };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Content of a file or folder that is there now, whatever workspace it is in; null when nothing is there. */
export async function contentAt(
  absolute: string,
  shown: string,
  request: ContentRequest,
  cache: DigestCache,
): Promise<Result<Content | null, Diagnostic>> {
  let isFolder = false;
  try {
    const stats = statSync(absolute, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return ok(null);
    isFolder = stats.isDirectory();
    if (isFolder) {
      if (request.type === "file")
        return err(
          problem("not-a-file", `${shown} is a folder`, "Write `type: directory` for this dataset."),
        );
      const rule = { ignored: await ignoring(request.ignore), name: JSON.stringify(request.ignore) };
      return ok({ ...(await folderDigest(absolute, rule, cache)), type: "directory" });
    }
    if (!stats.isFile())
      return err(
        problem(
          "not-a-file",
          `${shown} is neither a file nor a folder`,
          "Signet reads regular files and folders only.",
        ),
      );
    if (request.type === "directory")
      return err(
        problem("not-a-folder", `${shown} is a file`, "Take `type: directory` away from this dataset."),
      );
    const { digest, size } =
      knownDigest(cache, absolute, stampOf(stats)) ?? (await cachedDigest(cache, absolute, { stats }));
    return ok({ digest, size, type: "file" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // In a folder that is there, something that is listed and cannot be found is a problem, not an absence.
    if (!isFolder && (code === "ENOENT" || code === "ENOTDIR")) return ok(null);
    return err(
      problem(
        "unreadable",
        `${shown} cannot be read: ${message}`,
        "See that it is there, can be read, and is not written to meanwhile.",
      ),
    );
  }
}

/** Tells which names in a folder do not count. Null: all count. */
export async function ignoring(globs: readonly string[] | null): Promise<(name: string) => boolean> {
  if (globs === null) return () => false;
  if (globs.length === 0) return (name) => defaultIgnores.includes(name);
  const { default: picomatch } = await import("picomatch");
  const matches = picomatch([...globs], { dot: true });
  return (name) => defaultIgnores.includes(name) || matches(name);
}

/** Whether a relative path, as `path.relative` answers it, leads out of where it starts. */
export const isOutside = (path: string): boolean =>
  path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);

/** Words after which listing the workspace's own folder takes less than looking for each that looks like a name in it. */
const worthListing = 200;

/**
 * Names in a folder in small letters, as some file systems do not tell these apart. Null when it cannot be listed, or
 * where letters beyond ASCII leave it to the file system which names are the same: then each is looked for.
 */
function namesIn(folder: string): ReadonlySet<string> | null {
  try {
    const names = readdirSync(folder);
    return names.every((name) => /^[ -~]*$/.test(name)) ? new Set(names.map((n) => n.toLowerCase())) : null;
  } catch {
    return null;
  }
}

/** A name in the workspace's own folder, and no path. */
const isName = (candidate: string): boolean => /^[\w-][\w.-]*$/.test(candidate);

/** The workspace-relative path of a candidate that is a regular file inside the workspace; else null. */
function fileInside(workspace: string, candidate: string): string | null {
  const absolute = isAbsolute(candidate) ? candidate : join(workspace, candidate);
  const path = isName(candidate) ? candidate : relative(workspace, absolute);
  if (path === "" || isOutside(path)) return null;
  try {
    const stats = lstatSync(absolute, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    if (stats.isFile()) return path.split(sep).join("/");
    // A link counts by the bytes it leads to, when those are the user's own.
    if (!stats.isSymbolicLink() || !statSync(absolute).isFile()) return null;
    const target = relative(realpathSync(workspace), realpathSync(absolute));
    return isOutside(target) ? null : path.split(sep).join("/");
  } catch {
    // Whatever cannot be looked at is no file that the command could read either.
    return null;
  }
}
