import type { ValueObject } from "../../base/value.ts";
import { newAllowance } from "../../pipeline/allowance.ts";
import type { PipelineSource, ReadIncluded } from "../../pipeline/include.ts";
import { segmentsBelow, splitFile } from "../../pipeline/paths.ts";
import { contentAt, errorAt, hintAt, keyAt, type Path } from "../../pipeline/problem.ts";
import { readTree } from "../../pipeline/yaml-tree.ts";
import {
  type ForeignPlace,
  type ForeignProblem,
  mapping,
  shellWord,
  type Translation,
  withoutTemplates,
} from "../translation.ts";
import { type Catalog, catalogOf } from "./catalog.ts";
import type { Piece } from "./interpolate.ts";
import { collectParams, type ParamCollection } from "./params.ts";
import { openRepository, type Repository } from "./repository.ts";
import { type DvcFile, readStages, type Stage, type StageProblem } from "./stages.ts";
import { listedApart, withoutMeaning } from "./top-level.ts";

/** A stage and the file that it stands in. */
export type PlacedStage = { readonly stage: Stage; readonly file: DvcFile; readonly step: string };

/** What was read of a DVC repository, before it becomes a pipeline. */
export type DvcReading = {
  readonly repository: Repository;
  readonly files: readonly DvcFile[];
  readonly sources: readonly PipelineSource[];
  readonly stages: readonly PlacedStage[];
  readonly problems: readonly ForeignProblem[];
};

/**
 * Reads the stages of a `dvc.yaml` and of those in the folders below it. `root` is the folder of the repository, the
 * nearest above that holds `.dvc`, else the file's own; it becomes the workspace. Nothing is run or written, DVC is not
 * needed.
 */
export const translateDvc = (source: PipelineSource, root: string, read: ReadIncluded): Translation =>
  translated(collectDvc(source, root, read));

/** The stages alone, as `dvc.lock` is compared with them. */
export function collectDvc(source: PipelineSource, root: string, read: ReadIncluded): DvcReading {
  const repository = openRepository(root, source.file, read);
  const below = read("*/**/dvc.yaml");
  const sources = [source, ...(below.ok ? below.value : [])];
  const allowance = newAllowance();
  const problems: ForeignProblem[] = [];
  if (!below.ok)
    problems.push({
      file: source.file,
      problem: hintAt(contentAt(), {
        ...below.error,
        message: `Other dvc.yaml files were not looked for: ${below.error.message}`,
      }),
    });
  const files: DvcFile[] = [];
  const found: { stage: Stage; file: DvcFile }[] = [];
  for (const { file, text } of sources) {
    const tree = readTree(text, allowance);
    const folder = segmentsBelow(root, splitFile(file).folder)?.join("/") ?? "";
    const own: DvcFile = { file, folder, tree };
    files.push(own);
    problems.push(...tree.problems.map((problem) => ({ file, problem })));
    if (!tree.readable) continue;
    const { stages, problems: wrong } = readStages(repository, own);
    problems.push(...wrong.map((one) => ({ file, problem: placed(one) })));
    found.push(...stages.map((stage) => ({ stage, file: own })));
  }
  const main = files[0];
  const stages = found.map(
    ({ stage, file }): PlacedStage => ({
      stage,
      file,
      step:
        file === main
          ? stage.name
          : `${file.folder.slice((main?.folder ?? "").length).replace(/^\//, "")}/dvc.yaml:${stage.name}`,
    }),
  );
  return { repository, files, sources, stages, problems };
}

const placed = ({ at, code, message, remedy }: StageProblem) =>
  errorAt(keyAt(...at), { code, message, remedy });

function translated(reading: DvcReading): Translation {
  const { repository, files, sources, stages } = reading;
  const [main] = files;
  if (main === undefined) throw new Error("A DVC pipeline has a file");
  const problems = [...reading.problems];
  const catalog = catalogOf(repository.root, stages, listedApart(files));
  problems.push(...catalog.problems, ...withoutMeaning(files));
  const params = collectParams(repository);
  const live = stages.filter(({ stage }) => !stage.frozen);
  const steps = live.map((placedStage): [string, ValueObject] => [
    placedStage.step,
    stepOf(placedStage, catalog, params, problems),
  ]);
  for (const { stage, file, step } of stages) {
    const hints = stage.frozen
      ? [`${step} is frozen: it never runs, and its outputs are taken as they are`]
      : stage.hints;
    for (const message of hints)
      problems.push({
        file: file.file,
        problem: hintAt(keyAt(...stage.at), { code: "dvc-difference", message, remedy: null }),
      });
  }
  if (stages.length === 0 && problems.every(({ problem }) => problem.severity !== "error"))
    problems.push({
      file: main.file,
      problem: errorAt(keyAt("stages"), {
        code: "no-steps",
        message: "The file has no stages",
        remedy: "Write them below `stages`, or make one with `dvc stage add`.",
      }),
    });
  const folder = splitFile(main.file).folder;
  const document: ValueObject = mapping([
    ["name", splitFile(folder).name || "dvc"],
    ["workspace", repository.root],
    ["params", params.values()],
    ["datasets", mapping(catalog.datasets)],
    ["steps", mapping(steps)],
  ]);
  return {
    foreign: {
      format: "dvc",
      paramFiles: repository.valueFiles(),
      paramsAreFixed: true,
      awaitsCode: false,
      sourceRoots: [],
      stepSets: [],
    },
    document,
    bases: new Map(
      live.map(({ step, stage }) => [step, step.slice(0, step.length - stage.name.length) + stage.base]),
    ),
    commands: new Map(),
    files: sources.map(({ file, text }, index) => ({
      file,
      text,
      locate: files[index]?.tree.locate ?? (() => [0, 0]),
    })),
    placeOf: placesOf(main.file, stages, catalog),
    problems,
  };
}

function stepOf(
  { stage, file }: PlacedStage,
  catalog: Catalog,
  params: ParamCollection,
  problems: ForeignProblem[],
): ValueObject {
  const { inputs, outputs, code } = catalog.portsOf(stage);
  const wanted = stage.params.flatMap(({ path, keys }) => {
    const taken = params.take(stage.folder, path ?? "params.yaml", keys);
    if (taken.ok) return taken.value;
    const place = contentAt(...stage.at, "params");
    for (const message of taken.error)
      problems.push({
        file: file.file,
        problem: errorAt(place, {
          code: "unknown-parameter",
          message,
          remedy: "Write it there, or mend `params`.",
        }),
      });
    return [];
  });
  return {
    run: commandOf(stage, params),
    inputs: mapping(inputs),
    outputs: mapping(outputs),
    params: [...new Set(wanted)],
    code,
    // A stage that rests on nothing and makes nothing always runs with DVC, too.
    cache: !stage.alwaysChanged && stage.deps.length + stage.outs.length + stage.params.length > 0,
  };
}

/** Each command in a shell of its own, as DVC does, the next only after the one before ended well. */
function commandOf(stage: Stage, params: ParamCollection): string {
  const lines = stage.commands.map((pieces) => pieces.map((piece) => pieceText(piece, params)).join(""));
  const [only = ""] = lines;
  const body = lines.length === 1 ? only : lines.map((line) => `(\n${line}\n)`).join(" || exit\n");
  return stage.folder === "" ? body : `cd ${withoutTemplates(shellWord(stage.folder))} || exit\n${body}`;
}

/** A value that the shell takes as it is stays a parameter, so that a change of it is told as one. */
function pieceText({ text, param }: Piece, params: ParamCollection): string {
  if (param !== null && /^[\w.:/+-]+$/.test(text) && params.takeAs(param, text)) return `{params.${param}}`;
  return withoutTemplates(text);
}

/** Where the places of the document come from: a stage's keys, and for a dataset the stage that mentions it first. */
function placesOf(
  main: string,
  stages: readonly PlacedStage[],
  catalog: Catalog,
): (path: Path) => ForeignPlace {
  const keys: { readonly [key: string]: string } = {
    run: "cmd",
    inputs: "deps",
    outputs: "outs",
    code: "deps",
  };
  const byStep = new Map(stages.map((one) => [one.step, one]));
  return ([section, name, key]) => {
    if (section === "steps") {
      const found = byStep.get(String(name));
      if (found === undefined) return { file: main, path: ["stages"] };
      const inside = typeof key === "string" ? [keys[key] ?? key] : [];
      return { file: found.file.file, path: [...found.stage.at, ...inside] };
    }
    if (section === "datasets") return catalog.placeOf(String(name)) ?? { file: main, path: ["stages"] };
    return { file: main, path: [] };
  };
}
