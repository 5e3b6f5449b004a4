import { byCodeUnit } from "../base/json.ts";
import type {
  Distribution,
  LooseModule,
  PackageFolder,
  PythonEnvironment,
} from "../ports/python-environment.ts";
import type { PythonRecord } from "./fingerprint.ts";
import { anyModule } from "./python/reach.ts";

/** A folder's contents by what they are asked for. */
type Shelf = {
  readonly isOptional: boolean;
  readonly byName: ReadonlyMap<string, readonly Distribution[]>;
  readonly byTop: ReadonlyMap<string, readonly Distribution[]>;
  readonly looseByTop: ReadonlyMap<string, readonly LooseModule[]>;
};

const shelvesOf = new WeakMap<PythonEnvironment, readonly Shelf[]>();

/**
 * The Python that a program runs on as its fingerprint has it: of everything installed, what the modules that it
 * imports belong to, and what these need in turn. `outside` are the dotted names that its code imports from elsewhere
 * than the workspace (`PythonCode.outside`). A module without a distribution is recorded by its file's name (`tool.py`,
 * `tool/`) and digest. Null without an environment.
 */
export async function pythonOf(
  environment: PythonEnvironment | null,
  outside: readonly string[],
): Promise<PythonRecord | null> {
  if (environment === null) return null;
  const shelves = shelvesOf.get(environment) ?? environment.folders.map(shelfOf);
  shelvesOf.set(environment, shelves);
  const recorded = new Map<string, Set<string>>();
  const seenModules = new Set<string>();
  const seenNames = new Set<string>();
  const seenPaths = new Set<string>();
  const record = (name: string, version: string) =>
    recorded.set(name, (recorded.get(name) ?? new Set()).add(version));

  function takeDistribution(name: string): void {
    if (seenNames.has(name)) return;
    seenNames.add(name);
    for (const { byName, isOptional } of shelves) {
      const found = byName.get(name) ?? [];
      for (const { version, requires } of found) {
        record(name, version);
        for (const required of requires) takeDistribution(required);
      }
      if (found.length > 0 && !isOptional) return;
    }
  }

  async function takeLoose({ path, owner }: LooseModule): Promise<void> {
    if (seenPaths.has(path)) return;
    seenPaths.add(path);
    const source = await environment?.source(path);
    if (source === null || source === undefined) return;
    const file = path.slice(path.lastIndexOf("/") + 1);
    record(file.includes(".") ? file : `${file}/`, source.digest);
    if (owner !== null) takeDistribution(owner);
    for (const name of source.imports) await takeModule(name);
  }

  async function takeModule(dotted: string): Promise<void> {
    const top = topOf(dotted);
    if (seenModules.has(dotted) || environment?.standard.has(top) === true) return;
    seenModules.add(dotted);
    for (const { byTop, looseByTop, isOptional } of shelves) {
      const owners = ownersOf(byTop.get(top) ?? [], dotted);
      for (const { name } of owners) takeDistribution(name);
      for (const loose of looseByTop.get(top) ?? []) await takeLoose(loose);
      // A package hides those of its name in later folders; one without `__init__.py` lies beside them.
      if (!isOptional && owners.some(({ modules }) => modules.includes(top))) return;
    }
  }

  for (const name of outside) {
    if (name !== anyModule) await takeModule(name);
    else
      for (const { byName, looseByTop } of shelves) {
        for (const distribution of byName.keys()) takeDistribution(distribution);
        for (const modules of looseByTop.values()) for (const loose of modules) await takeLoose(loose);
      }
  }
  return { implementation: environment.implementation, version: environment.version, ...sorted(recorded) };
}

/** What a step counts that starts Python more than once. Null when none of its programs has a Python. */
export function pythonTogether(records: readonly (PythonRecord | null)[]): PythonRecord | null {
  const found = records.filter((record) => record !== null);
  if (found.length === 0) return null;
  const all = new Map<string, Set<string>>();
  for (const { distributions } of found)
    for (const [name, version] of Object.entries(distributions))
      all.set(name, (all.get(name) ?? new Set()).add(version));
  return {
    implementation: textOf(new Set(found.map(({ implementation }) => implementation).sort(byCodeUnit))),
    version: textOf(new Set(found.map(({ version }) => version).sort(byCodeUnit))),
    ...sorted(all),
  };
}

const textOf = (versions: ReadonlySet<string>): string => [...versions].join(", ");

const sorted = (recorded: ReadonlyMap<string, ReadonlySet<string>>): Pick<PythonRecord, "distributions"> => ({
  distributions: Object.fromEntries(
    [...recorded]
      .map(([name, versions]): [string, string] => [name, textOf(versions)])
      .sort(([a], [b]) => byCodeUnit(a, b)),
  ),
});

const topOf = (dotted: string): string => dotted.split(".", 1)[0] ?? dotted;

function shelfOf({ isOptional, distributions, loose }: PackageFolder): Shelf {
  const byName = new Map<string, Distribution[]>();
  const byTop = new Map<string, Distribution[]>();
  const looseByTop = new Map<string, LooseModule[]>();
  for (const distribution of distributions) {
    add(byName, distribution.name, distribution);
    let last: string | null = null;
    for (const module of distribution.modules) {
      const top = topOf(module);
      // Those of one package stand together.
      if (top !== last) add(byTop, top, distribution);
      last = top;
    }
  }
  for (const module of loose) add(looseByTop, topOf(module.module), module);
  return { isOptional, byName, byTop, looseByTop };
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Of the distributions that share a top-level name, those that the dotted name may lead into; all when that is none. */
function ownersOf(sharing: readonly Distribution[], dotted: string): readonly Distribution[] {
  if (sharing.length < 2) return sharing;
  const within = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`);
  const meant = sharing.filter(({ modules }) =>
    modules.some((module) => within(dotted, module) || within(module, dotted)),
  );
  return meant.length === 0 ? sharing : meant;
}
