import { lstatSync, mkdirSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { Signature } from "../../core/model/ids.ts";
import { type Dataset, datasetsOf, type Pipeline, type Step } from "../../core/model/pipeline.ts";
import { outputPath } from "../../core/plan/output-places.ts";
import type { Content } from "../../core/ports/files.ts";
import type { Objects } from "../objects/object-store.ts";
import { removeTree } from "./small-files.ts";
import { stagedName } from "./staged-name.ts";

type OutputPort = { readonly port: string; readonly dataset: Dataset };

/** The ports of a step's outputs, with their datasets. */
export function outputsOf(pipeline: Pipeline, step: Step): OutputPort[] {
  const datasets = datasetsOf(pipeline);
  return step.outputs.flatMap(({ port, dataset: name }) => {
    const dataset = datasets.get(name);
    return dataset === undefined ? [] : [{ port, dataset }];
  });
}

/** Where a command is to write an output: a staging path in the run's folder, or its fixed path in the workspace. */
export type OutputPlace = {
  readonly path: string;
  readonly type: Dataset["type"];
  readonly inPlace: boolean;
};
export type OutputPlaces = ReadonlyMap<string, OutputPlace>;

/** By port; staging paths are in `folder`. */
export function outputPlaces(
  pipeline: Pipeline,
  step: Step,
  signature: Signature,
  folder: string,
): OutputPlaces {
  return new Map(
    outputsOf(pipeline, step).map(({ port, dataset }): [string, OutputPlace] => {
      const inPlace = step.inPlace.includes(port);
      const path = inPlace
        ? join(pipeline.workspace, outputPath(pipeline, dataset, signature) ?? "")
        : join(folder, stagedName(port, dataset.path));
      return [port, { path, type: dataset.type, inPlace }];
    }),
  );
}

/** Takes away what an attempt left at the outputs' places, and makes the folders that a command is given. */
export async function emptyPlaces(places: OutputPlaces, folder: string): Promise<void> {
  await removeTree(folder);
  mkdirSync(folder, { recursive: true });
  for (const { path, type, inPlace } of places.values()) {
    if (inPlace) await removeTree(path);
    else if (type === "directory") mkdirSync(path);
  }
}

/** What of the outputs of a command that ended well is missing or of the wrong kind; null: nothing. */
export function outputProblem(places: OutputPlaces): string | null {
  const missing: string[] = [];
  for (const [port, { path, type }] of places) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) missing.push(`${port} at ${path}`);
    else if (!isOfType(type, stats)) {
      const remedy =
        type === "file" && stats.isDirectory()
          ? "if it is meant to be a folder, write `type: directory`"
          : type === "directory" && stats.isFile()
            ? "it is declared as a folder"
            : "write the bytes themselves there";
      return `The output ${port} is ${kindOf(stats)} and not a ${type}: ${remedy}`;
    }
  }
  return missing.length > 0
    ? `The command ended well but did not write its output: ${missing.join(", ")}`
    : null;
}

/** Takes outputs, of which all are there, into the library. */
export async function takeOutputs(
  objects: Objects,
  places: OutputPlaces,
): Promise<ReadonlyMap<string, Content>> {
  const outputs = new Map<string, Content>();
  for (const [port, { path, inPlace }] of places) {
    const type = lstatSync(path).isDirectory() ? "directory" : "file";
    outputs.set(port, await objects.takeSoon(path, type, inPlace ? "copy" : "move"));
  }
  return outputs;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isSymbolicLink()) return "a link";
  return stats.isFile() ? "a file" : "a device or pipe";
}

const isOfType = (type: Dataset["type"], stats: Stats): boolean =>
  (type !== "directory" && stats.isFile()) || (type !== "file" && stats.isDirectory());

/** Paths at which a hook can read outputs that have been taken: views of the library's bytes in `folder`, by port. */
export async function viewOutputs(
  objects: Objects,
  pipeline: Pipeline,
  step: Step,
  contents: ReadonlyMap<string, Content>,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const views = new Map<string, string>();
  await removeTree(folder);
  mkdirSync(folder, { recursive: true });
  for (const { port, dataset } of outputsOf(pipeline, step)) {
    const content = contents.get(port);
    if (content === undefined) continue;
    const path = join(folder, stagedName(port, dataset.path));
    await objects.linkTo(content, path);
    views.set(port, path);
  }
  return views;
}
