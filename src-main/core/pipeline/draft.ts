import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import type { Command, Dataset } from "../model/pipeline.ts";
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
};

export type DraftStep = {
  readonly name: string;
  readonly command: Command | null;
  /** The texts of the command: one for the shell, else its words. */
  readonly texts: readonly Written[];
  readonly inputs: readonly DraftPort[];
  readonly outputs: readonly DraftPort[];
  readonly params: readonly Written[];
  readonly code: readonly Written[];
  readonly env: readonly Written[];
  readonly needs: readonly Written[];
  readonly version: string | null;
};

/** What a file says, as far as it can be read: whatever has the wrong shape is left out (and reported elsewhere). */
export type Draft = {
  readonly name: Written | null;
  readonly project: Written | null;
  readonly workspace: Written | null;
  readonly python: Written | null;
  readonly params: ValueObject;
  readonly datasets: readonly DraftDataset[];
  readonly steps: readonly DraftStep[];
  /** `steps` is there, and has nothing in it. */
  readonly stepsEmpty: boolean;
};

export function draftOf(tree: Tree): Draft {
  const root = tree.value;
  const params = member(root, "params");
  const steps = member(root, "steps");
  return {
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

function member(value: Value | undefined, key: string): Value | undefined {
  return isValueObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function entries(tree: Tree, holder: Value | undefined, key: string): [string, Value][] {
  const mapping = member(holder, key);
  if (!isValueObject(mapping)) return [];
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
  const path = typeof value === "string" ? value : member(value, "path");
  const pathAt: Path = typeof value === "string" ? at : [...at, "path"];
  return {
    name,
    path: typeof path === "string" && path !== "" ? { text: path, at: pathAt } : null,
    type: type === "file" || type === "directory" ? type : null,
    ignore: texts(value, "ignore", at).map(({ text }) => text),
    as: as === "metrics" || as === "plot" ? as : null,
  };
}

function draftStep(tree: Tree, name: string, value: Value): DraftStep {
  const at: Path = ["steps", name];
  const run = member(value, "run");
  const words =
    typeof run === "string" && run !== "" ? [{ text: run, at: [...at, "run"] }] : texts(value, "run", at);
  const version = member(value, "version");
  return {
    name,
    command: commandOf(run, words),
    texts: words,
    inputs: ports(tree, value, "inputs", at),
    outputs: ports(tree, value, "outputs", at),
    params: texts(value, "params", at),
    code: texts(value, "code", at),
    env: texts(value, "env", at),
    needs: texts(value, "needs", at),
    version: typeof version === "string" ? version : typeof version === "bigint" ? version.toString() : null,
  };
}

function commandOf(run: Value | undefined, words: readonly Written[]): Command | null {
  if (typeof run === "string") return { kind: "shell", text: run };
  return words.length === 0 ? null : { kind: "argv", words: words.map(({ text }) => text) };
}

function texts(holder: Value, key: string, at: Path): Written[] {
  const list = member(holder, key);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: Value, index) =>
    typeof item === "string" && item !== "" ? [{ text: item, at: [...at, key, index] }] : [],
  );
}

function ports(tree: Tree, holder: Value, key: string, at: Path): DraftPort[] {
  const alike = texts(holder, key, at).map(({ text, at: place }) => ({
    port: text,
    dataset: text,
    at: place,
    portAt: place,
  }));
  if (alike.length > 0) return alike;
  return entries(tree, holder, key).flatMap(([port, dataset]) =>
    typeof dataset === "string" && dataset !== ""
      ? [{ port, dataset, at: [...at, key, port], portAt: [...at, key, port] }]
      : [],
  );
}
