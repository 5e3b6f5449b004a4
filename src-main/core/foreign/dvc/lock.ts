import { canonicalJson } from "../../base/json.ts";
import { isValueObject, type Value } from "../../base/value.ts";
import { newAllowance } from "../../pipeline/allowance.ts";
import { readTree } from "../../pipeline/yaml-tree.ts";
import { textOf } from "./interpolate.ts";
import type { PlacedStage } from "./read-dvc.ts";
import type { Repository } from "./repository.ts";
import { joined, valueIn } from "./variables.ts";

/** A file or folder as `dvc.lock` records it. `path` is relative to the workspace; `md5` ends in `.dir` for a folder. */
export type LockedFile = { readonly path: string; readonly md5: string; readonly size: number | null };

/** What a `dvc.lock` says of a stage that is still as it was: its results stand while these files are as recorded. */
export type LockedStage = { readonly deps: readonly LockedFile[]; readonly outs: readonly LockedFile[] };

/** The stages in the text of a `dvc.lock` (schema 2.0); none when it cannot be read. */
export function readLock(text: string): ReadonlyMap<string, Value> {
  const tree = readTree(text, newAllowance());
  const stages = isValueObject(tree.value) ? (tree.value.stages ?? null) : null;
  return new Map(isValueObject(stages) ? Object.entries(stages) : []);
}

/**
 * What a lock entry vouches for, if the stage's command, parameters, and lists of files are those that it records; null
 * otherwise, and for what an older DVC hashed by another rule.
 */
export function lockedStage(
  repository: Repository,
  { stage }: PlacedStage,
  locked: Value,
): LockedStage | null {
  if (!isValueObject(locked)) return null;
  const commands = Array.isArray(locked.cmd) ? (locked.cmd as readonly Value[]) : [locked.cmd ?? null];
  const written = commands.flatMap((command) => (typeof command === "string" ? command.split(/\r?\n/) : []));
  if (written.filter((line) => line.trim() !== "").join("\n") !== stage.commands.map(textOf).join("\n"))
    return null;
  const deps = filesOf(locked.deps ?? [], stage.folder);
  const outs = filesOf(locked.outs ?? [], stage.folder);
  if (deps === null || outs === null) return null;
  const pathsOf = (paths: readonly string[]) => paths.map((path) => joined(stage.folder, path));
  if (!areSame(deps, pathsOf(stage.deps)) || !areSame(outs, pathsOf(stage.outs.map(({ path }) => path))))
    return null;
  return hasSameParams(repository, stage, locked.params ?? {}) ? { deps, outs } : null;
}

function filesOf(list: Value, folder: string): readonly LockedFile[] | null {
  if (!Array.isArray(list)) return null;
  const files: LockedFile[] = [];
  for (const entry of list as readonly Value[]) {
    if (!isValueObject(entry)) return null;
    const { path, md5, hash, size } = entry;
    if (typeof path !== "string" || typeof md5 !== "string" || hash !== "md5") return null;
    files.push({ path: joined(folder, path), md5, size: typeof size === "bigint" ? Number(size) : null });
  }
  return files;
}

const areSame = (files: readonly LockedFile[], paths: readonly string[]): boolean =>
  files.length === new Set(paths).size && files.every(({ path }) => paths.includes(path));

function hasSameParams(repository: Repository, stage: PlacedStage["stage"], locked: Value): boolean {
  if (!isValueObject(locked)) return false;
  const named = new Map<string, readonly string[] | null>();
  for (const { path, keys } of stage.params) named.set(path ?? "params.yaml", keys);
  if (Object.keys(locked).length !== named.size) return false;
  return [...named].every(([path, keys]) => {
    const recorded = locked[path];
    const file = repository.values(joined(stage.folder, path));
    if (!isValueObject(recorded) || !file.ok || file.value === null) return false;
    const { values } = file.value;
    return (keys ?? Object.keys(values)).every((key) => {
      const value = valueIn(values, key.split("."));
      const before = Object.hasOwn(recorded, key) ? recorded[key] : undefined;
      return value !== undefined && before !== undefined && canonicalJson(value) === canonicalJson(before);
    });
  });
}
