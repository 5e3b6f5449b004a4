import { byCodeUnit } from "../../base/json.ts";
import type { Digest } from "../../model/ids.ts";
import { acts } from "./inert.ts";
import { docstringReaders, openImporters } from "./known.ts";
import { createLookup, type Target, targetText } from "./lookup.ts";
import { type Module, moduleOf, type PythonPorts } from "./modules.ts";
import { findModules, folderOf, joined } from "./resolve.ts";
import type { ImportRef, Opening } from "./summary.ts";

/** What a program starts from. */
export type Entry =
  | {
      readonly kind: "file";
      readonly path: string;
      /** Packages that are loaded first, as `python -m package.module` does. */
      readonly loads: readonly string[];
    }
  | {
      /** One function of a module that is imported, not run: `name` may be dotted, `Model.fit`. */
      readonly kind: "function";
      readonly path: string;
      readonly loads: readonly string[];
      readonly name: string;
    }
  /** Text given on the command line; it counts there, what it reaches counts here. */
  | { readonly kind: "inline"; readonly text: string };

/** A module as far as the program uses it. */
export type Reached = {
  readonly module: Module;
  /** The program itself: `__name__ == "__main__"` holds. */
  isMain: boolean;
  /** Loading it has been followed. */
  loaded: boolean;
  /** Statements that count. */
  readonly counted: Set<number>;
  /** Statements that do something when the module is loaded. */
  readonly acting: Set<number>;
  /** By statement: what its names of other modules lead to. */
  readonly links: Map<number, Set<string>>;
  /** All of it counts; `open`: its modules may be reached through it too. */
  whole: "no" | "all" | "open";
};

/** Who made something count: a statement, or the loading of a module (null). */
export type User = { readonly path: string; readonly item: number | null };

export type Reach = {
  readonly modules: ReadonlyMap<string, Reached>;
  readonly users: ReadonlyMap<string, User>;
  /** Files that loading each module loads. */
  readonly loads: ReadonlyMap<string, ReadonlySet<string>>;
  /** By `importKey`: files that an import loads. */
  readonly imported: ReadonlyMap<string, ReadonlySet<string>>;
  /** Files that count by their bytes, as their names or texts are used in ways that cannot be followed. */
  readonly bytes: ReadonlyMap<string, Digest>;
  readonly widened: readonly { readonly path: string; readonly why: string }[];
  readonly env: readonly string[];
  /** Dotted names that it imports from elsewhere, or may; `anyModule` among them when they cannot be told. */
  readonly outside: readonly string[];
  /** Docstrings are code. */
  readonly docs: boolean;
  /** The program reads its own source. */
  readonly source: boolean;
};

/** Path that stands for text of the command line. */
export const inlinePath = "";

/** Stands among the names of imported modules for all that are there. */
export const anyModule = "*";

export const importKey = (path: string, { level, module, name }: ImportRef): string =>
  `${path}\0${level}\0${module}\0${name ?? ""}`;

export const userKey = (path: string, item: number | null): string => `${path}\0${item ?? ""}`;

/**
 * Follows a program from its entry over everything that it may execute. `roots` are the folders that absolute imports
 * start from.
 */
export async function reach(ports: PythonPorts, entry: Entry, roots: readonly string[]): Promise<Reach> {
  const first = await follow(ports, entry, roots);
  if (!first.changesPath) return first;
  // Where the program itself says where modules are, any folder with Python files may be meant.
  const folders = (await ports.files.all()).map(folderOf);
  return follow(ports, entry, [...new Set([...roots, ...folders])]);
}

async function follow(
  ports: PythonPorts,
  entry: Entry,
  roots: readonly string[],
): Promise<Reach & { readonly changesPath: boolean }> {
  const lookup = createLookup(ports, roots, entry.kind === "file" ? entry.path : null);
  const { kindOf, moduleAt, found, resolve, settled: allRead } = lookup;
  const modules = new Map<string, Reached>();
  const users = new Map<string, User>();
  const loads = new Map<string, Set<string>>();
  const imported = new Map<string, Set<string>>();
  const bytes = new Map<string, Digest>();
  const widened = new Map<string, string>();
  const env = new Set<string>();
  const outside = new Set<string>();
  const flags = {
    docs: false,
    source: false,
    all: null as string | null,
    subclasses: false,
    changesPath: false,
  };

  async function reachedAt(path: string): Promise<Reached | null> {
    const known = modules.get(path);
    if (known !== undefined) return known;
    const module = await moduleAt(path);
    return module === null ? null : (modules.get(path) ?? admit(module));
  }

  function admit(module: Module): Reached {
    const reached: Reached = {
      module,
      isMain: false,
      loaded: false,
      counted: new Set(),
      acting: new Set(),
      links: new Map(),
      whole: "no",
    };
    modules.set(module.path, reached);
    return reached;
  }

  /** Follows what loading a module executes. */
  async function load(path: string, user: User): Promise<void> {
    if (user.path !== path) loads.set(user.path, (loads.get(user.path) ?? new Set()).add(path));
    const reached = await reachedAt(path);
    if (reached === null || reached.loaded) return;
    reached.loaded = true;
    if (!users.has(userKey(path, null))) users.set(userKey(path, null), user);
    const { module } = reached;
    if (module.summary.kind === "opaque") {
      await widen(path, "all", "its syntax cannot be read");
      for (const ref of module.summary.imports) await loadImport(path, ref, null, "open");
      return;
    }
    await loadStatements(reached);
  }

  async function loadStatements(reached: Reached): Promise<void> {
    const { module, isMain } = reached;
    for (const [index, item] of module.items.entries()) {
      if (item.kind === "import") {
        if (item.acts) reached.acting.add(index);
        for (const ref of item.mentions.imports) await loadImport(module.path, ref, index, "no");
      } else if (item.kind === "main") {
        if (!isMain) continue;
        reached.acting.add(index);
        await count(reached, index, { path: module.path, item: null });
      } else if (item.kind === "statement" || (await acts(lookup, module, item))) {
        if (item.text !== null) reached.acting.add(index);
        await count(reached, index, { path: module.path, item: null });
      }
    }
  }

  /**
   * An absolute import may lead out of the workspace, unless the folder that Python looks in first has the module: the
   * other roots may not be on its path at all, or come after an installed package.
   */
  async function noteOutside(module: string, name: string | null): Promise<void> {
    if (module === "" || module === "__main__") return;
    const first = await findModules(kindOf, roots.slice(0, 1), module);
    if (first.some(({ file }) => file !== null)) return;
    outside.add(name === null || name === "*" ? module : `${module}.${name}`);
  }

  /** Loads what an import loads. `widening`: the modules that it takes count whole. */
  async function loadImport(
    path: string,
    ref: ImportRef,
    item: number | null,
    widening: "no" | "open",
  ): Promise<void> {
    const user = { path, item };
    const files = new Set<string>();
    imported.set(importKey(path, ref), files);
    const take = async (loaded: readonly string[]) => {
      for (const file of loaded) {
        files.add(file);
        await load(file, user);
      }
    };
    const [outer = ""] = ref.module.split(".", 1);
    if (ref.level === 0) await noteOutside(ref.module, ref.name);
    if (ref.level === 0 && docstringReaders.has(outer)) flags.docs = true;
    for (const module of await found(path, ref)) {
      await take(module.loads);
      const { file } = module;
      if (ref.name === "*" && file !== null) await widen(file, "all", `${path} imports everything from it`);
      else if (widening === "open" && file !== null) await widen(file, "open", `imported by ${path}`);
      if (ref.name === null || ref.name === "*" || module.folder === null) continue;
      // `from package import module`
      for (const inner of await findModules(kindOf, [module.folder], ref.name)) {
        await take(inner.loads);
        if (widening === "open" && inner.file !== null)
          await widen(inner.file, "open", `imported by ${path}`);
      }
    }
  }

  /** Makes a statement count, and whatever it mentions. */
  async function count(reached: Reached, index: number, user: User): Promise<void> {
    if (reached.counted.has(index)) return;
    reached.counted.add(index);
    const { module } = reached;
    const { path } = module;
    const item = module.items[index];
    if (item === undefined) return;
    const key = userKey(path, index);
    if (!users.has(key)) users.set(key, user);
    // Whoever reaches a statement has its module loaded.
    await load(path, user);
    const { mentions } = item;
    const self = { path, item: index };
    for (const name of mentions.env) env.add(name);
    if (mentions.readsDocs) flags.docs = true;
    if (mentions.readsSource) flags.source = true;
    const own = item.kind === "function" || item.kind === "class" ? mentions.imports : [];
    for (const ref of mentions.imports) await loadImport(path, ref, index, "no");
    for (const dotted of mentions.names) await takeName(reached, own, dotted, self);
    for (const dotted of mentions.writes) await takeWrite(reached, own, dotted, self);
    for (const opening of mentions.openings) await takeOpening(reached, opening, self);
    for (const script of mentions.scripts) await takeScript(path, script, self);
  }

  async function takeName(
    reached: Reached,
    own: readonly ImportRef[],
    dotted: string,
    self: User,
  ): Promise<void> {
    const { module } = reached;
    const targets = await resolve(module, own, dotted.split("."));
    for (const target of targets) {
      if (target.kind !== "item" || target.module !== module) link(reached, self.item ?? 0, dotted, target);
      await takeTarget(module, target, dotted, self);
    }
  }

  function link(reached: Reached, item: number, dotted: string, target: Target): void {
    const links = reached.links.get(item) ?? new Set();
    reached.links.set(item, links.add(`${dotted} ${targetText(target)}`));
  }

  async function takeTarget(module: Module, target: Target, dotted: string, self: User): Promise<void> {
    switch (target.kind) {
      case "item": {
        const other = await reachedAt(target.module.path);
        if (other !== null) await count(other, target.item, self);
        return;
      }
      case "module": {
        const { file, folder } = target.found;
        for (const path of target.found.loads) await load(path, self);
        const why = `${placeOf(module, self.item)} uses it as a whole`;
        if (file !== null) await widen(file, "open", why);
        else if (folder !== null) flags.all ??= why;
        return;
      }
      case "missing": {
        const { file } = target.module;
        if (file !== null && !/^__\w+__$/.test(target.name))
          await widen(file, "open", `${dotted} in ${module.path} is not found in it`);
        else if (file !== null && target.name === "__dict__")
          await widen(file, "open", `${placeOf(module, self.item)} uses it as a whole`);
        return;
      }
      case "outside":
        return;
    }
  }

  /** Assigning to a name of another module changes what everybody finds there. */
  async function takeWrite(
    reached: Reached,
    own: readonly ImportRef[],
    dotted: string,
    self: User,
  ): Promise<void> {
    const parts = dotted.split(".").slice(0, -1);
    for (const target of await resolve(reached.module, own, parts))
      if (target.kind === "module" && target.found.file !== null) {
        for (const path of target.found.loads) await load(path, self);
        await widen(target.found.file, "open", `${placeOf(reached.module, self.item)} assigns to ${dotted}`);
      }
  }

  async function takeOpening(reached: Reached, opening: Opening, self: User): Promise<void> {
    const { path } = reached.module;
    const place = placeOf(reached.module, self.item);
    switch (opening.kind) {
      case "own":
        if (path === inlinePath) flags.all ??= `${place} uses ${opening.what}`;
        else await widen(path, "open", `${place} uses ${opening.what}`);
        return;
      case "import": {
        const parts = opening.module.split(".");
        if (opening.level === 0) await noteOutside(opening.module, null);
        // The name may go on into the module: `pkg.mod.function`.
        for (let length = parts.length; length > 0; length -= 1) {
          const module = parts.slice(0, length).join(".");
          const modulesFound = await found(path, { module, level: opening.level });
          for (const { loads: files, file } of modulesFound) {
            for (const one of files) await load(one, self);
            if (file !== null) await widen(file, "open", `${place} imports it by ${opening.what}`);
          }
          if (modulesFound.some(({ file }) => file !== null)) return;
        }
        return;
      }
      case "any": {
        const below = opening.prefix.replaceAll(".", "/");
        // Those that load files are given files of the workspace.
        if (below !== "") await noteOutside(opening.prefix, null);
        else if (!openImporters.has(opening.what.split(".").at(-1) ?? "")) outside.add(anyModule);
        const all = await ports.files.all();
        const meant = all.filter((one) => below === "" || `/${folderOf(one)}/`.includes(`/${below}/`));
        for (const one of meant) {
          await load(one, self);
          await widen(one, "open", `${place} imports by a computed name`);
        }
        return;
      }
      case "all":
        flags.all ??= `${place} uses ${opening.what}`;
        return;
      case "path":
        flags.changesPath = true;
        widened.set(path, `${place} changes where modules are found, so every folder is looked in`);
        return;
      case "subclasses":
        flags.subclasses = true;
        return;
    }
  }

  /** A Python file that a string names may be run or read. */
  async function takeScript(path: string, script: string, self: User): Promise<void> {
    const clean = script.replace(/^(\.\/)+/, "");
    if (clean.startsWith("/") || clean.split("/").includes("..")) return;
    for (const candidate of new Set([clean, joined(folderOf(path), clean)])) {
      if ((await kindOf(candidate)) !== "file" || modules.get(candidate)?.isMain === true) continue;
      const digest = await ports.files.digestOf(candidate);
      if (digest === null) continue;
      bytes.set(candidate, digest);
      widened.set(candidate, `${path} names it`);
      await load(candidate, self);
      const reached = modules.get(candidate);
      if (reached !== undefined) await runAsMain(reached);
    }
  }

  async function runAsMain(reached: Reached): Promise<void> {
    if (reached.isMain) return;
    reached.isMain = true;
    if (reached.loaded) await loadStatements(reached);
    else await load(reached.module.path, { path: reached.module.path, item: null });
  }

  /** A function that is called from outside. One that is made when the module is loaded may be anything in it. */
  async function takeEntry(reached: Reached, name: string): Promise<void> {
    const { path } = reached.module;
    const [first = ""] = name.split(".", 1);
    const isBound = (await resolve(reached.module, [], name.split("."))).length > 0;
    if (isBound) await takeName(reached, [], name, { path, item: null });
    else await widen(path, "open", `${first} is not found in it`);
  }

  /** Makes all of a module count. */
  async function widen(path: string, how: "all" | "open", why: string): Promise<void> {
    const reached = await reachedAt(path);
    if (reached === null || reached.whole === "open" || reached.whole === how) return;
    const before = reached.whole;
    reached.whole = how;
    if (before === "no" && path !== inlinePath) widened.set(path, why);
    const { module } = reached;
    await load(path, { path, item: null });
    for (const [index, item] of module.items.entries())
      if (item.kind !== "import" && (item.kind !== "main" || reached.isMain))
        await count(reached, index, { path, item: null });
    if (how !== "open") return;
    for (const [name, bindings] of module.bindings)
      if (bindings.some(({ ref }) => ref !== null)) await takeName(reached, [], name, { path, item: null });
  }

  const start =
    entry.kind === "inline"
      ? admit(moduleOf(inlinePath, ports.sha256(entry.text), await ports.summarize(entry.text)))
      : await reachedAt(entry.path);
  if (start !== null) {
    start.isMain = entry.kind !== "function";
    const user = { path: start.module.path, item: null };
    if (entry.kind !== "inline") for (const file of entry.loads) await load(file, user);
    await load(start.module.path, user);
    if (entry.kind === "function") await takeEntry(start, entry.name);
    // Python loads these by itself where it finds them.
    for (const name of ["sitecustomize", "usercustomize"])
      for (const { loads: files } of await findModules(kindOf, roots, name))
        for (const file of files) await load(file, user);
  }
  let settled = false;
  while (!settled) {
    const before = [...modules.values()].reduce((sum, { counted }) => sum + counted.size, modules.size);
    for (const reached of [...modules.values()]) {
      if (!reached.loaded) continue;
      if (flags.all !== null && reached.module.path !== inlinePath)
        await widen(reached.module.path, "open", flags.all);
      if (!flags.subclasses) continue;
      for (const [index, item] of reached.module.items.entries())
        if (item.kind === "class" && item.bases.length > 0)
          await count(reached, index, { path: reached.module.path, item: null });
    }
    const after = [...modules.values()].reduce((sum, { counted }) => sum + counted.size, modules.size);
    settled = before === after;
  }
  await allRead();
  return {
    modules,
    users,
    loads,
    imported,
    bytes,
    widened: [...widened].map(([path, why]) => ({ path, why })).sort((a, b) => byCodeUnit(a.path, b.path)),
    env: [...env].sort(byCodeUnit),
    outside: [...outside].sort(byCodeUnit),
    docs: flags.docs,
    source: flags.source,
    changesPath: flags.changesPath,
  };
}

/** How a statement is called: `clean()`, `Model`, `LIMIT`; the module's path for statements without a name. */
export function placeOf(module: Module, item: number | null): string {
  const found = item === null ? undefined : module.items[item];
  const path = module.path === inlinePath ? "the command" : module.path;
  if (found === undefined) return path;
  if (found.kind === "function") return `${path} › ${found.names[0]}()`;
  return found.kind === "class" || found.kind === "constant" ? `${path} › ${found.names.join(", ")}` : path;
}
