import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { type Diagnostic, problem } from "../../core/model/diagnostic.ts";
import type { Pipeline, Step } from "../../core/model/pipeline.ts";
import { sha256 } from "./digest.ts";

export type Interpreter = {
  /** Absolute path of the Python that heads `PATH`, or null when there is none. */
  readonly python: string | null;
  /** `PATH` for the steps. */
  readonly path: string;
};

/**
 * The interpreter of a pipeline: what the file names, else the workspace's `.venv`, else the `usual` one, else `python3`. Its folder heads the
 * steps' `PATH`; where that folder has no `python` (Debian), or another one, `python` in `shims` leads to it, so that
 * `python x.py` works.
 */
export function interpreterFor(
  { python, workspace }: Pick<Pipeline, "python" | "workspace">,
  searchPath: string,
  shims: string,
  usual: string | null = null,
): Interpreter {
  const venv = join(workspace, ".venv", "bin", "python");
  const wanted = python ?? (existsSync(venv) ? venv : (usual ?? "python3"));
  const found = wanted.includes("/")
    ? isAbsolute(wanted)
      ? wanted
      : join(workspace, wanted)
    : onPath(wanted, searchPath);
  if (found === null || !isExecutable(found)) return { python: null, path: searchPath };
  const folder = dirname(found);
  const plain = join(folder, "python");
  const isOwn = isExecutable(plain) && realpathSync(plain) === realpathSync(found);
  const heads = isOwn ? [folder] : [shimFolder(found, shims), folder];
  return { python: found, path: [...heads, searchPath].join(delimiter) };
}

/**
 * Why a pipeline cannot do without the Python that was not found; null when it can. Another Python than the one that the
 * file names would quietly make other results, and functions are called by nothing else.
 */
export function missingPython(
  { python, file, workspace }: Pick<Pipeline, "python" | "file" | "workspace">,
  steps: readonly Pick<Step, "name" | "command">[],
): Diagnostic | null {
  const calls = steps.find(({ command }) => command.kind === "call" || command.kind === "adapter");
  if (python !== null)
    return {
      ...problem(
        "python-missing",
        `The Python that the file names is not there: ${python}`,
        "Make that environment, or mend `python`.",
      ),
      file,
    };
  if (calls === undefined) return null;
  return {
    ...problem(
      "python-missing",
      `There is no Python to run the code of step ${calls.name} with`,
      `Make an environment at ${join(workspace, ".venv")}, install \`python3\`, or name one with \`python:\`.`,
    ),
    file,
  };
}

/**
 * A folder whose `python` starts this interpreter by its own path: a link would hide from Python the environment that it
 * belongs to, and would be left behind by an upgrade.
 */
function shimFolder(python: string, shims: string): string {
  const folder = join(shims, sha256(python).slice("sha256:".length, "sha256:".length + 16));
  const shim = join(folder, "python");
  if (!existsSync(shim)) {
    mkdirSync(folder, { recursive: true });
    const half = `${shim}.${process.pid}`;
    writeFileSync(half, `#!/bin/sh\nexec '${python.replaceAll("'", "'\\''")}' "$@"\n`, { mode: 0o755 });
    renameSync(half, shim);
  }
  return folder;
}

export function onPath(name: string, searchPath: string): string | null {
  for (const folder of searchPath.split(delimiter)) {
    const candidate = join(folder, name);
    if (folder !== "" && isExecutable(candidate)) return candidate;
  }
  return null;
}

/** Whether a path is a file that may be started; of a folder the same right means that one may look into it. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
