import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { TextCache } from "../../core/ports/python.ts";
import type {
  LooseModule,
  PackageFolder,
  PythonEnvironment,
  PythonEnvironments,
  PythonStart,
} from "../../core/ports/python-environment.ts";
import { sha256 } from "./digest.ts";
import { isExecutable } from "./interpreter.ts";
import { type Environment, type PythonFacts, pythonFacts } from "./python-facts.ts";
import { textOf } from "./python-metadata.ts";
import { isFolder, scanFolder } from "./python-packages.ts";
import { cachedDigest, type DigestCache } from "./stat-cache.ts";
import { defaultIgnores } from "./tree.ts";
import { isOutside } from "./workspace-files.ts";

export type PythonPlaces = {
  /** Absolute folder. */
  readonly workspace: string;
  /** What steps are given; its `PATH` is where words like `python3` are looked for. */
  readonly env: Environment;
  readonly cache: TextCache;
  readonly digests: DigestCache;
};

/** The Pythons of this machine as the steps of a workspace find them; no code of the user is run. */
export function pythonEnvironments(places: PythonPlaces): PythonEnvironments {
  const known = new Map<string, Promise<PythonEnvironment | null>>();
  return {
    find: (start) => {
      const key = JSON.stringify([start.interpreter, start.folder, start.searchPath]);
      const found = known.get(key) ?? environmentOf(places, start);
      known.set(key, found);
      return found;
    },
  };
}

async function environmentOf(places: PythonPlaces, start: PythonStart): Promise<PythonEnvironment | null> {
  const { workspace, env, cache } = places;
  const path = interpreterPath(places, start);
  if (path === null) return null;
  const there = join(workspace, start.folder);
  const facts = await pythonFacts(path, isFolder(there) ? there : workspace, env, cache);
  return facts === null ? null : composed(places, start, facts);
}

/** The file that a command's word starts; null when there is none. */
function interpreterPath(
  { workspace, env }: PythonPlaces,
  { interpreter, folder }: PythonStart,
): string | null {
  const candidates = interpreter.includes("/")
    ? // A `cd` in parentheses leads nowhere for what follows them, so both places are looked in.
      [resolve(workspace, folder, interpreter), resolve(workspace, interpreter)]
    : (env.PATH ?? "").split(delimiter).map((entry) => resolve(workspace, folder, entry, interpreter));
  const found = candidates.find(isExecutable);
  return found === undefined ? null : throughShim(found);
}

/** `interpreterFor` puts a launcher of one line before the interpreters that have no `python` beside them. */
function throughShim(path: string): string {
  if (statSync(path).size > 4096) return path;
  const [, quoted] = /^#!\/bin\/sh\nexec '(.*)' "\$@"\n$/s.exec(readFileSync(path, "utf8")) ?? [];
  return quoted === undefined ? path : quoted.replaceAll("'\\''", "'");
}

function composed(places: PythonPlaces, { searchPath }: PythonStart, facts: PythonFacts): PythonEnvironment {
  const { workspace, env, cache } = places;
  const roots = new Set<string>();
  const folders: PackageFolder[] = [];
  const seen = new Set<string>();
  const sites = facts.sites.map(({ path }) => path);
  const insideSite = (path: string) => sites.some((site) => path === site || path.startsWith(`${site}/`));
  /** Where a path is in the workspace, as far as its files are the user's own source. */
  const ownPlace = (path: string) => (insideSite(path) ? null : placeIn(workspace, path));

  const addSource = (path: string, owner: string | null, isOptional: boolean) => {
    if (seen.has(path)) return;
    seen.add(path);
    const scanned = scanFolder(path, "source", cache);
    if (scanned === null) return;
    const { distributions } = scanned;
    folders.push({ isOptional, distributions, loose: scanned.loose.map((loose) => ({ ...loose, owner })) });
  };

  for (const entry of [...searchPath, ...(env.PYTHONPATH ?? "").split(delimiter)])
    if (isAbsolute(entry) && placeIn(workspace, entry) === null) addSource(entry, null, true);
  for (const { path, isOptional } of facts.sites) {
    if (seen.has(path)) continue;
    seen.add(path);
    const scanned = scanFolder(path, "site", cache);
    if (scanned === null) continue;
    const mapped: LooseModule[] = [];
    for (const loose of scanned.mapped) {
      const place = ownPlace(loose.path);
      if (place !== null && basename(place).replace(/\.py$/, "") === loose.module)
        roots.add(place.includes("/") ? dirname(place) : "");
      else mapped.push(loose);
    }
    const { distributions, loose } = scanned;
    folders.push({ isOptional, distributions, loose: [...loose, ...mapped] });
    for (const added of scanned.added) {
      const place = ownPlace(added.path);
      if (place === null) addSource(added.path, added.owner, isOptional);
      else if (isFolder(added.path)) roots.add(place);
    }
  }
  const sources = new Map<string, ReturnType<PythonEnvironment["source"]>>();
  return {
    executable: facts.executable,
    implementation: facts.implementation,
    version: facts.version,
    standard: new Set(facts.standard),
    folders,
    roots: [...roots],
    source: (path) => {
      const source = sources.get(path) ?? sourceAt(places, path);
      sources.set(path, source);
      return source;
    },
  };
}

/** A path's place below the workspace, "" for itself; null outside. Links to it are followed. */
function placeIn(workspace: string, path: string): string | null {
  for (const [base, target] of [
    [workspace, path],
    [realPath(workspace), realPath(path)],
  ] as const) {
    const place = relative(base, target);
    if (!isOutside(place)) return place.split(sep).join("/");
  }
  return null;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // What is not there is where its name says.
    return path;
  }
}

async function sourceAt(
  { cache, digests }: PythonPlaces,
  path: string,
): ReturnType<PythonEnvironment["source"]> {
  const files = filesBelow(path, "", new Set());
  if (files.length === 0) return null;
  const rows: string[] = [];
  for (const file of files) {
    // What cannot be read, or is being taken away, cannot be imported either.
    const content = await cachedDigest(digests, join(path, file)).catch(() => null);
    rows.push(JSON.stringify([file, content?.digest ?? null]));
  }
  const digest = sha256(rows.join("\n"));
  const key = `python imports ${importsVersion} ${digest}`;
  const known = cache.get(key);
  if (known !== null) return { digest, imports: JSON.parse(known) as string[] };
  const imports = new Set<string>();
  for (const file of files)
    if (`${path}${file}`.endsWith(".py"))
      for (const name of importsIn(textOf(join(path, file)) ?? "")) imports.add(name);
  cache.put(key, JSON.stringify([...imports].sort()));
  return { digest, imports: [...imports].sort() };
}

const importsVersion = 1;

/** The regular files below a folder, sorted, links followed; "" for a path that is a file itself. */
function filesBelow(root: string, folder: string, above: ReadonlySet<string>): readonly string[] {
  const path = join(root, folder);
  try {
    const stats = statSync(path);
    if (stats.isFile()) return [folder];
    const real = realpathSync(path);
    if (!stats.isDirectory() || above.has(real)) return [];
    const names = readdirSync(path).filter((name) => !defaultIgnores.includes(name));
    const around = new Set([...above, real]);
    return names.sort().flatMap((name) => filesBelow(root, join(folder, name), around));
  } catch {
    // A link to nothing, or what this user may not read, cannot be imported either.
    return [];
  }
}

/** Modules that a text's absolute imports name, those in its strings too: rather one too many. */
function importsIn(text: string): readonly string[] {
  const found = text.matchAll(/^[ \t]*(?:from[ \t]+(\w[\w.]*)[ \t]+import\b|import[ \t]+([^\n#;]+))/gm);
  return [...found].flatMap(([, from, list]) =>
    from !== undefined
      ? [from]
      : (list ?? "").split(",").flatMap((part) => /^\s*(\w[\w.]*)/.exec(part)?.[1] ?? []),
  );
}
