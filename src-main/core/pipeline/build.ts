import type { Pipeline } from "../model/pipeline.ts";
import { type Resolved, resolveDatasets } from "./build-datasets.ts";
import { buildStep } from "./build-steps.ts";
import { checkFormats } from "./check-call.ts";
import { findClashes, type Placed } from "./check-places.ts";
import { checkNames, checkReferences } from "./check-references.ts";
import { type Checker, complain, datasetMeant, type Meant, stepMeant, warn } from "./checker.ts";
import { readItems } from "./foreach.ts";
import { findCycles, topologicalOrder } from "./order.ts";
import { resolveFrom, splitFile } from "./paths.ts";
import { contentAt, keyAt } from "./problem.ts";
import { scopesOf } from "./scope.ts";

/** Checks what a draft says against itself, and makes the pipeline of it. It is only to be used if nothing was reported. */
export function buildPipeline(checker: Checker, file: string): Pipeline {
  const { draft } = checker;
  const { folder, name: fileName } = splitFile(file);
  const workspace = resolveFrom(folder, draft.workspace?.text ?? ".");
  checkNames(checker);
  readItems(checker);
  checkReferences(checker);

  const scopes = new Map(
    draft.steps.map((step) => [step.name, scopesOf(step, checker.items.get(step.name)?.list ?? null)]),
  );
  const resolved = resolveDatasets(checker, scopes);
  const building = { edges: 0, resolved };
  const steps = draft.steps.map((step) => buildStep(checker, building, step, scopes.get(step.name) ?? []));
  checkFormats(checker, resolved);
  checkClashes(checker, resolved, { workspace, file });
  const order = orderSteps(checker);
  const name = draft.name?.text ?? defaultName(fileName, folder);
  return {
    name,
    project: draft.project?.text ?? name,
    file,
    workspace,
    python: draft.python?.text ?? null,
    foreign: draft.foreign,
    params: draft.params,
    datasets: [...resolved.values()].flatMap(({ made }) => made),
    steps: order.flatMap((index) => steps[index] ?? []),
  };
}

function defaultName(fileName: string, folder: string): string {
  const base = fileName.replace(/\.(?:ya?ml|json)$/i, "");
  const folderName = splitFile(folder).name;
  return base.toLowerCase() === "pipeline" && folderName !== "" ? folderName : base;
}

function checkClashes(
  checker: Checker,
  resolved: ReadonlyMap<string, Resolved>,
  folders: { readonly workspace: string; readonly file: string },
): void {
  // Paths that are wrong by themselves, or name unknown parameters, have been reported; they are nowhere.
  const wrong = new Set(
    checker.problems.flatMap(({ place }) =>
      "path" in place && place.path[0] === "datasets" ? [String(place.path[1])] : [],
    ),
  );
  if (checker.doubt.params) return;
  const placed = [...resolved].flatMap(([name, { dataset, made }]): Placed[] => {
    if (dataset.path === null || wrong.has(name)) return [];
    const common = { group: name, made: dataset.maker !== null, ignores: dataset.ignore.length > 0 };
    // Items whose places are all known are each at their own; else one of them speaks for all.
    const known = made.every(({ path }) => path !== null && !path.includes("{"));
    return (known ? made : [dataset]).flatMap((one) =>
      one.path === null ? [] : [{ ...common, name: one.name, path: one.path }],
    );
  });
  for (const { about, severity, complaint } of findClashes(placed, checker.draft.params, folders)) {
    const at = checker.datasets.get(about)?.path?.at ?? ["datasets", about];
    (severity === "error" ? complain : warn)(checker, contentAt(...at), complaint);
  }
}

/** Indexes of the file's steps in the order they can run. What the items of one wait for, all of them wait for. */
function orderSteps(checker: Checker): number[] {
  const { steps } = checker.draft;
  const indexes = new Map(steps.map(({ name }, index) => [name, index]));
  const before = steps.map((step) => {
    const found: number[] = [];
    const add = ({ kind, step: earlier }: Meant): void => {
      const index = kind === "unknown" || earlier === null ? undefined : indexes.get(earlier.name);
      if (index !== undefined) found.push(index);
    };
    for (const { dataset } of step.inputs) add(datasetMeant(checker, dataset));
    for (const { text } of step.needs) add(stepMeant(checker, text));
    return found.length < 2 ? found : [...new Set(found)];
  });
  const order = topologicalOrder(before);
  if (order.length === steps.length) return order;
  for (const cycle of findCycles(before)) {
    const names = cycle.map((index) => steps[index]?.name ?? "");
    const shownNames = names.length > 12 ? [...names.slice(0, 10), "…", ...names.slice(-1)] : names;
    complain(checker, keyAt("steps", names[0] ?? ""), {
      code: "cycle",
      message: `These steps wait for each other: ${[...shownNames, names[0]].join(" -> ")}`,
      remedy: "Let one of them read something that no later step makes.",
    });
  }
  return order;
}
