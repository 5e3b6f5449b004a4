import type { ImportRef } from "./summary.ts";

/** Looks at the workspace. Paths are workspace-relative POSIX paths; "" is the workspace. */
export type KindOf = (path: string) => Promise<"file" | "folder" | null>;

/**
 * Where a dotted module name leads. `file` is null for a folder without `__init__.py`. `loads` are the files that
 * importing it executes: those of the packages around it, and its own.
 */
export type FoundModule = {
  readonly file: string | null;
  /** The folder whose modules are below it; null for a plain module. */
  readonly folder: string | null;
  readonly loads: readonly string[];
};

export const joined = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

export const folderOf = (path: string): string =>
  path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";

/**
 * Modules of a name below each of some folders, as Python looks for them: a package before a module, a plain folder
 * last. Which folder Python would come to first is not always known, so every one that has the module is answered.
 */
export async function findModules(
  kindOf: KindOf,
  folders: readonly string[],
  dotted: string,
): Promise<readonly FoundModule[]> {
  const found: FoundModule[] = [];
  for (const folder of folders) {
    const module = await findBelow(kindOf, folder, dotted === "" ? [] : dotted.split("."));
    if (module !== null) found.push(module);
  }
  return found;
}

async function findBelow(
  kindOf: KindOf,
  start: string,
  parts: readonly string[],
): Promise<FoundModule | null> {
  let folder: string | null = start;
  let file: string | null = null;
  const loads: string[] = [];
  for (const part of parts) {
    if (folder === null) return null;
    const base: string = joined(folder, part);
    const init = `${base}/__init__.py`;
    if ((await kindOf(base)) === "folder" && (await kindOf(init)) === "file") {
      folder = base;
      file = init;
    } else if ((await kindOf(`${base}.py`)) === "file") {
      folder = null;
      file = `${base}.py`;
    } else if ((await kindOf(base)) === "folder") {
      folder = base;
      file = null;
    } else return null;
    if (file !== null) loads.push(file);
  }
  return { file, folder, loads };
}

/** The package that a file's relative imports start from, and what a number of dots more leads to; null above the workspace. */
function packageFolder(path: string, level: number): string | null {
  let folder = folderOf(path);
  for (let dots = 1; dots < level; dots += 1) {
    if (folder === "") return null;
    folder = folderOf(folder);
  }
  return folder;
}

/** The module, as a package, of an import's own folder: `from . import x`. */
async function ownPackage(kindOf: KindOf, folder: string): Promise<FoundModule> {
  const init = joined(folder, "__init__.py");
  const file = (await kindOf(init)) === "file" ? init : null;
  return { file, folder, loads: file === null ? [] : [file] };
}

/** The modules that an import statement names, whatever it takes from them. */
export async function modulesOf(
  kindOf: KindOf,
  roots: readonly string[],
  from: string,
  { module, level }: Pick<ImportRef, "module" | "level">,
): Promise<readonly FoundModule[]> {
  if (level === 0) return findModules(kindOf, roots, module);
  const folder = packageFolder(from, level);
  if (folder === null) return [];
  const own = await ownPackage(kindOf, folder);
  if (module === "") return [own];
  const below = await findModules(kindOf, [folder], module);
  return below.map((found) => ({ ...found, loads: [...own.loads, ...found.loads] }));
}
