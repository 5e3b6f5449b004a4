import { buildFingerprint } from "../../core/plan/build-fingerprint.ts";
import { readSources } from "../../core/plan/given.ts";
import type { CodePorts } from "../../core/plan/step-code.ts";
import type { Execution } from "../../core/ports/executor.ts";

/** Sources whose bytes, and code whose meaning, are no longer those of the fingerprint that a step was decided by. */
export async function changedMeanwhile(
  code: CodePorts,
  { pipeline, step, decision, contents }: Pick<Execution, "pipeline" | "step" | "decision" | "contents">,
): Promise<readonly string[]> {
  const sources = await readSources(code, pipeline, [step]);
  if (!sources.ok) return sources.error.map(({ message }) => message);
  // Of all that is known, what this step reads: there may be thousands, and a step is looked at each time one ends.
  const now = new Map(
    step.inputs.flatMap(({ dataset }) => {
      const content = sources.value.get(dataset) ?? contents.get(dataset);
      return content === undefined ? [] : [[dataset, content] as const];
    }),
  );
  const rebuilt = await buildFingerprint(code, pipeline, step, now, decision.fingerprint);
  if (!rebuilt.ok) return [rebuilt.error.message];
  const { code: units, inputs } = decision.fingerprint;
  return [
    ...different(units, rebuilt.value.fingerprint.code),
    ...different(inputs, rebuilt.value.fingerprint.inputs),
  ];
}

function different(
  before: { readonly [key: string]: string },
  after: { readonly [key: string]: string },
): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]);
}
