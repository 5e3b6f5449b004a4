import { type Binding, type Module, type PythonPorts, readModule } from "./modules.ts";
import { type FoundModule, findModules, folderOf, type KindOf, modulesOf } from "./resolve.ts";
import type { ImportRef } from "./summary.ts";

/** What a dotted name leads to. */
export type Target =
  | { readonly kind: "item"; readonly module: Module; readonly item: number }
  | { readonly kind: "module"; readonly found: FoundModule }
  | { readonly kind: "outside"; readonly name: string }
  | { readonly kind: "missing"; readonly module: FoundModule; readonly name: string };

/** Finding modules and what names lead to, each file looked at once. */
export type Lookup = {
  readonly kindOf: KindOf;
  readonly moduleAt: (path: string) => Promise<Module | null>;
  /** The modules that an import in the file `from` names. */
  readonly found: (from: string, ref: Pick<ImportRef, "module" | "level">) => Promise<readonly FoundModule[]>;
  /**
   * What a dotted name leads to from within a module; nothing when it is Python's own or not known. `own` are the
   * imports of the function that the name stands in.
   */
  readonly resolve: (
    module: Module,
    own: readonly ImportRef[],
    parts: readonly string[],
  ) => Promise<readonly Target[]>;
  /** When nothing is being read any more. Rejects with what any reading threw. */
  readonly settled: () => Promise<void>;
};

/**
 * `roots` are the folders that absolute imports start from, `main` is the file of the program itself, which any module
 * may import as `__main__`.
 */
export function createLookup(ports: PythonPorts, roots: readonly string[], main: string | null): Lookup {
  const kinds = new Map<string, Promise<"file" | "folder" | null>>();
  const kindOf = (path: string) => {
    const known = kinds.get(path);
    if (known !== undefined) return known;
    const kind = ports.files.kindOf(path);
    kinds.set(path, kind);
    return kind;
  };
  const texts = new Map<string, Promise<Module | null>>();
  const reading: Promise<void>[] = [];
  const moduleAt = (path: string): Promise<Module | null> => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const module = readModule(ports, path);
    texts.set(path, module);
    const following = module.then((one) => (one === null ? undefined : readImports(one)));
    reading.push(following);
    // Whoever asks for the module gets the error, and so does `settled`.
    following.catch(() => {});
    return module;
  };
  const seenModules = new Map<string, Promise<readonly FoundModule[]>>();

  const found = (from: string, ref: Pick<ImportRef, "module" | "level">): Promise<readonly FoundModule[]> => {
    const key = ref.level === 0 ? ref.module : `${folderOf(from)}\0${ref.level}\0${ref.module}`;
    const known = seenModules.get(key);
    if (known !== undefined) return known;
    const isMain = ref.level === 0 && ref.module === "__main__" && main !== null;
    const answer = isMain
      ? Promise.resolve([{ file: main, folder: null, loads: [main] }])
      : modulesOf(kindOf, roots, from, ref);
    seenModules.set(key, answer);
    return answer;
  };

  /**
   * Starts reading what loading a module loads, so that many modules are read at once however they are followed
   * afterwards.
   */
  async function readImports({ path, summary, items }: Module): Promise<void> {
    const refs = summary.kind === "opaque" ? [...summary.imports] : [];
    for (const { kind, mentions } of items)
      if (kind === "import" || kind === "statement" || (kind === "main" && path === main))
        refs.push(...mentions.imports);
    for (const ref of refs)
      for (const { loads, folder } of await found(path, ref)) {
        for (const file of loads) void moduleAt(file).catch(() => {});
        if (ref.name === null || ref.name === "*" || folder === null) continue;
        for (const inner of await findModules(kindOf, [folder], ref.name))
          for (const file of inner.loads) void moduleAt(file).catch(() => {});
      }
  }

  async function settled(): Promise<void> {
    for (let next = reading.pop(); next !== undefined; next = reading.pop()) await next;
  }

  /** What a dotted name leads to from within a module; nothing when it is Python's own or not known. */
  async function resolve(
    module: Module,
    own: readonly ImportRef[],
    parts: readonly string[],
  ): Promise<readonly Target[]> {
    const [root = "", ...rest] = parts;
    const locals = own.filter(({ bound }) => bound === root).map((ref): Binding => ({ item: -1, ref }));
    const bindings = [...locals, ...(module.bindings.get(root) ?? [])];
    const targets: Target[] = [];
    for (const binding of bindings) targets.push(...(await bound(module, binding, rest, new Set())));
    if (bindings.length === 0) targets.push(...(await throughStars(module, parts, new Set())));
    return targets;
  }

  async function bound(
    module: Module,
    { item, ref }: Binding,
    rest: readonly string[],
    seen: Set<string>,
  ): Promise<readonly Target[]> {
    if (ref === null) return [{ kind: "item", module, item }];
    const source = ref.name === null ? { module: ref.binds, level: ref.level } : ref;
    const taken = ref.name === null ? rest : [ref.name, ...rest];
    const places = await found(module.path, source);
    const targets: Target[] = [];
    for (const place of places) targets.push(...(await below(place, taken, seen)));
    // A folder without `__init__.py` gives way to an installed package.
    if (places.every(({ file }) => file === null) && ref.level === 0)
      targets.push({ kind: "outside", name: [source.module, ...taken].join(".") });
    return targets;
  }

  /** What attributes of a module lead to. */
  async function below(
    place: FoundModule,
    parts: readonly string[],
    seen: Set<string>,
  ): Promise<readonly Target[]> {
    const [name, ...rest] = parts;
    if (name === undefined) return [{ kind: "module", found: place }];
    const key = `${place.file ?? place.folder}\0${parts.join(".")}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const targets: Target[] = [];
    const module = place.file === null ? null : await moduleAt(place.file);
    if (module !== null) {
      for (const binding of module.bindings.get(name) ?? [])
        targets.push(...(await bound(module, binding, rest, seen)));
      if (targets.length === 0) targets.push(...(await throughStars(module, parts, seen)));
    }
    if (place.folder !== null)
      for (const inner of await findModules(kindOf, [place.folder], name))
        targets.push(
          ...(await below({ ...inner, loads: [...place.loads, ...inner.loads] }, rest, new Set(seen))),
        );
    if (targets.length === 0 && place.file !== null) return [{ kind: "missing", module: place, name }];
    return targets;
  }

  async function throughStars(
    module: Module,
    parts: readonly string[],
    seen: Set<string>,
  ): Promise<readonly Target[]> {
    const targets: Target[] = [];
    for (const ref of module.stars)
      for (const place of await found(module.path, ref))
        for (const target of await below(place, parts, seen))
          if (target.kind !== "missing") targets.push(target);
    return targets;
  }

  return { kindOf, moduleAt, found, resolve, settled };
}

/** A target as text that tells it from every other. */
export function targetText(target: Target): string {
  switch (target.kind) {
    case "item":
      return `${target.module.path} ${target.module.items[target.item]?.names.join(",") ?? ""}`;
    case "module":
      return `${target.found.file ?? `${target.found.folder}/`}`;
    case "outside":
      return `outside ${target.name}`;
    case "missing":
      return `${target.module.file} lacks ${target.name}`;
  }
}
