import { nearest, newBudget } from "../base/nearest.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type Diagnostic, problem } from "../model/diagnostic.ts";
import { type Pipeline, type Step, tagSet } from "../model/pipeline.ts";
import { withAncestors, withDescendants } from "../pipeline/graph.ts";
import { namesOf, tagsOf } from "../pipeline/step-names.ts";

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
  /** Names of the steps that were asked for themselves, and not for others: all that they make has to be there. */
  readonly wanted: ReadonlySet<string>;
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
  if (limits.length === 0 && force === false)
    return ok({ steps, forced: new Set(), wanted: new Set(), outside: [] });
  if (steps.length === 0 && limits.length > 0)
    return err([nothingChosen(pipeline, { targets, from, only, force })]);

  const chosen = new Set(steps.map(({ name }) => name));
  const before = withAncestors(pipeline, chosen);
  const forced = force === true ? [...chosen] : force === false ? [] : all(force);
  const idle =
    typeof force === "boolean" ? [] : force.filter((name) => !all([name]).some((one) => chosen.has(one)));
  if (idle.length > 0) return err([notChosen(pipeline, idle)]);
  return ok({
    steps,
    forced: new Set(forced.filter((name) => chosen.has(name))),
    wanted: new Set(all([...targets, ...only]).filter((name) => chosen.has(name))),
    outside: pipeline.steps.filter(({ name }) => before.has(name) && !chosen.has(name)),
  });
}

/** More names than these nobody reads. */
const mostNamed = 20;

function unknownStep(
  pipeline: Pipeline,
  named: ReadonlyMap<string, readonly string[]>,
  name: string,
): Diagnostic {
  const ofTag = tagSet("");
  const isTag = name.startsWith(ofTag);
  const near = nearest(name, named.keys(), newBudget());
  const message = isTag
    ? `No step has the tag \`${name.slice(ofTag.length)}\``
    : `There is no step \`${name}\``;
  const others = isTag
    ? listed(
        "Tags",
        tagsOf(pipeline),
        "No step has tags: write `tags: [nightly]` in those that are to have one.",
      )
    : listed("Steps", [...new Set(pipeline.steps.map(({ base }) => base))], "");
  return {
    ...problem("unknown-step", message, near === null ? others : `Did you mean \`${near}\`?`),
    file: pipeline.file,
  };
}

function listed(what: string, names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : "";
  return `${what}: ${names.slice(0, mostNamed).join(", ")}${more}`;
}

function nothingChosen(pipeline: Pipeline, { targets, from, only }: Choice): Diagnostic {
  const between = [
    ...(from.length > 0 ? [`from ${from.join(", ")}`] : []),
    ...(targets.length > 0 ? [`to ${targets.join(", ")}`] : []),
  ].join(" ");
  const found =
    only.length === 0
      ? problem(
          "no-steps-chosen",
          `No step lies ${between}`,
          "The first must come before the last: look at the graph, or leave one of them out.",
        )
      : problem(
          "no-steps-chosen",
          `Nothing of ${only.join(", ")} lies ${between}`,
          "Only what is chosen in both ways is run: leave one of them out.",
        );
  return { ...found, file: pipeline.file };
}

function notChosen(pipeline: Pipeline, names: readonly string[]): Diagnostic {
  const message = `${names.join(", ")} cannot be forced: ${names.length === 1 ? "it is" : "they are"} not among the chosen steps`;
  const found = problem("forced-not-chosen", message, "Choose what is to be forced too, or do not force it.");
  return { ...found, file: pipeline.file };
}
