import { canonicalJson, displayValue } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import { isValueObject, type Value, type ValueObject, valueAt } from "../../core/base/value.ts";
import type { Diagnostic } from "../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { PipelineId, RunId } from "../../core/model/ids.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import { applyOverrides, type Overrides } from "../../core/pipeline/overrides.ts";
import { valueToText } from "../../core/pipeline/param-value.ts";
import { namesOf } from "../../core/pipeline/step-names.ts";
import { pipelineByFile, pipelineById } from "../store/tables/pipelines.ts";
import { type CloneOrigin, cloneOrigin } from "../store/tables/run-lookups.ts";
import { loadPipeline } from "./pipeline-files.ts";
import type { StepChoice } from "./pipeline-runs.ts";
import type { Services } from "./services.ts";

/** What it takes to run the same again, with today's pipeline file, data and code. */
export type Clone = {
  /** As its file is today, without overrides. */
  readonly pipeline: Pipeline;
  readonly diagnostics: readonly Diagnostic[];
  /** Null when the library does not keep the pipeline. */
  readonly pipelineId: PipelineId | null;
  /** Texts, as after `-P`, of the recorded values that are not those declared today. */
  readonly overrides: Overrides;
  readonly choice: StepChoice;
  /** What is not as it was and cannot be made so: a parameter that is gone, a step that is gone. */
  readonly notes: readonly string[];
};

/**
 * Prepares to run a pipeline run again, or one step of it alone. Whether a step was forced is not repeated. Fails when
 * the run is of no pipeline, its file is gone or wrong, or no step that was chosen is left.
 */
export async function cloneRun(
  { library: { database }, pipelines }: Pick<Services, "library" | "pipelines">,
  id: RunId,
): Promise<Result<Clone, Failure>> {
  const origin = cloneOrigin(database, id);
  if (origin === null) return err(inputFailure(`There is no run ${id}`));
  if (origin.pipeline === null)
    return err(inputFailure("Only runs of pipelines and their steps can be run again"));
  const kept = origin.pipelineId === null ? null : pipelineById(database, origin.pipelineId);
  const file = origin.file ?? kept?.file ?? null;
  if (file === null)
    return err(
      inputFailure(
        "The run does not tell its pipeline file, because an older Signet made it: run the file itself, with -P for its parameters",
      ),
    );
  const read = loadPipeline(file);
  if (!read.ok) return read;
  // It was run before, so the person has agreed to its code.
  const loaded = await pipelines.describe(read.value);
  if (!loaded.ok) return loaded;
  const { pipeline, diagnostics } = loaded.value;
  const chosen = choiceOf(pipeline, origin);
  if (!chosen.ok) return chosen;
  const params = overridesOf(pipeline, origin.params);
  const moved =
    origin.project === pipeline.project
      ? []
      : [`The run was made in the project ${origin.project}; the file's is ${pipeline.project} now`];
  return ok({
    pipeline,
    diagnostics,
    pipelineId: (kept ?? pipelineByFile(database, file))?.id ?? null,
    overrides: params.overrides,
    choice: chosen.value.choice,
    notes: [...moved, ...params.notes, ...chosen.value.notes],
  });
}

type Noted<Key extends string, T> = { readonly [key in Key]: T } & { readonly notes: readonly string[] };

/** The recorded choice of steps, without those that are gone; of a step's run that step alone. */
function choiceOf(pipeline: Pipeline, origin: CloneOrigin): Result<Noted<"choice", StepChoice>, Failure> {
  const names = namesOf(pipeline);
  const recorded = origin.step === null ? origin.selection : { targets: [], from: [], only: [origin.step] };
  const notes: string[] = [];
  const left = { targets: [] as string[], from: [] as string[], only: [] as string[] };
  for (const key of ["targets", "from", "only"] as const) {
    const asked = recorded?.[key] ?? [];
    const gone = asked.filter((name) => !names.has(name));
    left[key] = asked.filter((name) => names.has(name));
    // With none of them left it would mean all steps, which nobody asked for.
    if (gone.length > 0 && left[key].length === 0)
      return err(
        inputFailure(
          `${pipeline.file} has no step ${gone.join(", ")} any more, which the run was limited to`,
        ),
      );
    notes.push(...gone.map((name) => `There is no step ${name} any more`));
  }
  return ok({ choice: { ...left, force: false }, notes });
}

/** Recorded parameters that differ from what is declared today, each tried as an override of its own. */
function overridesOf(pipeline: Pipeline, recorded: ValueObject): Noted<"overrides", Overrides> {
  const overrides: [string, string][] = [];
  const notes: string[] = [];
  const take = (values: ValueObject, prefix: string): void => {
    for (const [key, value] of Object.entries(values)) {
      const name = prefix + key;
      const declared = valueAt(pipeline.params, name);
      if (declared === undefined) {
        notes.push(`The parameter ${name}, which was ${displayValue(value)}, is not declared any more`);
      } else if (isValueObject(value) && isValueObject(declared) && Object.keys(declared).length > 0) {
        take(value, `${name}.`);
      } else if (canonicalJson(value) !== canonicalJson(declared)) {
        const text = textFor(declared, value);
        const applied = applyOverrides(pipeline, { [name]: text });
        if (applied.ok) {
          // A value that is written in another type today may be the one declared.
          if (canonicalJson(applied.value.params) !== canonicalJson(pipeline.params))
            overrides.push([name, text]);
        } else
          notes.push(
            `The parameter ${name} was ${displayValue(value)} and stays ${displayValue(declared)}: ${applied.error[0]?.message}`,
          );
      }
    }
  };
  take(recorded, "");
  return { overrides: Object.fromEntries(overrides), notes };
}

/** The text of a value that keeps its type: where no text is declared, one needs its quotes. */
const textFor = (declared: Value, value: Value): string =>
  typeof value === "string" && typeof declared !== "string" ? JSON.stringify(value) : valueToText(value);
