import { canonicalJson } from "../base/json.ts";
import { nearest, newBudget } from "../base/nearest.ts";
import { err, ok, type Result } from "../base/result.ts";
import {
  flattenValues,
  isValueObject,
  typeOfValue,
  type Value,
  type ValueObject,
  valueAt,
  withValueAt,
} from "../base/value.ts";
import type { ParamField } from "../contract/methods.ts";
import { type Diagnostic, problem } from "../model/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { findClashes } from "./check-places.ts";
import { parameterNames } from "./checker.ts";
import { shown } from "./names.ts";
import { coerceValue, type Misfit, valueFromText, valueToText } from "./param-value.ts";
import { contentAt, errorAt, keyAt, locateProblems, type Path, type Problem } from "./problem.ts";
import { parseTemplate } from "./templates.ts";
import { readTree } from "./yaml-tree.ts";

/** Texts by dotted parameter name, as after `-P`. */
export type Overrides = { readonly [name: string]: string };

/** What is wrong with one override; `name` is its key in what was given. */
export type OverrideProblem = Diagnostic & { readonly name: string };

/**
 * The pipeline with parameters overridden, in the order given, or all that is wrong. Values keep the type they were
 * declared with (`bad-value` if that loses something); a name must be declared (`unknown-parameter`) and count for some
 * step (`no-step-uses-parameter`). A text for an object sets the leaves it names and leaves the others.
 */
export function applyOverrides(
  pipeline: Pipeline,
  overrides: Overrides,
): Result<Pipeline, readonly OverrideProblem[]> {
  const problems: OverrideProblem[] = [];
  let params = pipeline.params;
  for (const [name, text] of Object.entries(overrides)) {
    const declared = valueAt(pipeline.params, name);
    if (declared === undefined) {
      problems.push({ ...unknownParameter(pipeline, name), name });
      continue;
    }
    const given = valueFromText(name, declared, text);
    if (given.ok && isFixed(pipeline, declared, given.value))
      problems.push({ ...fixedParameter(pipeline, name), name });
    else if (!given.ok) problems.push({ ...misfitProblem(pipeline, given.error), name });
    else if (!isUsed(pipeline, name)) problems.push({ ...unusedParameter(pipeline, name), name });
    else params = setLeaves(params, name, given.value, declared);
  }
  if (problems.length > 0) return err(problems);
  const changed = { ...pipeline, params };
  for (const diagnostic of clashesOf(changed)) {
    const name = Object.keys(overrides).find((key) => sourceUses(pipeline, key)) ?? "";
    problems.push({ ...diagnostic, name });
  }
  return problems.length > 0 ? err(problems) : ok(changed);
}

/**
 * The same from the text of a parameters file, YAML or JSON, nested or with dotted keys; what is wrong is located in
 * it. A parameter that no step uses may stand there as long as it has its declared value.
 */
export function applyParamsFile(
  pipeline: Pipeline,
  source: { readonly file: string; readonly text: string },
): Result<Pipeline, readonly Diagnostic[]> {
  const tree = readTree(source.text);
  const problems: Problem[] = [...tree.problems];
  let params = pipeline.params;
  const take = (given: ValueObject, prefix: string, path: Path): void => {
    for (const key of tree.keysOf(given)) {
      const name = prefix + key;
      const place = [...path, key];
      const value = given[key] ?? null;
      const declared = valueAt(pipeline.params, name);
      if (declared === undefined) {
        problems.push(errorAt(keyAt(...place), unknownParameter(pipeline, name)));
      } else if (isValueObject(value) && isValueObject(declared) && Object.keys(declared).length > 0) {
        take(value, `${name}.`, place);
      } else {
        const coerced = coerceValue(name, declared, value);
        if (!coerced.ok) problems.push(errorAt(contentAt(...place), misfitProblem(pipeline, coerced.error)));
        else if (isFixed(pipeline, declared, coerced.value))
          problems.push(errorAt(keyAt(...place), fixedParameter(pipeline, name)));
        else if (!isUsed(pipeline, name) && canonicalJson(coerced.value) !== canonicalJson(declared)) {
          problems.push(errorAt(keyAt(...place), unusedParameter(pipeline, name)));
        } else params = withValueAt(params, name, coerced.value);
      }
    }
  };
  if (tree.readable) {
    if (isValueObject(tree.value)) take(tree.value, "", []);
    else if (tree.value !== null) {
      const complaint = {
        code: "wrong-type",
        message: "A parameters file is a mapping",
        remedy: "Write `name: value` on each line.",
      };
      problems.push(errorAt({ span: [0, 0] }, complaint));
    }
  }
  if (problems.every(({ severity }) => severity !== "error")) {
    for (const clash of clashesOf({ ...pipeline, params })) problems.push(errorAt({ span: [0, 0] }, clash));
  }
  const diagnostics = locateProblems([{ source: { ...source, locate: tree.locate }, problems }]);
  return diagnostics.some(({ severity }) => severity === "error")
    ? err(diagnostics)
    : ok({ ...pipeline, params });
}

/**
 * A field for each leaf of a pipeline's parameters, in file order. `pipeline` is as read, without overrides; `problem`
 * says what is wrong with the override of that leaf, or of the object that holds it.
 */
export function paramFields(pipeline: Pipeline, overrides: Overrides = {}): ParamField[] {
  const applied = applyOverrides(pipeline, overrides);
  const wrong = new Map<string, string>();
  for (const { name, message } of applied.ok ? [] : applied.error)
    if (!wrong.has(name)) wrong.set(name, message);
  const usedBy = new Map<string, string[]>();
  for (const step of pipeline.steps) {
    for (const name of step.params) {
      const steps = usedBy.get(name);
      if (steps === undefined) usedBy.set(name, [step.base]);
      // Items of a `foreach` follow each other.
      else if (steps.at(-1) !== step.base) steps.push(step.base);
    }
  }
  return flattenValues(pipeline.params).map(([name, declared]) => ({
    name,
    type: typeOfValue(declared),
    declared,
    declaredText: valueToText(declared),
    problem:
      selfAndHolders(name)
        .map((key) => wrong.get(key))
        .find((message) => message !== undefined) ?? null,
    usedBy: usedBy.get(name) ?? [],
  }));
}

function selfAndHolders(name: string): string[] {
  const parts = name.split(".");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
}

function setLeaves(params: ValueObject, name: string, value: Value, declared: Value): ValueObject {
  const open = isValueObject(declared) && Object.keys(declared).length > 0;
  if (!open || !isValueObject(value)) return withValueAt(params, name, value);
  return Object.entries(value).reduce(
    (current, [key, inner]) => setLeaves(current, `${name}.${key}`, inner, declared[key] ?? null),
    params,
  );
}

function unknownParameter(pipeline: Pipeline, name: string): Diagnostic {
  const fanned = pipeline.steps.find(({ item }) => item !== null && Object.hasOwn(item.values, name));
  if (fanned !== undefined) {
    const message = `${shown(name)} is no parameter: each item of ${fanned.base} has its own`;
    const remedy = `Change \`foreach\` of ${fanned.base}, or choose items: ${fanned.name}.`;
    return problem("unknown-parameter", message, remedy);
  }
  const names = parameterNames(pipeline.params);
  // Most often what it lies in was left out: `lr` is `train.lr`.
  const nested = names.find((declared) => declared.endsWith(`.${name}`));
  const near = nested ?? nearest(name, names, newBudget());
  const remedy = near === null ? "Declare it in `params` of the pipeline." : `Did you mean ${near}?`;
  return problem("unknown-parameter", `No parameter ${shown(name)} is declared`, remedy);
}

function unusedParameter(pipeline: Pipeline, name: string): Diagnostic {
  const used = new Set(pipeline.steps.flatMap(({ params }) => params));
  const near = nearest(name, used, newBudget());
  const remedy =
    near === null ? "Use it in a step, or name it in the step's `params`." : `Did you mean ${near}?`;
  return problem("no-step-uses-parameter", `No step uses the parameter ${shown(name)}`, remedy);
}

/** Whether a value would be one that steps do not see, because they read their parameters in files of another tool. */
const isFixed = ({ foreign }: Pipeline, declared: Value, given: Value): boolean =>
  foreign?.paramsAreFixed === true && canonicalJson(given) !== canonicalJson(declared);

const fixedParameter = ({ foreign }: Pipeline, name: string): Diagnostic => {
  const files = foreign?.paramFiles.join(", ") ?? "";
  return problem(
    "parameter-in-file",
    `The steps read ${shown(name)} in a file of their own, so it cannot be changed from here`,
    `Change it in ${files === "" ? "that file" : files}.`,
  );
};

const misfitProblem = (pipeline: Pipeline, misfit: Misfit): Diagnostic =>
  misfit.unknown
    ? unknownParameter(pipeline, misfit.name)
    : problem("bad-value", misfit.message, misfit.remedy);

/** Whether a parameter, or a leaf of an object, counts for a step or places an output. */
function isUsed(pipeline: Pipeline, name: string): boolean {
  if (
    pipeline.steps.some(({ params }) => params.some((leaf) => leaf === name || leaf.startsWith(`${name}.`)))
  )
    return true;
  return pipeline.datasets.some(({ path, maker }) => maker !== null && pathUses(path, name));
}

const sourceUses = (pipeline: Pipeline, name: string): boolean =>
  pipeline.datasets.some(({ path, maker }) => maker === null && pathUses(path, name));

function pathUses(path: string | null, name: string): boolean {
  if (path === null || !path.includes("{params.")) return false;
  return parseTemplate(path).parts.some(
    (part) =>
      part.kind === "params" &&
      (part.name === name || part.name.startsWith(`${name}.`) || name.startsWith(`${part.name}.`)),
  );
}

/** Sources that their parameters have moved into an output. */
function clashesOf(pipeline: Pipeline): Diagnostic[] {
  if (!pipeline.datasets.some(({ path, maker }) => maker === null && path?.includes("{params."))) return [];
  const bases = new Map(pipeline.steps.map(({ name, base }) => [name, base]));
  const placed = pipeline.datasets.flatMap(({ name, path, maker, ignore }) => {
    const group = maker === null || bases.get(maker) === maker ? name : (name.split("@", 1)[0] ?? name);
    return path === null ? [] : [{ name, group, path, made: maker !== null, ignores: ignore.length > 0 }];
  });
  return findClashes(placed, pipeline.params, pipeline, "sources").flatMap(({ severity, complaint }) =>
    severity === "error" ? [problem(complaint.code, complaint.message, complaint.remedy)] : [],
  );
}
