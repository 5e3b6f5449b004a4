import { byCodeUnit } from "../../base/json.ts";
import type { Digest } from "../../model/ids.ts";
import { quietModules } from "./known.ts";
import type { PythonPorts } from "./modules.ts";
import {
  type Entry,
  importKey,
  inlinePath,
  placeOf,
  type Reach,
  type Reached,
  reach,
  userKey,
} from "./reach.ts";
import type { ImportRef, Item } from "./summary.ts";

/**
 * The Python code that a program may execute, as far as it can be told from its text. Units are named
 * `dates.py › parse()` for functions, `dates.py › Span` for classes and constants, `dates.py › module level` for the
 * other statements of a module, and `dates.py` where the whole file counts.
 */
export type PythonCode = {
  readonly units: { readonly [unit: string]: Digest };
  /** Digests of the bytes of every file that a unit is of. */
  readonly files: { readonly [path: string]: Digest };
  /** Files that it loads, those too of which nothing counts: loading them does nothing. */
  readonly loaded: readonly string[];
  /** Environment variables that the code reads by a literal name. */
  readonly env: readonly string[];
  /** Dotted names that it imports, or may import, from outside the workspace; sorted; `*` when any may be meant. */
  readonly outside: readonly string[];
  /** Files that count whole because what is used of them cannot be told. */
  readonly widened: readonly { readonly path: string; readonly why: string }[];
  /** By unit: the unit that first led to it; those of the program's own file have none. */
  readonly usedBy: { readonly [unit: string]: string };
};

/** The unit of a module that stands for the order of its pieces, where that counts. */
export const orderUnit = "order";

/** The code of a program by meaning; two equal answers stand for programs that do the same. */
export async function pythonCode(
  ports: PythonPorts,
  entry: Entry,
  roots: readonly string[],
): Promise<PythonCode> {
  const reached = await reach(ports, entry, roots);
  const noisy = noisyModules(reached);
  const units: [string, Digest][] = [];
  const files = new Map<string, Digest>();
  const usedBy = new Map<string, string>();
  for (const [path, module] of reached.modules) {
    if (path === inlinePath) continue;
    const found = unitsOf(ports, reached, module, noisy);
    if (found.length === 0) continue;
    files.set(path, module.module.digest);
    for (const { unit, digest, item } of found) {
      units.push([unit, digest]);
      const user = entry.kind === "function" && entry.path === path ? null : userOf(reached, module, item);
      if (user !== null) usedBy.set(unit, user);
    }
  }
  for (const [path, digest] of reached.bytes) {
    units.push([path, digest]);
    files.set(path, digest);
  }
  return {
    units: sorted(units),
    files: sorted([...files]),
    loaded: [...reached.modules].filter(([, { loaded }]) => loaded).map(([path]) => path),
    env: reached.env,
    outside: reached.outside,
    widened: reached.widened,
    usedBy: sorted([...usedBy]),
  };
}

const sorted = <Value>(entries: readonly (readonly [string, Value])[]): { readonly [key: string]: Value } =>
  Object.fromEntries([...entries].sort(([a], [b]) => byCodeUnit(a, b)));

type Unit = { readonly unit: string; readonly digest: Digest; readonly item: number | null };

function unitsOf(
  { sha256 }: PythonPorts,
  reached: Reach,
  module: Reached,
  noisy: ReadonlySet<string>,
): readonly Unit[] {
  const { path, summary, digest: bytes } = module.module;
  if (summary.kind === "opaque" || reached.source)
    return module.loaded ? [{ unit: path, digest: bytes, item: null }] : [];
  const linksOf = (item: number): readonly string[] => [...(module.links.get(item) ?? [])].sort(byCodeUnit);
  if (module.whole !== "no") {
    const text = reached.docs ? summary.docText : summary.text;
    const links = [...module.links.keys()].sort((a, b) => a - b).flatMap(linksOf);
    return [{ unit: path, digest: sha256(JSON.stringify([text, links])), item: null }];
  }
  const named = new Map<string, { item: number; parts: string[] }>();
  const level: string[] = [];
  const order: string[] = [];
  let actingCount = 0;
  let placed = 0;
  summary.items.forEach((item, index) => {
    const text = reached.docs ? item.docText : item.text;
    const isActing =
      item.kind === "import" ? isNoisyImport(reached, path, item, noisy) : module.acting.has(index);
    if (text === null) return;
    const label = isNamed(item) ? placeOf(module.module, index) : null;
    if (isActing && label === null) actingCount += 1;
    if (isActing) order.push(label ?? `${actingCount}`);
    if (item.kind === "import") {
      if (isActing) level.push(text, ...item.mentions.imports.map((ref) => importText(reached, path, ref)));
    } else if (label === null) {
      if (isActing || (reached.docs && module.loaded && item.text === null))
        level.push(text, ...linksOf(index));
    } else if (module.counted.has(index)) {
      const unit = named.get(label) ?? { item: index, parts: [] };
      named.set(label, unit);
      unit.parts.push(text, ...linksOf(index));
      if (!isActing && item.evaluates) {
        order.push(label);
        placed += 1;
      }
    }
  });
  const units: Unit[] = [...named].map(([unit, { item, parts }]) => ({
    unit,
    digest: sha256(JSON.stringify(parts)),
    item,
  }));
  // Where a piece stands among the statements that act can decide what its names are.
  const hasNamed = order.length > actingCount;
  const hasActing = order.length > placed;
  if (order.length > 1 && hasNamed && hasActing)
    units.push({ unit: `${path} › ${orderUnit}`, digest: sha256(JSON.stringify(order)), item: null });
  if (level.length > 0)
    units.push({ unit: `${path} › module level`, digest: sha256(JSON.stringify(level)), item: null });
  return units;
}

const isNamed = ({ kind }: Item): boolean => kind === "function" || kind === "class" || kind === "constant";

/** Modules whose loading does something that the order of imports could change. */
function noisyModules(reached: Reach): ReadonlySet<string> {
  const noisy = new Set<string>();
  for (const [path, { module, acting }] of reached.modules) {
    const acts = (item: Item) =>
      item.evaluatesForeign || item.mentions.imports.some((ref) => isNoisyOutside(reached, path, ref));
    if (module.summary.kind === "opaque" || acting.size > 0 || module.items.some(acts)) noisy.add(path);
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const [path, loaded] of reached.loads)
      if (!noisy.has(path) && [...loaded].some((file) => noisy.has(file))) {
        noisy.add(path);
        grown = true;
      }
  }
  return noisy;
}

/** An import that leads to no file of the workspace, unless its module is known to be quiet. */
function isNoisyOutside(reached: Reach, path: string, ref: ImportRef): boolean {
  if ((reached.imported.get(importKey(path, ref))?.size ?? 0) > 0) return false;
  return ref.name === "*" || ref.level > 0 || !quietModules.has(ref.module.split(".", 1)[0] ?? "");
}

const isNoisyImport = (reached: Reach, path: string, item: Item, noisy: ReadonlySet<string>): boolean =>
  item.acts ||
  item.mentions.imports.some(
    (ref) =>
      isNoisyOutside(reached, path, ref) ||
      [...(reached.imported.get(importKey(path, ref)) ?? [])].some((file) => noisy.has(file)),
  );

const importText = (reached: Reach, path: string, ref: ImportRef): string =>
  [...(reached.imported.get(importKey(path, ref)) ?? [])].join(" ");

/** The unit that led to another; null for those of the program's own file. */
function userOf(reached: Reach, { module, isMain }: Reached, item: number | null): string | null {
  if (isMain) return null;
  let user = reached.users.get(userKey(module.path, item));
  // What a module does when it is loaded is used by whoever loads it.
  if (user?.path === module.path && user.item === null) user = reached.users.get(userKey(module.path, null));
  const other = user === undefined ? undefined : reached.modules.get(user.path);
  return user === undefined || other === undefined ? null : placeOf(other.module, user.item);
}
