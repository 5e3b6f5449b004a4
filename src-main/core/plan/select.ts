import { nearest, newBudget } from "../base/nearest.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type Diagnostic, problem } from "../model/diagnostic.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import { withAncestors } from "../pipeline/graph.ts";

export type Selection = {
  /** In topological order. */
  readonly steps: readonly Step[];
  /** Names of the steps that run whatever their trace says. */
  readonly forced: ReadonlySet<string>;
};

/** The targets and all before them (all steps when there are none), and which of them are forced. */
export function selectSteps(
  pipeline: Pipeline,
  targets: readonly string[],
  force: boolean | readonly string[],
): Result<Selection, readonly Diagnostic[]> {
  const byName = new Map(pipeline.steps.map((step) => [step.name, step]));
  const named = [...targets, ...(typeof force === "boolean" ? [] : force)];
  const problems = named.filter((name) => !byName.has(name)).map((name) => unknownStep(pipeline, name));
  if (problems.length > 0) return err(problems);
  const wanted = withAncestors(
    pipeline,
    targets.length > 0 ? targets : pipeline.steps.map(({ name }) => name),
  );
  const steps = pipeline.steps.filter(({ name }) => wanted.has(name));
  const forced =
    force === true ? wanted : new Set(force === false ? [] : force.filter((name) => wanted.has(name)));
  return ok({ steps, forced });
}

function unknownStep(pipeline: Pipeline, name: string): Diagnostic {
  const names = pipeline.steps.map((step) => step.name);
  const near = nearest(name, names, newBudget());
  return {
    ...problem(
      "unknown-step",
      `There is no step \`${name}\``,
      near === null ? `Steps: ${names.join(", ")}` : `Did you mean \`${near}\`?`,
    ),
    file: pipeline.file,
  };
}
