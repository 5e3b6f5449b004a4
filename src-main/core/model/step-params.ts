import { flattenValues, type Value, type ValueObject, valueAt, withValueAt } from "../base/value.ts";
import { type Pipeline, type Step, upstreamOf } from "./pipeline.ts";

/** Parameters as a step's templates name them: the pipeline's, under them its own names for some, and its item's values. */
export function templateParams(pipeline: Pipeline, step: Step): ValueObject {
  return overlaid(pipeline.params, namedValues(pipeline, step));
}

/** The step's own parameters as it is given them, nested: those of the pipeline that it consumes, its arguments, its item's. */
export function stepParams(pipeline: Pipeline, step: Step): ValueObject {
  return overlaid(recordedParams(pipeline, step), namedValues(pipeline, step));
}

/** What a `call` passes by argument name: its mapped parameters, and the values of its item that no argument takes. */
export function callArguments(pipeline: Pipeline, step: Step): ValueObject {
  const mapped = Object.values(step.arguments);
  const free = itemEntries(step).filter(
    ([name]) => !mapped.some((holder) => name === holder || name.startsWith(`${holder}.`)),
  );
  return Object.fromEntries([...argumentValues(pipeline, step), ...free]);
}

/**
 * The parameters that count in the step's signature, dotted name -> value: for a `call` by argument, so that the
 * pipeline's names for them do not count; else by every name that the step may use.
 */
export function countedParams(pipeline: Pipeline, step: Step): { readonly [name: string]: Value } {
  const values = step.command.kind === "call" ? callArguments(pipeline, step) : stepParams(pipeline, step);
  return Object.fromEntries(flattenValues(values));
}

/** The step's own parameters by the pipeline's names for them, nested, as its run records them. */
export function recordedParams(pipeline: Pipeline, step: Step): ValueObject {
  const values = step.params.map((name): [string, Value] => [name, valueAt(pipeline.params, name) ?? null]);
  return overlaid({}, [...values, ...itemEntries(step)]);
}

/**
 * By step its effective parameters, nested: its own and those of every step before it that it inherits from. Where steps
 * before it disagree (items of a `foreach`), neither value is its.
 */
export function effectiveParams(pipeline: Pipeline): ReadonlyMap<string, ValueObject> {
  const byStep = new Map<string, ReadonlyMap<string, Value | undefined>>();
  // In topological order, so those of the steps before are there.
  for (const step of pipeline.steps) {
    const merged = new Map<string, Value | undefined>();
    for (const name of step.inherit ? upstreamOf(pipeline, step) : [])
      for (const [param, value] of byStep.get(name) ?? [])
        merged.set(param, !merged.has(param) || merged.get(param) === value ? value : undefined);
    for (const [name, value] of flattenValues(recordedParams(pipeline, step))) merged.set(name, value);
    byStep.set(step.name, merged);
  }
  const nested = (values: ReadonlyMap<string, Value | undefined>): ValueObject =>
    overlaid(
      {},
      [...values].filter((entry): entry is [string, Value] => entry[1] !== undefined).sort(byName),
    );
  return new Map([...byStep].map(([name, values]) => [name, nested(values)]));
}

const byName = ([a]: readonly [string, Value], [b]: readonly [string, Value]): number =>
  a < b ? -1 : a > b ? 1 : 0;

const itemEntries = (step: Step): [string, Value][] => Object.entries(step.item?.values ?? {});

const argumentValues = (pipeline: Pipeline, step: Step): [string, Value][] => {
  const mapped = Object.entries(step.arguments);
  if (mapped.length === 0) return [];
  const values = overlaid(pipeline.params, itemEntries(step));
  return mapped.map(([name, from]) => [name, valueAt(values, from) ?? null]);
};

const namedValues = (pipeline: Pipeline, step: Step): [string, Value][] => [
  ...argumentValues(pipeline, step),
  ...itemEntries(step),
];

const overlaid = (params: ValueObject, values: readonly (readonly [string, Value])[]): ValueObject =>
  values.reduce((current, [name, value]) => withValueAt(current, name, value), params);
