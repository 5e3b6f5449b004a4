import { byCodeUnit } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type ValueObject, valueAt } from "../base/value.ts";
import { candidateFiles } from "../fingerprint/command-words.ts";
import { type PythonCode, pythonCode } from "../fingerprint/python/closure.ts";
import type { PythonPorts } from "../fingerprint/python/modules.ts";
import type { Entry } from "../fingerprint/python/reach.ts";
import { findModules, folderOf, joined } from "../fingerprint/python/resolve.ts";
import { type PythonProgram, pythonPrograms } from "../fingerprint/python-programs.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Digest } from "../model/ids.ts";
import type { Dataset, Pipeline, Step } from "../model/pipeline.ts";
import { parseTemplate, valueText } from "../pipeline/templates.ts";
import type { Sha256, WorkspaceFiles } from "../ports/files.ts";
import type { TextCache } from "../ports/python.ts";

export type CodePorts = {
  readonly files: WorkspaceFiles;
  readonly sha256: Sha256;
  /** What was learnt of Python files, by their bytes. */
  readonly summaries: TextCache;
  readonly env: { readonly [name: string]: string | undefined };
};

/** The code of a step: Python by meaning, everything else by its bytes. */
export type StepCode = PythonCode;

/** What counts as code of a step: what its command runs and names, and what `code:` lists. */
export async function stepCode(
  ports: CodePorts,
  pipeline: Pipeline,
  step: Step,
  datasets: ReadonlyMap<string, Dataset>,
): Promise<Result<StepCode, Diagnostic>> {
  const { files } = ports;
  const render = (template: string) => withParameters(template, pipeline.params);
  // Only the step's own inputs and outputs count otherwise: another step's dataset named here is a dependency all the same.
  const data = new Set([...step.inputs, ...step.outputs].map(({ dataset }) => datasets.get(dataset)?.path));
  const words = candidateFiles(step.command, render);
  const starts = pythonPrograms(step.command, render);
  const roots = searchRoots(pipeline.workspace, [
    ...starts.searchPath,
    ...(ports.env.PYTHONPATH ?? "").split(":"),
  ]);
  const python: PythonPorts = { ...ports, files: files.python };

  const parts: PythonCode[] = [];
  for (const program of starts.programs) {
    const started = await entryOf(files, program, roots);
    if (started === null || (started.script !== null && data.has(started.script))) continue;
    parts.push(await pythonCode(python, started.entry, started.roots));
    // What stands here besides is not run but read, by its bytes.
    const word = words.indexOf(program.value);
    if (program.kind === "script" && program.folder === "" && word >= 0) words.splice(word, 1);
  }
  const named = await files.codeFiles(words, []);
  for (const path of named) {
    // Something that is not known to be Python may run it as such: `torchrun train.py`.
    if (!path.endsWith(".py") || data.has(path)) continue;
    const entry: Entry = { kind: "file", path, loads: [] };
    parts.push(await pythonCode(python, entry, [folderOf(path), ...roots]));
  }
  const units = new Map<string, Digest>();
  const digests = new Map<string, Digest>();
  for (const path of new Set([...named, ...(await files.codeFiles([], step.code))])) {
    if (data.has(path)) continue;
    const content = await files.content(path, { type: "file", ignore: [] });
    if (!content.ok) return err(content.error);
    if (content.value === null) continue;
    units.set(path, content.value.digest);
    digests.set(path, content.value.digest);
  }
  return ok(merged(ports.sha256, parts, units, digests));
}

function merged(
  sha256: Sha256,
  parts: readonly PythonCode[],
  units: ReadonlyMap<string, Digest>,
  files: ReadonlyMap<string, Digest>,
): StepCode {
  const byUnit = new Map<string, Set<Digest>>([...units].map(([unit, digest]) => [unit, new Set([digest])]));
  for (const part of parts)
    for (const [unit, digest] of Object.entries(part.units))
      byUnit.set(unit, (byUnit.get(unit) ?? new Set()).add(digest));
  return {
    // Two programs of one command may reach a unit in two ways.
    units: inOrder([...byUnit].map(([unit, found]) => [unit, oneDigest(sha256, [...found])])),
    files: inOrder([...parts.flatMap((part) => Object.entries(part.files)), ...files]),
    env: [...new Set(parts.flatMap(({ env }) => env))].sort(byCodeUnit),
    widened: parts.flatMap(({ widened }) => widened),
    usedBy: inOrder(parts.flatMap(({ usedBy }) => Object.entries(usedBy))),
  };
}

const oneDigest = (sha256: Sha256, digests: readonly Digest[]): Digest =>
  digests.length === 1 && digests[0] !== undefined
    ? digests[0]
    : sha256(JSON.stringify([...digests].sort(byCodeUnit)));

const inOrder = <Value>(entries: readonly (readonly [string, Value])[]): { readonly [key: string]: Value } =>
  Object.fromEntries([...entries].sort(([a], [b]) => byCodeUnit(a, b)));

/** Folders in the workspace that imports are looked for in, beside the program's own. */
function searchRoots(workspace: string, searchPath: readonly string[]): readonly string[] {
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

type Started = { readonly entry: Entry; readonly roots: readonly string[]; readonly script: string | null };

/** Where a program starts in the workspace; null when it does not. */
async function entryOf(
  files: WorkspaceFiles,
  { kind, value, folder }: PythonProgram,
  common: readonly string[],
): Promise<Started | null> {
  const unique = (roots: readonly string[]) => [...new Set(roots)];
  const { kindOf } = files.python;
  switch (kind) {
    case "inline":
      return { entry: { kind: "inline", text: value }, roots: unique([folder, ...common]), script: null };
    case "module": {
      const roots = unique([folder, ...common]);
      for (const module of await findModules(kindOf, roots, value)) {
        const path = module.folder === null ? module.file : `${module.folder}/__main__.py`;
        if (path !== null && (await kindOf(path)) === "file")
          return {
            entry: { kind: "file", path, loads: module.loads.filter((file) => file !== path) },
            roots,
            script: path,
          };
      }
      return null;
    }
    case "script": {
      const word = folder === "" || value.startsWith("/") ? value : joined(folder, value);
      const paths = await files.codeFiles([word, `${word.replace(/\/$/, "")}/__main__.py`], []);
      const [path] = paths;
      if (path === undefined) return null;
      const roots = unique([folderOf(path), ...common]);
      return { entry: { kind: "file", path, loads: [] }, roots, script: path };
    }
  }
}

/** A template with its parameters filled in; other templates become NUL, which no file's name can hold. */
function withParameters(template: string, params: ValueObject): string {
  return parseTemplate(template)
    .parts.map((part) => {
      if (part.kind === "text") return part.text;
      return part.kind === "params" ? valueText(valueAt(params, part.name) ?? null) : "\0";
    })
    .join("");
}
