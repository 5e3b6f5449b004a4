import { byCodeUnit } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type ValueObject, valueAt } from "../base/value.ts";
import { filesNamed } from "../fingerprint/command-words.ts";
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
  const render = commandWith(pipeline.params);
  // Only the step's own inputs and outputs count otherwise: another step's dataset named here is a dependency all the same.
  const data = [...step.inputs, ...step.outputs].flatMap(({ dataset }) => {
    const path = datasets.get(dataset)?.path;
    return path == null ? [] : [render(path).replace(/\/+$/, "")];
  });
  const isData = (path: string) => data.some((own) => path === own || path.startsWith(`${own}/`));
  const starts = pythonPrograms(step.command, render);
  const roots = searchRoots(pipeline.workspace, [
    ...starts.searchPath,
    ...(ports.env.PYTHONPATH ?? "").split(":"),
  ]);
  const python: PythonPorts = { ...ports, files: files.python };

  const parts: PythonCode[] = [];
  const run: string[] = [];
  for (const program of starts.programs) {
    const started = (await entriesOf(files, program, roots)).filter(
      ({ script }) => script === null || !isData(script),
    );
    for (const { entry, roots: own } of started) parts.push(await pythonCode(python, entry, own));
    if (program.kind === "script" && started.length > 0) run.push(program.value);
  }
  // A script that stands there once more is not only run but read, and counts by its bytes too.
  const { words, patterns } = filesNamed(step.command, render, run);
  const named = await files.codeFiles(words, []);
  for (const path of named) {
    // Something that is not known to be Python may run it as such: `torchrun train.py`.
    if (!path.endsWith(".py") || isData(path)) continue;
    const entry: Entry = { kind: "file", path, loads: [] };
    parts.push(await pythonCode(python, entry, [folderOf(path), ...roots]));
  }
  const units = new Map<string, Digest>();
  const digests = new Map<string, Digest>();
  for (const path of new Set([...named, ...(await files.codeFiles([], [...patterns, ...step.code]))])) {
    if (isData(path)) continue;
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

/** Where a program may start in the workspace; nowhere when its file is not there. */
async function entriesOf(
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
      return (await files.codeFiles(both, [])).map((path) => ({
        entry: { kind: "file", path, loads: [] },
        roots: [...new Set([folderOf(path), ...common])],
        script: path,
      }));
    }
  }
}

/** Fills the parameters into a template; other templates become NUL, which no file's name can hold. */
export const commandWith =
  (params: ValueObject) =>
  (template: string): string =>
    parseTemplate(template)
      .parts.map((part) => {
        if (part.kind === "text") return part.text;
        return part.kind === "params" ? valueText(valueAt(params, part.name) ?? null) : "\0";
      })
      .join("");
