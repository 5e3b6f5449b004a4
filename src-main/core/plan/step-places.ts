import type { Signature } from "../model/ids.ts";
import { type Dataset, datasetsOf, type Pipeline, type Step } from "../model/pipeline.ts";
import { renderSourcePath } from "../pipeline/templates.ts";
import { outputPath } from "./output-places.ts";

/** The dataset whose path in the workspace is, or holds, a workspace-relative path; several sources may share one. */
export type PlaceOf = (path: string) => readonly Dataset[];

type Places = {
  readonly fixed: ReadonlyMap<string, readonly Dataset[]>;
  /** Paths with `{signature}` in them. */
  readonly patterns: readonly { readonly pattern: RegExp; readonly dataset: Dataset }[];
};

const known = new WeakMap<Pipeline, Places>();

/** Where the datasets of a pipeline lie. Made once for a pipeline, because it is asked for with every step. */
export function datasetPlaces(pipeline: Pipeline): PlaceOf {
  const places = known.get(pipeline) ?? makePlaces(pipeline);
  known.set(pipeline, places);
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const found = places.fixed.get(path.slice(0, end));
      if (found !== undefined) return found;
    }
    return places.patterns.filter(({ pattern }) => pattern.test(path)).map(({ dataset }) => dataset);
  };
}

/** Names right below a folder that steps of the pipeline make, or that lead to what they make. */
export function madeNames(pipeline: Pipeline, folder: string, step: Step, signature: Signature): string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const datasets = datasetsOf(pipeline);
  const own = step.outputs.flatMap(({ dataset: name }) => {
    const dataset = datasets.get(name);
    return dataset === undefined ? [] : [dataset];
  });
  const paths = [
    ...own.map((dataset) => outputPath(pipeline, dataset, signature)),
    ...pipeline.datasets
      .filter(({ maker, path }) => maker !== null && path?.includes("{signature}") === false)
      .map((dataset) => outputPath(pipeline, dataset, anySignature)),
  ];
  const names = paths.flatMap((path) => {
    const relative = path === null ? "" : plainPath(path);
    return relative.startsWith(prefix) ? [relative.slice(prefix.length).split("/")[0] ?? ""] : [];
  });
  return [...new Set(names)].filter((name) => name !== "");
}

/** Stands for every signature: characters that no signature and hardly a path has. */
const anyDigits = "\u27e6".repeat(16);
const anySignature = `sha256:${anyDigits}` as string as Signature;

function makePlaces(pipeline: Pipeline): Places {
  const fixed = new Map<string, Dataset[]>();
  const patterns: { pattern: RegExp; dataset: Dataset }[] = [];
  for (const dataset of pipeline.datasets) {
    if (dataset.path === null) continue;
    const path = plainPath(placeOf(pipeline, dataset));
    if (path === "") continue;
    if (path.includes(anyDigits)) {
      const text = path.split(anyDigits).map(escaped).join("[0-9a-f]{16}");
      patterns.push({ pattern: new RegExp(`^${text}(/|$)`), dataset });
    } else fixed.set(path, [...(fixed.get(path) ?? []), dataset]);
  }
  return { fixed, patterns };
}

function placeOf(pipeline: Pipeline, dataset: Dataset): string {
  if (dataset.maker !== null) return outputPath(pipeline, dataset, anySignature) ?? "";
  const path = renderSourcePath(dataset.path ?? "", pipeline.params);
  const inside = `${pipeline.workspace.replace(/\/$/, "")}/`;
  return path.startsWith(inside) ? path.slice(inside.length) : path;
}

/** Without `.`, empty parts and what `..` takes back; "" for what leads out of the workspace. */
function plainPath(path: string): string {
  const parts: string[] = [];
  if (path.startsWith("/")) return "";
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return "";
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
