import { byCodeUnit } from "../base/json.ts";
import type { Dataset, Pipeline, Port, Step } from "../model/pipeline.ts";
import { findClashes, type Placed } from "./check-places.ts";
import { checkNames, checkReferences } from "./check-references.ts";
import { checkCommand, checkPathTemplates, type Mentioned } from "./check-templates.ts";
import { addLeaves, type Checker, complain, warn } from "./checker.ts";
import type { DraftDataset, DraftPort, DraftStep, Written } from "./draft.ts";
import { shown } from "./names.ts";
import { findCycles, topologicalOrder } from "./order.ts";
import {
  reservedSegment,
  resolveFrom,
  sourcePathComplaint,
  splitFile,
  tidyPath,
  workspacePathComplaint,
} from "./paths.ts";
import { contentAt, keyAt } from "./problem.ts";
import { parseTemplate } from "./templates.ts";

type Resolved = { readonly dataset: Dataset; readonly params: ReadonlySet<string> };

/** Checks what a draft says against itself, and makes the pipeline of it. It is only to be used if nothing was reported. */
export function buildPipeline(checker: Checker, file: string): Pipeline {
  const { draft } = checker;
  const { folder, name: fileName } = splitFile(file);
  const workspace = resolveFrom(folder, draft.workspace?.text ?? ".");
  checkNames(checker);
  checkReferences(checker);

  const resolved = new Map(draft.datasets.map((dataset) => [dataset.name, resolveDataset(checker, dataset)]));
  for (const [name, { step }] of checker.makers) {
    if (!resolved.has(name)) resolved.set(name, { dataset: exchanged(name, step.name), params: new Set() });
  }
  const steps = draft.steps.map((step) => buildStep(checker, step, resolved));
  checkClashes(checker, resolved, { workspace, file });
  const order = orderSteps(checker, steps);
  const name = draft.name?.text ?? defaultName(fileName, folder);
  return {
    name,
    project: draft.project?.text ?? name,
    file,
    workspace,
    python: draft.python?.text ?? null,
    params: draft.params,
    datasets: [...resolved.values()].map(({ dataset }) => dataset),
    steps: order.flatMap((index) => steps[index] ?? []),
  };
}

function defaultName(fileName: string, folder: string): string {
  const base = fileName.replace(/\.(?:ya?ml|json)$/i, "");
  const folderName = splitFile(folder).name;
  return base.toLowerCase() === "pipeline" && folderName !== "" ? folderName : base;
}

const exchanged = (name: string, maker: string): Dataset => ({
  name,
  type: "file",
  path: null,
  ignore: [],
  as: null,
  maker,
});

function resolveDataset(checker: Checker, draft: DraftDataset): Resolved {
  const maker = checker.makers.get(draft.name)?.step.name ?? null;
  const tidy = draft.path === null ? null : tidyPath(draft.path.text);
  const params = draft.path === null ? new Set<string>() : checkPath(checker, draft.path, maker !== null);
  const type = draft.type ?? (tidy?.directory ? "directory" : "file");
  if (draft.path !== null && tidy?.directory && draft.type === "file") {
    const message = `${shown(draft.path.text)} ends in a slash, so it is no file`;
    complain(checker, contentAt(...draft.path.at), {
      code: "bad-path",
      message,
      remedy: "Write type: directory, or no slash.",
    });
  }
  if (draft.as !== null && type === "directory") {
    const message = `A directory cannot be read as ${draft.as}`;
    complain(checker, contentAt("datasets", draft.name, "as"), {
      code: "bad-value",
      message,
      remedy: "Make it a file.",
    });
  }
  if (draft.path === null && maker === null && !checker.doubt.datasets) {
    const message = `No step makes ${shown(draft.name)}, and it has no path`;
    const remedy = "Write where it is, or name it in the outputs of a step.";
    complain(checker, keyAt("datasets", draft.name), { code: "source-without-path", message, remedy });
  }
  return {
    dataset: { name: draft.name, type, path: tidy?.path ?? null, ignore: draft.ignore, as: draft.as, maker },
    params,
  };
}

function checkPath(checker: Checker, path: Written, made: boolean): ReadonlySet<string> {
  const complaint = made ? workspacePathComplaint(path.text) : sourcePathComplaint(path.text);
  if (complaint !== null) complain(checker, contentAt(...path.at), complaint);
  const reserved = reservedSegment(path.text);
  if (reserved !== null) {
    const message = `Windows cannot have a file named ${shown(reserved)}`;
    warn(checker, contentAt(...path.at), {
      code: "reserved-name",
      message,
      remedy: "Choose another name if this is to work there.",
    });
  }
  return checkPathTemplates(checker, path, made);
}

function buildStep(checker: Checker, draft: DraftStep, resolved: ReadonlyMap<string, Resolved>): Step {
  const mentioned = checkCommand(checker, draft);
  const params = new Set(mentioned.params);
  for (const { text, at } of draft.params) addLeaves(checker, text, () => contentAt(...at), params);
  for (const { dataset } of draft.inputs) {
    const source = resolved.get(dataset);
    // What only places a made dataset changes nothing in its bytes; what names a source chooses them.
    if (source?.dataset.maker === null) for (const name of source.params) params.add(name);
  }
  const bare = ({ port, dataset }: DraftPort): Port => ({ port, dataset });
  return {
    name: draft.name,
    command: draft.command ?? { kind: "shell", text: "" },
    inputs: draft.inputs.map(bare),
    outputs: draft.outputs.map(bare),
    params: [...params].sort(byCodeUnit),
    code: draft.code.map(({ text }) => text),
    env: draft.env.map(({ text }) => text),
    needs: [...new Set(draft.needs.map(({ text }) => text))],
    version: draft.version,
    inPlace: inPlacePorts(checker, draft, mentioned, resolved),
  };
}

/** Outputs that the command does not mention are written by it at their fixed path, or nobody knows where they are. */
function inPlacePorts(
  checker: Checker,
  draft: DraftStep,
  mentioned: Mentioned,
  resolved: ReadonlyMap<string, Resolved>,
): string[] {
  const inPlace: string[] = [];
  for (const { port, dataset, at } of draft.outputs) {
    if (mentioned.outputs.has(port)) continue;
    const path = resolved.get(dataset)?.dataset.path ?? null;
    if (path !== null && parseTemplate(path).parts.every(({ kind }) => kind === "text")) {
      inPlace.push(port);
    } else if (draft.command !== null && !checker.doubt.step.has(draft.name)) {
      const why = path === null ? "it has no path of its own" : "its path is not fixed";
      complain(checker, contentAt(...at), {
        code: "output-not-mentioned",
        message: `The command does not say where output ${shown(port)} goes, and ${why}`,
        remedy: `Write {outputs.${port}} in \`run\`${path === null ? `, or give ${dataset} a path that the command writes to` : ""}.`,
      });
    }
  }
  return inPlace;
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
  const placed = [...resolved.values()].flatMap(({ dataset }): Placed[] =>
    dataset.path === null || wrong.has(dataset.name)
      ? []
      : [
          {
            name: dataset.name,
            path: dataset.path,
            made: dataset.maker !== null,
            ignores: dataset.ignore.length > 0,
          },
        ],
  );
  for (const { about, severity, complaint } of findClashes(placed, checker.draft.params, folders)) {
    const at = checker.datasets.get(about)?.path?.at ?? ["datasets", about];
    (severity === "error" ? complain : warn)(checker, contentAt(...at), complaint);
  }
}

function orderSteps(checker: Checker, steps: readonly Step[]): number[] {
  const indexes = new Map(steps.map(({ name }, index) => [name, index]));
  const before = steps.map((step) => {
    const makers = step.inputs.map(({ dataset }) => checker.makers.get(dataset)?.step.name);
    return [...new Set([...makers, ...step.needs].flatMap((name) => indexes.get(name ?? "") ?? []))];
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
