import { accessSync, constants, existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import type { Pipeline } from "../../core/model/pipeline.ts";

export type Interpreter = {
  /** Absolute path of the Python that heads `PATH`, or null when there is none. */
  readonly python: string | null;
  /** `PATH` for the steps. */
  readonly path: string;
};

/**
 * The interpreter of a pipeline: what the file names, else the workspace's `.venv`, else `python3`. Its folder heads the
 * steps' `PATH`; where that folder has no `python` (Debian), one in `shims` leads to it, so that `python x.py` works.
 */
export function interpreterFor(
  { python, workspace }: Pick<Pipeline, "python" | "workspace">,
  searchPath: string,
  shims: string,
): Interpreter {
  const venv = join(workspace, ".venv", "bin", "python");
  const wanted = python ?? (existsSync(venv) ? venv : "python3");
  const found = wanted.includes("/")
    ? isAbsolute(wanted)
      ? wanted
      : join(workspace, wanted)
    : onPath(wanted, searchPath);
  if (found === null || !isExecutable(found)) return { python: null, path: searchPath };
  const folder = dirname(found);
  const heads = isExecutable(join(folder, "python")) ? [folder] : [folder, shimFolder(found, shims)];
  return { python: found, path: [...heads, searchPath].join(delimiter) };
}

function shimFolder(python: string, shims: string): string {
  const folder = join(shims, Buffer.from(python).toString("base64url").slice(-40));
  const shim = join(folder, "python");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(shim)) {
    try {
      symlinkSync(realpathSync(python), shim);
    } catch (error) {
      // Another process made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return folder;
}

function onPath(name: string, searchPath: string): string | null {
  for (const folder of searchPath.split(delimiter)) {
    const candidate = join(folder, name);
    if (folder !== "" && isExecutable(candidate)) return candidate;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
