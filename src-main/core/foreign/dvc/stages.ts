import { err, ok, type Result } from "../../base/result.ts";
import { isValueObject, type Value, type ValueObject } from "../../base/value.ts";
import type { Path } from "../../pipeline/problem.ts";
import type { Tree } from "../../pipeline/yaml-tree.ts";
import {
  interpolate,
  isInterpolated,
  type Piece,
  textOf,
  type Variables,
  wholeValue,
} from "./interpolate.ts";
import { scalarText } from "./python-text.ts";
import type { Repository } from "./repository.ts";
import { joined, layersOf, variablesOf } from "./variables.ts";

/** Stages beyond these are not made of one file: items multiply. */
const mostStages = 10_000;

/** A `dvc.yaml` that was read. `folder` is where it is in the workspace, "" for the workspace itself. */
export type DvcFile = { readonly file: string; readonly folder: string; readonly tree: Tree };

/** A stage with every `${…}` filled in. Paths are as written, to be taken from `folder`. */
export type Stage = {
  /** With `@` and the item's key, where it is one of several. */
  readonly name: string;
  /** The entry's name. */
  readonly base: string;
  /** Where its definition stands in the file. */
  readonly at: Path;
  /** Its working folder in the workspace. */
  readonly folder: string;
  /** One for each command. */
  readonly commands: readonly (readonly Piece[])[];
  readonly deps: readonly string[];
  readonly outs: readonly StageOutput[];
  readonly params: readonly StageParams[];
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  /** What of it has no meaning here, each a sentence. */
  readonly hints: readonly string[];
};

export type StageOutput = {
  readonly path: string;
  readonly kind: "outs" | "metrics" | "plots";
  /** The earlier output stays in place while the command runs. */
  readonly persist: boolean;
};

/** Values that it reads of one file; `keys` null: all of them. `path` as written; null: the default, `params.yaml`. */
export type StageParams = { readonly path: string | null; readonly keys: readonly string[] | null };

/** Something wrong at a place of a `dvc.yaml`. */
export type StageProblem = {
  readonly at: Path;
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
};

export type Stages = { readonly stages: readonly Stage[]; readonly problems: readonly StageProblem[] };

/** The stages of a `dvc.yaml`: those of `foreach` and `matrix` one by one. Rules: DVC 3, `dvc.parsing`. */
export function readStages(repository: Repository, file: DvcFile): Stages {
  const stages: Stage[] = [];
  const problems: StageProblem[] = [];
  const fail = (at: Path, message: string, remedy: string | null = null): void => {
    problems.push({ at, code: "bad-stage", message, remedy });
  };
  const root = file.tree.value;
  const defaults = repository.values(joined(file.folder, "params.yaml"));
  if (!defaults.ok) fail(["vars"], defaults.error);
  const own = layersOf(repository, file.folder, member(root, "vars"));
  if (!own.ok) fail(["vars"], own.error);
  const layers = [
    ...(defaults.ok && defaults.value !== null
      ? [{ values: defaults.value.values, file: defaults.value }]
      : []),
    ...(own.ok ? own.value : []),
  ];
  const entries = member(root, "stages");
  if (!isValueObject(entries)) {
    if (entries !== undefined && entries !== null)
      fail(["stages"], "`stages` is no mapping of names to stages");
    return { stages, problems };
  }
  for (const base of file.tree.keysOf(entries)) {
    const entry = entries[base] ?? null;
    const place: Path = ["stages", base];
    if (!isValueObject(entry)) {
      fail(place, `Stage ${base} is no mapping`, "Write `cmd`, `deps` and `outs` below it.");
      continue;
    }
    const items = itemsOf(file.tree, entry, variablesOf(layers));
    if (!items.ok) {
      fail([...place, ...(Object.hasOwn(entry, "matrix") ? ["matrix"] : ["foreach"])], items.error);
      continue;
    }
    const template = Object.hasOwn(entry, "foreach") ? member(entry, "do") : entry;
    const at: Path = template === entry ? place : [...place, "do"];
    if (!isValueObject(template)) {
      fail(place, `Stage ${base} has a \`foreach\` and nothing below \`do\``, "Write the stage below `do`.");
      continue;
    }
    for (const { key, values } of items.value) {
      if (stages.length >= mostStages) {
        fail(place, `The file makes more than ${mostStages} stages`, "Let a stage do several items.");
        return { stages, problems };
      }
      const vars = layersOf(
        repository,
        folderOf(file, template, variablesOf(layers)),
        member(template, "vars"),
      );
      if (!vars.ok) {
        fail([...at, "vars"], vars.error);
        break;
      }
      const name = key === null ? base : `${base}@${key}`;
      const variables = variablesOf([
        ...layers,
        ...vars.value,
        ...(values === null ? [] : [{ values, file: null }]),
      ]);
      const before = problems.length;
      const stage = readStage({ file, template, variables, fail, at }, name, base);
      // What is wrong with one item is wrong with the next.
      if (problems.length > before) break;
      if (stage !== null) stages.push(stage);
    }
  }
  return { stages, problems };
}

type Item = { readonly key: string | null; readonly values: ValueObject | null };

const alone: readonly Item[] = [{ key: null, values: null }];

function itemsOf(tree: Tree, entry: ValueObject, variables: Variables): Result<readonly Item[], string> {
  if (Object.hasOwn(entry, "matrix")) return matrixItems(tree, entry.matrix ?? null, variables);
  if (!Object.hasOwn(entry, "foreach")) return ok(alone);
  const data = resolved(entry.foreach ?? null, variables);
  if (!data.ok) return data;
  if (isValueObject(data.value)) {
    const values = data.value;
    return ok(tree.keysOf(values).map((key) => ({ key, values: { item: values[key] ?? null, key } })));
  }
  if (!Array.isArray(data.value)) return err("`foreach` goes over a list or a mapping, and this is neither");
  const list: readonly Value[] = data.value;
  const composite = list.some((item) => scalarText(item) === null);
  const byKey = new Map(
    list.map((item, index): [string, Item] => {
      const key = composite ? String(index) : (scalarText(item) ?? "");
      return [key, { key, values: { item } }];
    }),
  );
  return ok([...byKey.values()]);
}

function matrixItems(tree: Tree, matrix: Value, variables: Variables): Result<readonly Item[], string> {
  if (!isValueObject(matrix)) return err("`matrix` is no mapping of names to lists");
  let combinations: { fragments: string[]; values: [string, Value][] }[] = [{ fragments: [], values: [] }];
  for (const name of tree.keysOf(matrix)) {
    const list = resolved(matrix[name] ?? null, variables);
    if (!list.ok) return list;
    if (!Array.isArray(list.value)) return err(`${name} of \`matrix\` is no list`);
    const options: readonly Value[] = list.value;
    if (combinations.length * options.length > mostStages)
      return err(`\`matrix\` makes more than ${mostStages} stages`);
    combinations = combinations.flatMap(({ fragments, values }) =>
      options.map((value, index) => ({
        fragments: [...fragments, scalarText(value) ?? `${name}${index}`],
        values: [...values, [name, value] as [string, Value]],
      })),
    );
  }
  const byKey = new Map(
    combinations.map(({ fragments, values }): [string, Item] => {
      const key = fragments.join("-");
      return [key, { key, values: { item: Object.fromEntries(values), key } }];
    }),
  );
  return ok([...byKey.values()]);
}

/** A value with every `${…}` in it filled in; one that is a whole `${…}` is what that stands for. */
function resolved(value: Value, variables: Variables): Result<Value, string> {
  if (typeof value === "string") {
    const whole = wholeValue(value, variables);
    if (whole !== null) return whole.ok ? ok(whole.value.value) : whole;
    if (!isInterpolated(value)) return ok(value);
    const pieces = interpolate(value, variables, false);
    return pieces.ok ? ok(textOf(pieces.value)) : pieces;
  }
  if (Array.isArray(value)) {
    const list: Value[] = [];
    for (const inner of value as readonly Value[]) {
      const one = resolved(inner, variables);
      if (!one.ok) return one;
      list.push(one.value);
    }
    return ok(list);
  }
  if (!isValueObject(value)) return ok(value);
  const entries: [string, Value][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const name = resolved(key, variables);
    if (!name.ok) return name;
    const one = resolved(inner, variables);
    if (!one.ok) return one;
    entries.push([scalarText(name.value) ?? key, one.value]);
  }
  return ok(Object.fromEntries(entries));
}

type Reading = {
  readonly file: DvcFile;
  readonly template: ValueObject;
  readonly variables: Variables;
  readonly at: Path;
  readonly fail: (at: Path, message: string, remedy?: string | null) => void;
};

function readStage(reading: Reading, name: string, base: string): Stage | null {
  const { file, template, variables, at, fail } = reading;
  const unknown = Object.keys(template).find((key) => !known.has(key));
  if (unknown !== undefined) {
    fail([...at, unknown], `A stage has no ${unknown}`, `Write one of ${[...known].slice(0, 8).join(", ")}.`);
    return null;
  }
  const cmd = template.cmd ?? null;
  const lines =
    typeof cmd === "string" ? cmd.split(/\r?\n/) : Array.isArray(cmd) ? (cmd as readonly Value[]) : [];
  const texts = lines.filter((line): line is string => typeof line === "string" && line.trim() !== "");
  if (texts.length === 0) {
    fail([...at, "cmd"], `Stage ${name} has no command`, "Write it below `cmd`.");
    return null;
  }
  const commands: (readonly Piece[])[] = [];
  for (const text of texts) {
    const pieces = interpolate(text, variables, true);
    if (!pieces.ok) {
      fail([...at, "cmd"], pieces.error);
      return null;
    }
    commands.push(pieces.value);
  }
  const list = (key: string): readonly Value[] => {
    const found = resolved(template[key] ?? [], variables);
    if (!found.ok) fail([...at, key], found.error);
    else if (Array.isArray(found.value)) return found.value as readonly Value[];
    else fail([...at, key], `\`${key}\` is no list`);
    return [];
  };
  const deps = list("deps").flatMap((dep) => (typeof dep === "string" ? [dep] : []));
  const hints: string[] = [];
  const outs = (["outs", "metrics", "plots"] as const).flatMap((kind) =>
    list(kind).flatMap((out) => outputOf(out, kind, hints)),
  );
  return {
    name,
    base,
    at,
    folder: folderOf(file, template, variables),
    commands,
    deps,
    outs,
    params: paramsOf(list("params")),
    frozen: template.frozen === true,
    alwaysChanged: template.always_changed === true,
    hints,
  };
}

const known: ReadonlySet<string> = new Set(
  "cmd deps outs params metrics plots wdir vars frozen always_changed desc meta matrix".split(" "),
);

function folderOf(file: DvcFile, template: ValueObject, variables: Variables): string {
  const wdir = resolved(template.wdir ?? "", variables);
  return joined(file.folder, wdir.ok && typeof wdir.value === "string" ? wdir.value : "");
}

function outputOf(out: Value, kind: StageOutput["kind"], hints: string[]): StageOutput[] {
  if (typeof out === "string") return [{ path: out, kind, persist: false }];
  if (!isValueObject(out)) return [];
  return Object.entries(out).map(([path, settings]) => {
    const flags = isValueObject(settings) ? settings : {};
    const persist = flags.persist === true || flags.checkpoint === true;
    if (persist)
      hints.push(
        `${path} is kept while the stage runs (\`persist\`) with DVC; here each run begins without it`,
      );
    return { path, kind, persist };
  });
}

function paramsOf(list: readonly Value[]): StageParams[] {
  const keys: string[] = [];
  const files: StageParams[] = [];
  for (const entry of list) {
    if (typeof entry === "string") keys.push(entry);
    else if (isValueObject(entry))
      for (const [path, names] of Object.entries(entry)) {
        const named = Array.isArray(names)
          ? (names as readonly Value[]).flatMap((one) => (typeof one === "string" ? [one] : []))
          : [];
        files.push({ path, keys: named.length === 0 ? null : named });
      }
  }
  return keys.length === 0 ? files : [{ path: null, keys }, ...files];
}

function member(value: Value, key: string): Value | undefined {
  return isValueObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
