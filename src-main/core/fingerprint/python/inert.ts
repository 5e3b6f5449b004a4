import { builtins, inertBases, inertBuiltinDecorators, inertDecorators, inertMetaclasses } from "./known.ts";
import type { Lookup } from "./lookup.ts";
import type { Module } from "./modules.ts";
import type { Item } from "./summary.ts";

/** Whether loading a definition may do more than define it. */
export async function acts(lookup: Lookup, module: Module, item: Item): Promise<boolean> {
  if (item.acts) return true;
  for (const { name, called } of item.decorators)
    if (!(await isInertDecorator(lookup, module, name, called ? 2 : 1))) return true;
  for (const name of item.metaclasses)
    if (!(await outsideNames(lookup, module, name)).every((full) => inertMetaclasses.has(full))) return true;
  for (const name of item.bases) if (!(await isInertBase(lookup, module, name, new Set()))) return true;
  return false;
}

/** Full names of what is not of the workspace; `?` where a name leads into it. */
async function outsideNames(lookup: Lookup, module: Module, dotted: string): Promise<readonly string[]> {
  const targets = await lookup.resolve(module, [], dotted.split("."));
  if (targets.length === 0) return [dotted];
  return targets.map((target) =>
    target.kind === "outside" ? target.name.replace(/^typing_extensions\./, "typing.") : "?",
  );
}

async function isInertDecorator(
  lookup: Lookup,
  module: Module,
  dotted: string,
  calls: number,
): Promise<boolean> {
  const targets = await lookup.resolve(module, [], dotted.split("."));
  if (targets.length === 0) return inertBuiltinDecorators.has(dotted);
  return targets.every((target) => {
    if (target.kind === "outside") return inertDecorators.has(target.name);
    if (target.kind !== "item") return false;
    const item = target.module.items[target.item];
    return item?.kind === "function" && item.decorators.length === 0 && item.wraps >= calls;
  });
}

async function isInertBase(
  lookup: Lookup,
  module: Module,
  dotted: string,
  seen: Set<string>,
): Promise<boolean> {
  const targets = await lookup.resolve(module, [], dotted.split("."));
  if (targets.length === 0) return builtins.has(dotted);
  for (const target of targets) {
    if (target.kind === "outside") {
      if (!inertBases.has(target.name.replace(/^typing_extensions\./, "typing."))) return false;
      continue;
    }
    if (target.kind !== "item") return false;
    const key = `${target.module.path}\0${target.item}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const item = target.module.items[target.item];
    if (item?.kind !== "class" || item.hooks) return false;
    for (const base of item.bases) if (!(await isInertBase(lookup, target.module, base, seen))) return false;
  }
  return true;
}
