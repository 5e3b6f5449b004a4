import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import type { AdapterCommand, Foreign } from "../model/pipeline.ts";
import { errorAt, hintAt, warningAt } from "../pipeline/problem.ts";
import type { PipelineReading } from "../pipeline/read-pipeline.ts";
import { type ForeignProblem, mapping, readTranslation } from "./translation.ts";

/** A project of another tool, as far as its files tell without running anything of it. */
export type ForeignProject = {
  readonly tool: AdapterCommand["tool"];
  /** Absolute path of the file that stands for it. */
  readonly file: string;
  readonly text: string;
  readonly name: string;
  readonly workspace: string;
  /** The folder in the workspace that its modules are imported from; "" for the workspace itself. */
  readonly sources: string;
};

/** A project before anybody agreed to run its code: there is nothing to plan yet, and a hint says so. */
export const readUndescribed = (project: ForeignProject): PipelineReading =>
  readDescription(project, {
    awaitsCode: true,
    problems: [
      {
        severity: "hint",
        message: "Its steps are known when its own code has told them, which runs only after you trust it",
      },
    ],
  });

/**
 * Makes a pipeline of what an adapter told: the JSON that `resources/python/signet/adapters/description.py` explains. Never
 * throws for what is in it: it comes from a process that ran the project's code.
 */
export function readDescription(project: ForeignProject, told: Value): PipelineReading {
  const described = isValueObject(told) ? told : {};
  const file = project.file;
  const steps = objectsIn(described.steps);
  const commands = new Map(steps.map((step) => [textIn(step.name), commandOf(project.tool, step)]));
  const foreign: Foreign = {
    format: project.tool,
    paramFiles: textsIn(described.paramFiles),
    paramsAreFixed: described.paramsAreFixed === true,
    awaitsCode: described.awaitsCode === true,
    sourceRoots: [project.sources],
    stepSets: objectsIn(described.sets).flatMap((set) => {
      const names = textsIn(set.steps).filter((name) => commands.has(name));
      return names.length === 0 ? [] : [{ name: textIn(set.name), steps: names }];
    }),
  };
  return readTranslation({
    foreign,
    document: mapping([
      ["name", project.name],
      ["workspace", project.workspace],
      ["params", isValueObject(described.params) ? described.params : {}],
      ["datasets", mapping(objectsIn(described.datasets).map((dataset) => [textIn(dataset.name), dataset]))],
      ["steps", mapping(steps.map((step) => [textIn(step.name), stepOf(step)]))],
    ]),
    bases: new Map(),
    commands,
    files: [{ file, text: project.text, locate: () => [0, 0] }],
    placeOf: () => ({ file, path: [] }),
    problems: objectsIn(described.problems).map((problem) => problemOf(file, problem)),
  });
}

function stepOf(step: ValueObject): ValueObject {
  const kept = [
    "inputs",
    "outputs",
    "params",
    "code",
    "needs",
    "retries",
    "timeout",
    "keep_going",
    "resources",
    "cache",
  ];
  return mapping(
    kept.flatMap((key) => {
      const value = step[key];
      if (value === undefined || value === null) return [];
      return [
        [
          key,
          isValueObject(value) && (key === "inputs" || key === "outputs") ? inOrder(value) : value,
        ] as const,
      ];
    }),
  );
}

const inOrder = (ports: ValueObject): ValueObject => mapping(Object.entries(ports));

const commandOf = (tool: AdapterCommand["tool"], step: ValueObject): AdapterCommand => ({
  kind: "adapter",
  tool,
  text: textIn(step.text),
  task: isValueObject(step.task) ? step.task : {},
  counts: isValueObject(step.counts) ? step.counts : {},
  entries: textsIn(step.entries),
  packages: textsIn(step.packages),
});

function problemOf(file: string, problem: ValueObject): ForeignProblem {
  const complaint = {
    code: "foreign",
    message: textIn(problem.message),
    remedy: typeof problem.remedy === "string" ? problem.remedy : null,
  };
  const place = { span: [0, 0] } as const;
  switch (problem.severity) {
    case "hint":
      return { file, problem: hintAt(place, complaint) };
    case "warning":
      return { file, problem: warningAt(place, complaint) };
    default:
      return { file, problem: errorAt(place, complaint) };
  }
}

const textIn = (value: Value | undefined): string => (typeof value === "string" ? value : "");
const textsIn = (value: Value | undefined): string[] =>
  Array.isArray(value)
    ? (value as readonly Value[]).flatMap((one) => (typeof one === "string" ? [one] : []))
    : [];
const objectsIn = (value: Value | undefined): ValueObject[] =>
  Array.isArray(value) ? (value as readonly Value[]).flatMap((one) => (isValueObject(one) ? [one] : [])) : [];
