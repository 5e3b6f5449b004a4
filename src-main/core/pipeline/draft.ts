import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import { type Command, type Dataset, type Foreign, type Format, formats } from "../model/pipeline.ts";
import type { Path } from "./problem.ts";
import type { Tree } from "./yaml-tree.ts";

/** A text of the file and where it stands. */
export type Written = { readonly text: string; readonly at: Path };

/** A port as written; `portAt` is where its name stands, `at` where the dataset's does. */
export type DraftPort = {
  readonly port: string;
  readonly dataset: string;
  readonly at: Path;
  readonly portAt: Path;
};

export type DraftDataset = {
  readonly name: string;
  readonly path: Written | null;
  readonly type: Dataset["type"] | null;
  readonly ignore: readonly string[];
  readonly as: Dataset["as"];
  readonly format: Format | null;
};

/** A parameter that a step lists; `alias` is the step's own name for it, and null where it has none. */
export type DraftParam = Written & { readonly alias: Written | null };

/** What a `foreach` goes through, in file order; `broken` if a part of it has the wrong shape. */
export type DraftForeach = { readonly at: Path; readonly broken: boolean } & (
  | { readonly kind: "product"; readonly lists: readonly (readonly [string, readonly Value[]])[] }
  | { readonly kind: "list"; readonly items: readonly (readonly (readonly [string, Value])[])[] }
);

export type DraftStep = {
  readonly name: string;
  /** What it is one of, where another tool makes many steps of one entry; else its name. */
  readonly base: string;
  readonly command: Command | null;
  /** The texts of `run`: one for the shell, else its words. */
  readonly texts: readonly Written[];
  /** What `call` says. */
  readonly call: Written | null;
  readonly inputs: readonly DraftPort[];
  readonly outputs: readonly DraftPort[];
  readonly params: readonly DraftParam[];
  readonly code: readonly Written[];
  readonly env: readonly Written[];
  readonly needs: readonly Written[];
  readonly tags: readonly Written[];
  readonly version: string | null;
  readonly foreach: DraftForeach | null;
  readonly hooks: { readonly [moment in "before" | "after" | "failed"]: Written | null };
  /** The command of `cache: {key: …}`. */
  readonly cacheKey: Written | null;
  /** As written, for what is read where it is checked. */
  readonly settings: { readonly [key in Setting]: Value | undefined };
};

const settingNames = ["inherit", "cache", "retries", "timeout", "keep_going", "resources"] as const;
type Setting = (typeof settingNames)[number];

/** Of a step that says none of them. */
export const noSettings: DraftStep["settings"] = {
  inherit: undefined,
  cache: undefined,
  retries: undefined,
  timeout: undefined,
  keep_going: undefined,
  resources: undefined,
};

/** What a file says, as far as it can be read: whatever has the wrong shape is left out (and reported elsewhere). */
export type Draft = {
  /** Set when it is translated from the files of another tool, which has its own rules for names. */
  readonly foreign: Foreign | null;
  readonly name: Written | null;
  readonly project: Written | null;
  readonly workspace: Written | null;
  readonly python: Written | null;
  readonly params: ValueObject;
  readonly datasets: readonly DraftDataset[];
  readonly steps: readonly DraftStep[];
  /** `steps` is there, or other files are included, and nothing is in it. */
  readonly stepsEmpty: boolean;
};

/** Of a tree only what it says and in which order. */
type Said = Pick<Tree, "value" | "keysOf">;

const none: readonly never[] = [];

export function draftOf(tree: Said): Draft {
  const root = tree.value;
  const params = member(root, "params");
  const steps = member(root, "steps");
  return {
    foreign: null,
    name: written(root, "name"),
    project: written(root, "project"),
    workspace: written(root, "workspace"),
    python: written(root, "python"),
    params: isValueObject(params) ? params : {},
    datasets: entries(tree, root, "datasets").map(([name, value]) => draftDataset(name, value)),
    steps: entries(tree, root, "steps").map(([name, value]) => draftStep(tree, name, value)),
    stepsEmpty: isValueObject(steps) && Object.keys(steps).length === 0,
  };
}

/**
 * A draft of several files, the pipeline's own last: parameters are merged leaf by leaf, datasets and steps as wholes,
 * and the later one wins.
 */
export function mergeDrafts(included: readonly Draft[], own: Draft): Draft {
  if (included.length === 0) return own;
  const drafts = [...included, own];
  const steps = byName(drafts.flatMap((draft) => draft.steps));
  return {
    ...own,
    params: mergeParams(drafts.map((draft) => draft.params)),
    datasets: byName(drafts.flatMap((draft) => draft.datasets)),
    steps,
    stepsEmpty: steps.length === 0,
  };
}

const byName = <T extends { readonly name: string }>(entries: readonly T[]): T[] => [
  ...new Map(entries.map((entry) => [entry.name, entry])).values(),
];

type Merged = Map<string, Value | Merged>;

function mergeParams(all: readonly ValueObject[]): ValueObject {
  const merged: Merged = new Map();
  for (const params of all) mergeInto(merged, params);
  return plain(merged);
}

function mergeInto(merged: Merged, values: ValueObject): void {
  for (const [key, value] of Object.entries(values)) {
    if (!isValueObject(value)) {
      merged.set(key, value);
      continue;
    }
    const before = merged.get(key);
    const inner: Merged = before instanceof Map ? before : new Map();
    merged.set(key, inner);
    mergeInto(inner, value);
  }
}

const plain = (merged: Merged): ValueObject =>
  Object.fromEntries([...merged].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]));

function member(value: Value | undefined, key: string): Value | undefined {
  return isValueObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function entries(tree: Said, holder: Value | undefined, key: string): readonly [string, Value][] {
  const mapping = member(holder, key);
  if (!isValueObject(mapping)) return none;
  return tree.keysOf(mapping).map((name) => [name, mapping[name] ?? null]);
}

function written(root: Value, key: string): Written | null {
  const text = member(root, key);
  return typeof text === "string" && text !== "" ? { text, at: [key] } : null;
}

function draftDataset(name: string, value: Value): DraftDataset {
  const at: Path = ["datasets", name];
  const type = member(value, "type");
  const as = member(value, "as");
  const format = member(value, "format");
  const path = typeof value === "string" ? value : member(value, "path");
  return {
    name,
    path:
      typeof path === "string" && path !== ""
        ? { text: path, at: typeof value === "string" ? at : [...at, "path"] }
        : null,
    type: type === "file" || type === "directory" || type === "either" ? type : null,
    ignore: texts(value, "ignore", at).map(({ text }) => text),
    as: as === "metrics" || as === "plot" ? as : null,
    format: format === undefined ? null : (formats.find((known) => known === format) ?? null),
  };
}

function draftStep(tree: Said, name: string, value: Value): DraftStep {
  const at: Path = ["steps", name];
  const run = member(value, "run");
  const words =
    typeof run === "string" && run !== "" ? [{ text: run, at: [...at, "run"] }] : texts(value, "run", at);
  const version = member(value, "version");
  const call = textAt(value, "call", at);
  const cache = member(value, "cache");
  return {
    name,
    base: name,
    command: call === null ? commandOf(run, words) : callOf(call.text),
    texts: words,
    call,
    inputs: ports(tree, value, "inputs", at),
    outputs: ports(tree, value, "outputs", at),
    params: params(tree, value, at),
    code: texts(value, "code", at),
    env: texts(value, "env", at),
    needs: texts(value, "needs", at),
    tags: texts(value, "tags", at),
    version: typeof version === "string" ? version : typeof version === "bigint" ? version.toString() : null,
    foreach: foreachOf(tree, member(value, "foreach"), at),
    hooks: hooksOf(member(value, "hooks"), at),
    cacheKey: cache === undefined ? null : textAt(cache, "key", [...at, "cache"]),
    settings: settingsOf(value),
  };
}

function textAt(holder: Value, key: string, at: Path): Written | null {
  const text = member(holder, key);
  return typeof text === "string" && text !== "" ? { text, at: [...at, key] } : null;
}

/** `module:function`; null when it is something else. */
function callOf(text: string): Command | null {
  const [module = "", name = "", ...rest] = text.split(":");
  return rest.length === 0 && module !== "" && name !== "" ? { kind: "call", module, function: name } : null;
}

export const noHooks: DraftStep["hooks"] = { before: null, after: null, failed: null };

function hooksOf(hooks: Value | undefined, step: Path): DraftStep["hooks"] {
  if (hooks === undefined) return noHooks;
  const hook = (moment: string): Written | null => textAt(hooks, moment, [...step, "hooks"]);
  return { before: hook("before"), after: hook("after"), failed: hook("failed") };
}

function settingsOf(step: Value): DraftStep["settings"] {
  if (!settingNames.some((name) => member(step, name) !== undefined)) return noSettings;
  return {
    inherit: member(step, "inherit"),
    cache: member(step, "cache"),
    retries: member(step, "retries"),
    timeout: member(step, "timeout"),
    keep_going: member(step, "keep_going"),
    resources: member(step, "resources"),
  };
}

function foreachOf(tree: Said, value: Value | undefined, step: Path): DraftForeach | null {
  if (value === undefined) return null;
  const at: Path = [...step, "foreach"];
  if (Array.isArray(value)) {
    const list: readonly Value[] = value;
    const items = list.filter(isValueObject);
    return {
      at,
      broken: items.length < list.length,
      kind: "list",
      items: items.map((item) => tree.keysOf(item).map((name) => [name, item[name] ?? null] as const)),
    };
  }
  if (!isValueObject(value)) return { at, broken: true, kind: "list", items: [] };
  const written = tree.keysOf(value).map((name) => [name, value[name] ?? null] as const);
  const lists = written.flatMap(([name, list]) =>
    Array.isArray(list) ? [[name, list as readonly Value[]] as const] : [],
  );
  return { at, broken: lists.length < written.length, kind: "product", lists };
}

function params(tree: Said, holder: Value, at: Path): readonly DraftParam[] {
  const listed = texts(holder, "params", at);
  if (listed.length > 0) return listed.map((written) => ({ ...written, alias: null }));
  return entries(tree, holder, "params").flatMap(([alias, name]) => {
    const place: Path = [...at, "params", alias];
    return typeof name === "string" && name !== ""
      ? [{ text: name, at: place, alias: { text: alias, at: place } }]
      : [];
  });
}

function commandOf(run: Value | undefined, words: readonly Written[]): Command | null {
  if (typeof run === "string") return { kind: "shell", text: run };
  return words.length === 0 ? null : { kind: "argv", words: words.map(({ text }) => text) };
}

function texts(holder: Value, key: string, at: Path): readonly Written[] {
  const list = member(holder, key);
  if (!Array.isArray(list)) return none;
  const found: Written[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const item: Value = list[index];
    if (typeof item === "string" && item !== "") found.push({ text: item, at: [...at, key, index] });
  }
  return found;
}

function ports(tree: Said, holder: Value, key: string, at: Path): readonly DraftPort[] {
  const alike = texts(holder, key, at);
  if (alike.length > 0)
    return alike.map(({ text, at: place }) => ({ port: text, dataset: text, at: place, portAt: place }));
  return entries(tree, holder, key).flatMap(([port, dataset]) =>
    typeof dataset === "string" && dataset !== ""
      ? [{ port, dataset, at: [...at, key, port], portAt: [...at, key, port] }]
      : [],
  );
}
