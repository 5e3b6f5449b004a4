import { nearest, newBudget } from "../base/nearest.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type Diagnostic, problem } from "../model/diagnostic.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import { withAncestors, withDescendants } from "../pipeline/graph.ts";

/**
 * What was asked for, by names of steps; the name of a `foreach` step means all its items, that of a set all its steps.
 * Empty lists limit nothing.
 */
export type Choice = {
  /** These and what they wait for. */
  readonly targets: readonly string[];
  /** These and what waits for them. With `targets`: what lies between. */
  readonly from: readonly string[];
  /** These alone. */
  readonly only: readonly string[];
  /** True: all that were chosen. */
  readonly force: boolean | readonly string[];
};

export type Selection = {
  /** In topological order. */
  readonly steps: readonly Step[];
  /** Names of the steps that run whatever their trace says. */
  readonly forced: ReadonlySet<string>;
  /** What these wait for, near or far, and was not chosen: it never runs, its results are read. In topological order. */
  readonly outside: readonly Step[];
};

/** The steps that were asked for. Fails on names that no step has, and when nothing is left. */
export function selectSteps(
  pipeline: Pipeline,
  { targets, from, only, force }: Choice,
): Result<Selection, readonly Diagnostic[]> {
  const named = namesOf(pipeline);
  const asked = [...targets, ...from, ...only, ...(typeof force === "boolean" ? [] : force)];
  const unknown = [...new Set(asked)].filter((name) => !named.has(name));
  if (unknown.length > 0) return err(unknown.map((name) => unknownStep(pipeline, named, name)));
  const all = (names: readonly string[]) => names.flatMap((name) => named.get(name) ?? []);

  const limits: ReadonlySet<string>[] = [];
  if (targets.length > 0) limits.push(withAncestors(pipeline, all(targets)));
  if (from.length > 0) limits.push(withDescendants(pipeline, all(from)));
  if (only.length > 0) limits.push(new Set(all(only)));
  const steps = pipeline.steps.filter(({ name }) => limits.every((limit) => limit.has(name)));
  // Of all steps nothing lies outside.
  if (limits.length === 0 && force === false) return ok({ steps, forced: new Set(), outside: [] });
  if (steps.length === 0 && limits.length > 0)
    return err([nothingChosen(pipeline, { targets, from, only, force })]);

  const chosen = new Set(steps.map(({ name }) => name));
  const before = withAncestors(pipeline, chosen);
  const forced = force === true ? [...chosen] : force === false ? [] : all(force);
  return ok({
    steps,
    forced: new Set(forced.filter((name) => chosen.has(name))),
    outside: pipeline.steps.filter(({ name }) => before.has(name) && !chosen.has(name)),
  });
}

/** Every name that a step can be asked for by, with the steps it means. */
function namesOf(pipeline: Pipeline): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  for (const { name, base } of pipeline.steps)
    for (const key of name === base ? [name] : [name, base]) {
      const meant = named.get(key);
      if (meant === undefined) named.set(key, [name]);
      else meant.push(name);
    }
  // A step that is called as a set is goes before.
  for (const { name, steps } of pipeline.foreign?.stepSets ?? [])
    if (!named.has(name)) named.set(name, [...steps]);
  return named;
}

/** More names than these nobody reads. */
const mostNamed = 20;

function unknownStep(
  pipeline: Pipeline,
  named: ReadonlyMap<string, readonly string[]>,
  name: string,
): Diagnostic {
  const near = nearest(name, named.keys(), newBudget());
  const bases = [...new Set(pipeline.steps.map(({ base }) => base))];
  const more = bases.length > mostNamed ? `, and ${bases.length - mostNamed} more` : "";
  return {
    ...problem(
      "unknown-step",
      `There is no step \`${name}\``,
      near === null ? `Steps: ${bases.slice(0, mostNamed).join(", ")}${more}` : `Did you mean \`${near}\`?`,
    ),
    file: pipeline.file,
  };
}

function nothingChosen(pipeline: Pipeline, { targets, from, only }: Choice): Diagnostic {
  const words = [
    ...(from.length > 0 ? [`from ${from.join(", ")}`] : []),
    ...(targets.length > 0 ? [`to ${targets.join(", ")}`] : []),
    ...(only.length > 0 ? [`only ${only.join(", ")}`] : []),
  ];
  return {
    ...problem(
      "no-steps-chosen",
      `No step lies ${words.join(" ")}`,
      "The first must come before the last: look at the graph, or leave one of them out.",
    ),
    file: pipeline.file,
  };
}
