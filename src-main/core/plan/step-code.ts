import { byCodeUnit } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { ValueObject } from "../base/value.ts";
import { valueAt } from "../base/value.ts";
import { filesNamed } from "../fingerprint/command-words.ts";
import type { PythonRecord } from "../fingerprint/fingerprint.ts";
import type { PythonCode } from "../fingerprint/python/closure.ts";
import type { PythonPorts } from "../fingerprint/python/modules.ts";
import type { Entry } from "../fingerprint/python/reach.ts";
import { folderOf } from "../fingerprint/python/resolve.ts";
import { pythonOf, pythonTogether } from "../fingerprint/python-distributions.ts";
import { pythonPrograms } from "../fingerprint/python-programs.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Digest } from "../model/ids.ts";
import type { AdapterCommand, Command, Dataset, Pipeline, RunCommand, Step } from "../model/pipeline.ts";
import { templateParams } from "../model/step-params.ts";
import { parseTemplate, valueText } from "../pipeline/templates.ts";
import type { Sha256, WorkspaceFiles } from "../ports/files.ts";
import type { SummarizeModule, TextCache } from "../ports/python.ts";
import type { PythonEnvironments, PythonStart } from "../ports/python-environment.ts";
import {
  callEntries,
  entriesOf,
  filesAmong,
  ownPython,
  type StartedCode,
  searchRoots,
  startedCode,
  startOf,
} from "./python-code.ts";

export type CodePorts = {
  readonly files: WorkspaceFiles;
  readonly sha256: Sha256;
  /** What was learnt of Python files, by their bytes. */
  readonly summaries: TextCache;
  readonly summarize: SummarizeModule;
  readonly environments: PythonEnvironments;
  readonly env: { readonly [name: string]: string | undefined };
  /** Answers what was answered for this key before; absent where files may change between two questions, as in a run. */
  readonly once?: <Answer>(key: string, work: () => Promise<Answer>) => Promise<Answer>;
};

/** Remembers answers for as long as it is held. */
export function rememberAll(): NonNullable<CodePorts["once"]> {
  const known = new Map<string, Promise<unknown>>();
  return <Answer>(key: string, work: () => Promise<Answer>) => {
    const answer = known.get(key) ?? work();
    known.set(key, answer);
    return answer as Promise<Answer>;
  };
}

const always: NonNullable<CodePorts["once"]> = (_key, work) => work();

/** The code of a step: Python by meaning, everything else by its bytes. */
export type StepCode = Omit<PythonCode, "outside"> & {
  /** The Pythons that it starts. */
  readonly starts: readonly PythonStart[];
  /** These and what is installed for them, as far as the code loads it; null without one that can be found. */
  readonly python: PythonRecord | null;
};

/** What counts as code of a step: what its command runs and names, and what `code:` lists. */
export async function stepCode(
  ports: CodePorts,
  pipeline: Pipeline,
  step: Step,
  datasets: ReadonlyMap<string, Dataset>,
): Promise<Result<StepCode, Diagnostic>> {
  const { files } = ports;
  let data: readonly string[] | undefined;
  // Most commands name no file of the workspace beside these.
  const isData = (path: string) => {
    data ??= dataPaths(pipeline, step, datasets);
    return data.some((own) => path === own || path.startsWith(`${own}/`));
  };
  const run = await runCode(ports, pipeline, step, isData);
  if (!run.ok) return run;
  const { parts, starts, named, patterns } = run.value;

  const units = new Map<string, Digest>();
  // Other tools list Python files of theirs: what is known of these by their meaning does not count by bytes, too.
  const isLoaded = (path: string) =>
    pipeline.foreign !== null &&
    !named.includes(path) &&
    parts.some(({ code }) => code.loaded.includes(path));
  const globs = [...patterns, ...step.code];
  const globbed = globs.length === 0 ? [] : await files.filesMatching(globs);
  for (const path of new Set([...named, ...globbed])) {
    if (isData(path) || isLoaded(path)) continue;
    const content = await files.content(path, { type: "file", ignore: [] });
    if (!content.ok) return err(content.error);
    if (content.value !== null) units.set(path, content.value.digest);
  }
  if (starts.length === 0 && parts.length === 0 && units.size === 0) return ok(unseenCode);
  const bare = await Promise.all(
    starts.map(async (start) => pythonOf(await ports.environments.find(start), [])),
  );
  return ok({
    ...merged(
      ports.sha256,
      parts.map(({ code }) => code),
      units,
    ),
    starts,
    python: pythonTogether([...parts.map(({ python }) => python), ...bare]),
  });
}

/** Paths whose files are no code of a step. */
function dataPaths(
  pipeline: Pipeline,
  step: Step,
  datasets: ReadonlyMap<string, Dataset>,
): readonly string[] {
  const renderPath = commandWith(pipeline.params);
  // Only the step's own inputs and outputs: another step's dataset named in a command is a dependency all the same.
  const own = [...step.inputs, ...step.outputs].flatMap(({ dataset }) => {
    const path = datasets.get(dataset)?.path;
    if (path == null) return [];
    const place = renderPath(path);
    return [place.endsWith("/") ? place.replace(/\/+$/, "") : place];
  });
  // What is read of another tool's parameter files counts as parameters.
  return [...own, ...(pipeline.foreign?.paramFiles ?? [])];
}

/** What a command runs: Python by meaning in `parts`, and the files and patterns that it names otherwise. */
type RunCode = {
  readonly parts: readonly StartedCode[];
  readonly starts: readonly PythonStart[];
  readonly named: readonly string[];
  readonly patterns: readonly string[];
};

async function runCode(
  ports: CodePorts,
  pipeline: Pipeline,
  step: Step,
  isData: (path: string) => boolean,
): Promise<Result<RunCode, Diagnostic>> {
  const { command } = step;
  switch (command.kind) {
    case "call":
      return calledOnce(ports, pipeline, command);
    case "adapter":
      return adapterCode(ports, pipeline, command);
    default:
      return ok(await commandCode(ports, pipeline, step, command, isData));
  }
}

/** The functions that another tool's step is made of, and the packages that run it. */
async function adapterCode(
  ports: CodePorts,
  pipeline: Pipeline,
  { entries, packages }: AdapterCommand,
): Promise<Result<RunCode, Diagnostic>> {
  const parts: StartedCode[] = [];
  for (const entry of entries) {
    const [module = "", name = ""] = entry.split(":");
    const called = await calledOnce(ports, pipeline, { kind: "call", module, function: name });
    if (!called.ok) return called;
    parts.push(...called.value.parts);
  }
  const installed = await pythonOf(await ports.environments.find(ownPython), packages);
  parts.push({ code: nothing, python: installed });
  return ok({ parts, starts: [ownPython], named: [], patterns: [] });
}

async function commandCode(
  ports: CodePorts,
  pipeline: Pipeline,
  step: Step,
  command: RunCommand,
  isData: (path: string) => boolean,
): Promise<RunCode> {
  const { files, environments, once = always } = ports;
  const render = commandWith(templateParams(pipeline, step));
  const { programs, interpreters, searchPath } = pythonPrograms(command, render);
  let found: readonly string[] | undefined;
  let python: PythonPorts | undefined;
  // Most commands have no Python, and need none of these.
  const roots = () => {
    found ??= searchRoots(pipeline.workspace, [...searchPath, ...inheritedPath(ports)]);
    return found;
  };
  const startedWith = (...what: SkipFirst<Parameters<typeof startedCode>>) => {
    python ??= { ...ports, files: files.python };
    return startedCode(python, ...what);
  };
  const parts: StartedCode[] = [];
  const run: string[] = [];
  for (const program of programs) {
    const started = (await entriesOf(files, program, roots())).filter(
      ({ script }) => script === null || !isData(script),
    );
    const start = startOf(program, searchPath);
    const environment = await environments.find(start);
    const also = program.kind === "module" ? [program.value] : [];
    for (const { entry, roots: own } of started)
      parts.push(
        await once(JSON.stringify([start, entry, own, also]), () =>
          startedWith(environment, entry, own, also),
        ),
      );
    if (started.length === 0 && also.length > 0)
      parts.push({ code: nothing, python: await pythonOf(environment, also) });
    if (program.kind === "script" && started.length > 0) run.push(program.value);
  }
  // A script that stands there once more is not only run but read, and counts by its bytes too.
  const { words, patterns } = filesNamed(command, render, run);
  const named = filesAmong(files, words);
  const starts = interpreters.map((interpreter) => startOf(interpreter, searchPath));
  for (const path of named) {
    // Something that is not known to be Python may run it as such: `torchrun train.py`.
    if (!path.endsWith(".py") || isData(path)) continue;
    if (starts.length === 0) starts.push({ ...ownPython, searchPath });
    const entry: Entry = { kind: "file", path, loads: [] };
    const start = { ...ownPython, searchPath };
    const environment = await environments.find(start);
    const own = [folderOf(path), ...roots()];
    parts.push(await once(JSON.stringify([start, entry, own]), () => startedWith(environment, entry, own)));
  }
  return { parts, starts: eachStart(starts), named, patterns };
}

type SkipFirst<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest]
  ? Rest
  : never;

/** Items of a `foreach` call the same. */
const calledOnce = (
  ports: CodePorts,
  pipeline: Pipeline,
  call: Extract<Command, { kind: "call" }>,
): Promise<Result<RunCode, Diagnostic>> =>
  (ports.once ?? always)(`call ${call.module}:${call.function}`, () => calledCode(ports, pipeline, call));

async function calledCode(
  ports: CodePorts,
  pipeline: Pipeline,
  call: Extract<Command, { kind: "call" }>,
): Promise<Result<RunCode, Diagnostic>> {
  const python = { ...ports, files: ports.files.python };
  const roots = callRoots(ports, pipeline);
  const entries = await callEntries(python, call, roots);
  if (!entries.ok) return entries;
  const environment = await ports.environments.find(ownPython);
  const parts = await Promise.all(
    entries.value.map((entry) => startedCode(python, environment, entry, roots, [call.module])),
  );
  const installed = entries.value.length > 0 ? null : await pythonOf(environment, [call.module]);
  const all = installed === null ? parts : [...parts, { code: nothing, python: installed }];
  return ok({ parts: all, starts: [ownPython], named: [], patterns: [] });
}

/** A `call` is imported with the workspace first on Python's path, a function of another tool's project as the tool has it. */
export const callRoots = (
  ports: Pick<CodePorts, "env">,
  { workspace, foreign }: Pipeline,
): readonly string[] => [
  ...new Set([...(foreign?.sourceRoots ?? []), "", ...searchRoots(workspace, inheritedPath(ports))]),
];

const inheritedPath = ({ env }: Pick<CodePorts, "env">): string[] => (env.PYTHONPATH ?? "").split(":");

const eachStart = (starts: readonly PythonStart[]): readonly PythonStart[] =>
  starts.length < 2 ? starts : [...new Map(starts.map((start) => [JSON.stringify(start), start])).values()];

const noCode: Omit<PythonCode, "outside"> = {
  units: {},
  files: {},
  loaded: [],
  env: [],
  widened: [],
  usedBy: {},
};

const nothing: PythonCode = { ...noCode, outside: [] };

/** Of a step whose command is all that there is. */
const unseenCode: StepCode = { ...noCode, starts: [], python: null };

function merged(
  sha256: Sha256,
  parts: readonly PythonCode[],
  byBytes: ReadonlyMap<string, Digest>,
): Omit<PythonCode, "outside"> {
  if (parts.length === 0 && byBytes.size === 0) return noCode;
  const byUnit = new Map<string, Set<Digest>>(
    [...byBytes].map(([unit, digest]) => [unit, new Set([digest])]),
  );
  for (const part of parts)
    for (const [unit, digest] of Object.entries(part.units))
      byUnit.set(unit, (byUnit.get(unit) ?? new Set()).add(digest));
  return {
    // Two programs of one command may reach a unit in two ways.
    units: inOrder([...byUnit].map(([unit, found]) => [unit, oneDigest(sha256, [...found])])),
    files: inOrder([...parts.flatMap((part) => Object.entries(part.files)), ...byBytes]),
    loaded: [...new Set(parts.flatMap(({ loaded }) => loaded))].sort(byCodeUnit),
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

/** Fills the parameters into a template; other templates become NUL, which no file's name can hold. */
export function commandWith(params: ValueObject): (template: string) => string {
  const rendered = (template: string): string => {
    let text = "";
    for (const part of parseTemplate(template).parts)
      if (part.kind === "text") text += part.text;
      else text += part.kind === "params" ? valueText(valueAt(params, part.name) ?? null) : "\0";
    return text;
  };
  // The same command is asked about several times in a row.
  let newest: { readonly template: string; readonly text: string } | undefined;
  return (template) => {
    if (newest?.template !== template) newest = { template, text: rendered(template) };
    return newest.text;
  };
}
