import { newBudget } from "../base/nearest.ts";
import type { Value, ValueObject } from "../base/value.ts";
import { type Diagnostic, hasErrors, type PlacedDiagnostic } from "../model/diagnostic.ts";
import type { AdapterCommand, Foreign } from "../model/pipeline.ts";
import { buildPipeline } from "../pipeline/build.ts";
import { newChecker } from "../pipeline/checker.ts";
import { type Draft, draftOf } from "../pipeline/draft.ts";
import { contentAt, type Located, locateProblems, type Path, type Problem } from "../pipeline/problem.ts";
import type { PipelineReading } from "../pipeline/read-pipeline.ts";
import type { Tree } from "../pipeline/yaml-tree.ts";

/** A place in one of the other tool's files. */
export type ForeignPlace = { readonly file: string; readonly path: Path };

export type ForeignProblem = { readonly file: string; readonly problem: Problem };

/** What another tool's files describe, in the words of a pipeline file. */
export type Translation = {
  readonly foreign: Foreign;
  /** As the top level of a pipeline file, without `signet`; mappings made by `mapping` keep their order. */
  readonly document: ValueObject;
  /** Step -> what it is one of, where that is not itself. */
  readonly bases: ReadonlyMap<string, string>;
  /** Step -> its command, where that is none that a pipeline file could hold. */
  readonly commands: ReadonlyMap<string, AdapterCommand>;
  /** The files it was made from, the main one first. */
  readonly files: readonly Located[];
  /** Where in those files a place of the document comes from. */
  readonly placeOf: (path: Path) => ForeignPlace;
  readonly problems: readonly ForeignProblem[];
};

const order = new WeakMap<object, readonly string[]>();

/** A mapping that keeps the order of its entries, also of keys that look like numbers. */
export function mapping(entries: readonly (readonly [string, Value])[]): ValueObject {
  const made: ValueObject = Object.fromEntries(entries);
  order.set(made, [...new Set(entries.map(([key]) => key))]);
  return made;
}

/** Makes the pipeline of a translation, with the checks that every pipeline file gets; problems stand in the tool's own files. */
export function readTranslation(translation: Translation): PipelineReading {
  const { foreign, document, bases, commands, files, placeOf } = translation;
  const [main] = files;
  if (main === undefined) throw new Error("A translation is made of files");
  const tree: Tree = {
    value: document,
    readable: true,
    problems: [],
    keysOf: (object) => order.get(object) ?? Object.keys(object),
    locate: () => [0, 0],
  };
  const own = draftOf(tree);
  const draft: Draft = {
    ...own,
    foreign,
    // Whoever translates says so in the tool's own words.
    stepsEmpty: false,
    steps: own.steps.map((step) => ({
      ...step,
      base: bases.get(step.name) ?? step.name,
      command: commands.get(step.name) ?? step.command,
    })),
  };
  const checker = newChecker(draft, [], newBudget());
  const pipeline = buildPipeline(checker, main.file);
  const found = [
    ...translation.problems,
    ...checker.problems.map((problem): ForeignProblem => {
      if (!("path" in problem.place)) return { file: main.file, problem };
      const { file, path } = placeOf(problem.place.path);
      return { file, problem: { ...problem, place: { path, on: problem.place.on } } };
    }),
  ];
  const diagnostics = located(files, found);
  return { pipeline: hasErrors(diagnostics) ? null : pipeline, diagnostics };
}

/** What was found wrong with the pipeline after it was read, with lines of the tool's own files. */
export function placeInTranslation(
  { files, placeOf }: Translation,
  found: readonly PlacedDiagnostic[],
): readonly Diagnostic[] {
  const placed = found.flatMap(({ at, severity, code, message, remedy }) => {
    if (at === undefined) return [];
    const { file, path } = placeOf(at);
    return [{ file, problem: { severity, code, message, remedy, place: contentAt(...path) } }];
  });
  return [...found.filter(({ at }) => at === undefined), ...located(files, placed)];
}

const located = (files: readonly Located[], found: readonly ForeignProblem[]): Diagnostic[] =>
  locateProblems(
    files.map((source) => ({
      source,
      problems: found.filter(({ file }) => file === source.file).map(({ problem }) => problem),
    })),
  );

/** A text in which nothing is a template of ours: each brace stands for itself. */
export function withoutTemplates(text: string): string {
  let open = 0;
  return text.replace(/[{}]/g, (brace) => {
    if (brace === "{") {
      open += 1;
      return "{{";
    }
    if (open === 0) return "}";
    open -= 1;
    return "}}";
  });
}

/** A word for the shell: quoted where the shell would take it for something else. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
