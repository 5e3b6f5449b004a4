import { readdirSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { TextCache } from "../../core/ports/python.ts";
import type { Distribution, LooseModule } from "../../core/ports/python-environment.ts";
import { sha256 } from "./digest.ts";
import {
  type InstalledDistribution,
  isIdentifier,
  moduleOfFile,
  normalName,
  readDistribution,
  textOf,
} from "./python-metadata.ts";

/** A folder that a `.pth` file or an editable install adds to Python's path, and the distribution that does. */
export type AddedFolder = { readonly path: string; readonly owner: string | null };

/** What a folder of packages holds, and what it leads to. */
export type ScannedFolder = {
  readonly distributions: readonly Distribution[];
  readonly loose: readonly LooseModule[];
  /** Modules that editable installs take from elsewhere, one by one. */
  readonly mapped: readonly LooseModule[];
  readonly added: readonly AddedFolder[];
};

type FolderKind = "site" | "source";
type Entry = { readonly name: string; readonly isFile: boolean };

/** Raised whenever a folder would be read differently. */
const scanVersion = 1;

/**
 * Reads a folder that Python looks for packages in; null when there is none. In a `site` folder `.pth` files count, and
 * distributions stand for what they own; in a `source` folder an `.egg-info` lies beside the source that it describes,
 * which counts by its bytes all the same. Nothing is read again while the folder, its metadata and its links stand as
 * they were: installers make or rename metadata, they do not write into it.
 */
export function scanFolder(path: string, kind: FolderKind, cache: TextCache): ScannedFolder | null {
  const now = BigInt(Date.now()) * 1_000_000n;
  let names: string[];
  let stamps: Stamp[];
  try {
    const own = stampOf(path, ".");
    names = readdirSync(path);
    stamps = [own, ...names.flatMap((name) => stampsOf(path, name))];
  } catch {
    // Python passes over a folder that is not there or cannot be read.
    return null;
  }
  const state = sha256(stamps.map(({ text }) => text).join("\n"));
  const key = `python packages ${scanVersion} ${kind} ${path} ${state}`;
  const known = cache.get(key);
  if (known !== null) return JSON.parse(known) as ScannedFolder;
  const entries = readdirSync(path, { withFileTypes: true }).map(
    (entry): Entry => ({ name: entry.name, isFile: entry.isFile() }),
  );
  const scanned = kind === "site" ? scanSite(path, entries) : scanSource(path, entries);
  if (stamps.every(({ settled }) => settled < now)) cache.put(key, JSON.stringify(scanned));
  return scanned;
}

const isMetadata = (name: string): boolean => name.endsWith(".dist-info") || name.endsWith(".egg-info");
/** Setuptools, hatchling, scikit-build-core and meson-python all have `editable` in the names of their finders. */
const isFinder = (name: string): boolean => name.startsWith("_") && /editable.*\.py$/.test(name);
const isLink = (name: string): boolean =>
  name.endsWith(".pth") || name.endsWith(".egg-link") || isFinder(name);

/** `settled`: when, in nanoseconds, another change would move the times (see `stat-cache.ts` for the margins). */
type Stamp = { readonly text: string; readonly settled: bigint };

function stampOf(folder: string, name: string): Stamp {
  const stats = statSync(`${folder}/${name}`, { bigint: true, throwIfNoEntry: false });
  // A link to nothing, or just taken away.
  if (stats === undefined) return { text: `${name} absent`, settled: 0n };
  const { ino, size, mtimeNs, ctimeNs } = stats;
  const changed = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const margin = changed % 1_000_000_000n === 0n ? 2_000_000_000n : 20_000_000n;
  return { text: `${name} ${ino} ${size} ${mtimeNs} ${ctimeNs}`, settled: changed + margin };
}

/** Of what tells about others: distributions and links. */
function stampsOf(folder: string, name: string): Stamp[] {
  if (!isMetadata(name) && !isLink(name)) return [];
  const own = stampOf(folder, name);
  // Setuptools writes into the `x.egg-info` beside a project's source.
  if (!/^[^-]+\.egg-info$/.test(name)) return [own];
  const place = `${folder}/${name}`;
  return [own, ...(isFolder(place) ? readdirSync(place).map((file) => stampOf(place, file)) : [])];
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function scanSite(folder: string, entries: readonly Entry[]): ScannedFolder {
  const installed = distributionsIn(folder, entries);
  const ownerOf = new Map(
    installed.flatMap(({ name, topFiles }) => topFiles.map((file): [string, string] => [file, name])),
  );
  const added: AddedFolder[] = [];
  const mapped: LooseModule[] = [];
  for (const { name } of entries) {
    const owner = ownerOf.get(name) ?? null;
    if (name.endsWith(".pth"))
      added.push(...pathLines(folder, name).map((path): AddedFolder => ({ path, owner })));
    else if (name.endsWith(".egg-link")) {
      const [path = ""] = (textOf(join(folder, name)) ?? "").split(/\r?\n/);
      if (isAbsolute(path)) added.push({ path, owner: null });
    } else if (isFinder(name)) mapped.push(...mappedModules(textOf(join(folder, name)) ?? "", owner));
  }
  const led = new Set([...added, ...mapped].map(({ owner }) => owner));
  // By means that are not known, to somewhere in its project.
  for (const { name, project } of installed)
    if (project !== null && !led.has(name))
      added.push({ path: project, owner: name }, { path: join(project, "src"), owner: name });
  const owned = new Set(installed.flatMap(({ modules }) => modules.map(topOf)));
  return { distributions: installed.map(plain), loose: looseIn(folder, entries, owned), mapped, added };
}

function scanSource(folder: string, entries: readonly Entry[]): ScannedFolder {
  const installed = distributionsIn(folder, entries);
  const wheels = distributionsIn(
    folder,
    entries.filter(({ name }) => !name.endsWith(".egg-info")),
  );
  const owned = new Set(wheels.flatMap(({ modules }) => modules.map(topOf)));
  return {
    distributions: installed.map(plain),
    loose: looseIn(folder, entries, owned),
    mapped: [],
    added: [],
  };
}

const topOf = (dotted: string): string => dotted.split(".", 1)[0] ?? dotted;

const plain = ({ name, version, modules, requires }: InstalledDistribution): Distribution => ({
  name,
  version,
  modules,
  requires,
});

function distributionsIn(folder: string, entries: readonly Entry[]): readonly InstalledDistribution[] {
  const present = modulesAmong(entries);
  return entries.flatMap(({ name: entry }) => {
    const found = isMetadata(entry) ? readDistribution(folder, entry) : null;
    if (found === null) return [];
    if (found.modules.length > 0 || found.project !== null) return [found];
    // Without a list of its files it has at most the module of its name; others count by their bytes.
    return [{ ...found, modules: [...present.keys()].filter((module) => normalName(module) === found.name) }];
  });
}

/** By name, the files and folders of the modules that a folder has. */
function modulesAmong(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const modules = new Map<string, string[]>();
  for (const { name, isFile } of entries) {
    const module = moduleOfFile(name) ?? (!isFile && isIdentifier(name) ? name : null);
    if (module !== null && module !== "__pycache__" && !isFinder(name))
      modules.set(module, [...(modules.get(module) ?? []), name]);
  }
  return modules;
}

const looseIn = (
  folder: string,
  entries: readonly Entry[],
  owned: ReadonlySet<string>,
): readonly LooseModule[] =>
  [...modulesAmong(entries)].flatMap(([module, names]) =>
    owned.has(module) ? [] : names.map((name) => ({ module, path: join(folder, name), owner: null })),
  );

/** Folders that a `.pth` file adds; its lines of code are not run. https://docs.python.org/3/library/site.html */
function pathLines(folder: string, name: string): readonly string[] {
  const lines = (textOf(join(folder, name)) ?? "").replace(/^\ufeff/, "").split(/\r?\n/);
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^(#|import[ \t])/.test(line) && !line.includes("\0"))
    .map((line) => resolve(folder, line));
}

/** Modules and the absolute paths that a finder gives them, the innermost left out: `{'tool': '/home/me/tool/tool'}`. */
function mappedModules(text: string, owner: string | null): readonly LooseModule[] {
  const pairs = [...text.matchAll(/(["'])([\w.]+)\1\s*[:,]\s*(["'])(\/(?:\\.|(?!\3).)+)\3/g)];
  const modules = pairs.map(([, , module = "", , path = ""]): LooseModule => {
    const file = path.replace(/\\(.)/g, "$1");
    return { module, path: basename(file) === "__init__.py" ? dirname(file) : file, owner };
  });
  return modules.filter(
    ({ path }) => !modules.some((other) => other.path !== path && path.startsWith(`${other.path}/`)),
  );
}
