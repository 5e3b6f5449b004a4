import { byCodeUnit } from "../base/json.ts";
import { nearest, newBudget } from "../base/nearest.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { PythonRecord } from "../fingerprint/fingerprint.ts";
import { type PythonCode, pythonCode } from "../fingerprint/python/closure.ts";
import { type Module, type PythonPorts, readModule } from "../fingerprint/python/modules.ts";
import type { Entry } from "../fingerprint/python/reach.ts";
import { type FoundModule, findModules, folderOf, joined } from "../fingerprint/python/resolve.ts";
import { pythonOf } from "../fingerprint/python-distributions.ts";
import type { Interpreter, PythonProgram } from "../fingerprint/python-programs.ts";
import { type Diagnostic, problem } from "../model/diagnostic.ts";
import type { Command } from "../model/pipeline.ts";
import type { WorkspaceFiles } from "../ports/files.ts";
import type { PythonEnvironment, PythonEnvironments, PythonStart } from "../ports/python-environment.ts";

/** The interpreter that a `call` runs on, and a command where only a name is given: it heads the steps' `PATH`. */
export const ownPython: PythonStart = { interpreter: "python", folder: "", searchPath: [] };

/** Which Python a program means. One that a project's tool chooses in a way that is not known is taken for the pipeline's. */
export const startOf = (
  { interpreter, folder }: Interpreter,
  searchPath: readonly string[],
): PythonStart => ({ interpreter: interpreter ?? ownPython.interpreter, folder, searchPath });

/** Folders in the workspace that imports are looked for in, beside the program's own. */
export function searchRoots(workspace: string, searchPath: readonly string[]): readonly string[] {
  const inside = searchPath.flatMap((entry) => {
    if (entry === workspace) return [""];
    const relative = entry.startsWith(`${workspace}/`) ? entry.slice(workspace.length + 1) : entry;
    const parts = relative.split("/").filter((part) => part !== "." && part !== "");
    return entry === "" || relative.startsWith("/") || parts.includes("..") || /[$\0]/.test(relative)
      ? []
      : [parts.join("/")];
  });
  return [...inside, "", "src"];
}

export type StartedCode = { readonly code: PythonCode; readonly python: PythonRecord | null };

/** What one program may execute, of the workspace and of what is installed. `also`: modules that it names itself. */
export async function startedCode(
  ports: PythonPorts,
  environment: PythonEnvironment | null,
  entry: Entry,
  roots: readonly string[],
  also: readonly string[] = [],
): Promise<StartedCode> {
  const everywhere = [...new Set([...roots, ...(environment?.roots ?? [])])];
  const code = await pythonCode(ports, entry, everywhere);
  return { code, python: await pythonOf(environment, [...also, ...code.outside]) };
}

type Started = { readonly entry: Entry; readonly roots: readonly string[]; readonly script: string | null };

/** Where a program may start in the workspace; nowhere when its file is not there. */
export async function entriesOf(
  files: WorkspaceFiles,
  { kind, value, folder }: PythonProgram,
  common: readonly string[],
): Promise<readonly Started[]> {
  const { kindOf } = files.python;
  const roots = [...new Set([folder, ...common])];
  switch (kind) {
    case "inline":
      return [{ entry: { kind: "inline", text: value }, roots, script: null }];
    case "module": {
      const started: Started[] = [];
      for (const module of await findModules(kindOf, roots, value)) {
        const path = module.folder === null ? module.file : `${module.folder}/__main__.py`;
        if (path === null || (await kindOf(path)) !== "file") continue;
        const loads = module.loads.filter((file) => file !== path);
        started.push({ entry: { kind: "file", path, loads }, roots, script: path });
      }
      return started;
    }
    case "script": {
      // A `cd` in parentheses leads nowhere for what follows them, so both places are looked in.
      const words = folder === "" || value.startsWith("/") ? [value] : [joined(folder, value), value];
      const both = words.flatMap((word) => [word, `${word.replace(/\/$/, "")}/__main__.py`]);
      return filesAmong(files, both).map((path) => ({
        entry: { kind: "file", path, loads: [] },
        roots: [...new Set([folderOf(path), ...common])],
        script: path,
      }));
    }
  }
}

/** The files that some words name: sorted, no repeats. */
export function filesAmong(files: Pick<WorkspaceFiles, "fileNamed">, words: readonly string[]): string[] {
  const found = new Set<string>();
  for (const word of words) {
    const path = files.fileNamed(word);
    if (path !== null) found.add(path);
  }
  return [...found].sort(byCodeUnit);
}

type Call = Extract<Command, { kind: "call" }>;

export type CallPorts = PythonPorts & { readonly environments: PythonEnvironments };

/**
 * Where the function of a `call` is in the workspace; nowhere when its module is installed. Fails when there is no such
 * module or no such function in it, with the nearest name.
 */
export async function callEntries(
  ports: CallPorts,
  call: Call,
  common: readonly string[],
): Promise<Result<readonly Entry[], Diagnostic>> {
  const environment = await ports.environments.find(ownPython);
  const roots = [...new Set(["", ...common, ...(environment?.roots ?? [])])];
  const found = await findModules(ports.files.kindOf, roots, call.module);
  const modules: { readonly place: FoundModule; readonly module: Module }[] = [];
  for (const place of found) {
    const module = place.file === null ? null : await readModule(ports, place.file);
    if (module !== null) modules.push({ place, module });
  }
  if (modules.length === 0)
    return isInstalled(environment, call.module) ? ok([]) : err(await noModule(ports, call, roots));
  const having = modules.filter(({ module }) => mayHave(module, call.function));
  if (having.length === 0) return err(noFunction(call, modules));
  return ok(
    having.map(({ place, module }) => ({
      kind: "function",
      path: module.path,
      loads: place.loads.filter((path) => path !== module.path),
      name: call.function,
    })),
  );
}

function isInstalled(environment: PythonEnvironment | null, module: string): boolean {
  const [top = ""] = module.split(".", 1);
  if (environment === null) return false;
  if (environment.standard.has(top)) return true;
  const owns = (name: string) => name === top || name.startsWith(`${top}.`);
  return environment.folders.some(
    ({ distributions, loose }) =>
      distributions.some(({ modules }) => modules.some(owns)) || loose.some((one) => owns(one.module)),
  );
}

/** False only when the module surely has no such name: it is read, takes nothing whole, and makes no names by texts. */
function mayHave(module: Module, name: string): boolean {
  const [first = ""] = name.split(".", 1);
  return (
    module.summary.kind === "opaque" ||
    module.bindings.has(first) ||
    module.stars.length > 0 ||
    module.bindings.has("__getattr__") ||
    module.items.some(({ mentions }) => mentions.openings.some(({ kind }) => kind === "own"))
  );
}

async function noModule(ports: CallPorts, call: Call, roots: readonly string[]): Promise<Diagnostic> {
  const names = (await ports.files.all()).flatMap((path) =>
    roots.flatMap((root) => {
      if (root !== "" && !path.startsWith(`${root}/`)) return [];
      const inner = root === "" ? path : path.slice(root.length + 1);
      return [inner.replace(/(\/__init__)?\.py$/, "").replaceAll("/", ".")];
    }),
  );
  const near = nearest(call.module, names, newBudget());
  const places = roots.map((root) => (root === "" ? "the workspace" : root)).join(", ");
  return problem(
    "unknown-module",
    `There is no Python module \`${call.module}\``,
    near === null
      ? `Looked in ${places} and in what is installed. Write module:function as Python would import it.`
      : `Did you mean \`${near}:${call.function}\`?`,
  );
}

function noFunction(call: Call, modules: readonly { readonly module: Module }[]): Diagnostic {
  const [first = ""] = call.function.split(".", 1);
  const names = modules.flatMap(({ module }) => [...module.bindings.keys()]);
  const callable = modules.flatMap(({ module }) =>
    module.items.flatMap(({ kind, names }) => (kind === "function" || kind === "class" ? names : [])),
  );
  const near = nearest(first, names, newBudget());
  const place = modules.map(({ module }) => module.path).join(", ");
  return problem(
    "unknown-function",
    `There is no function \`${call.function}\` in ${place}`,
    near !== null
      ? `Did you mean \`${call.module}:${near}\`?`
      : callable.length > 0
        ? `It has ${callable.slice(0, 10).join(", ")}.`
        : "It defines no function.",
  );
}
