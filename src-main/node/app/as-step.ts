import { isAbsolute } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import { flattenValues } from "../../core/base/value.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { RunFile } from "../../core/model/run.ts";
import { stepText } from "../../core/pipeline/step-text.ts";
import { detailOf } from "./run-detail.ts";
import type { Services } from "./services.ts";

/** A pipeline file with one step that does what a tracked command did. */
export function asStep(services: Services, id: RunId): Result<string, Failure> {
  const detail = detailOf(services, id);
  if (!detail.ok) return detail;
  const { kind, command, name, project, ownParams, inputs, outputs } = detail.value;
  if (kind !== "script")
    return err(
      inputFailure("Only a command that was tracked becomes a step: this is one of a pipeline already"),
    );
  if (command === null)
    return err(inputFailure("The command of this run is not known: there is nothing to make a step of"));
  return ok(
    stepText({
      name,
      project,
      command,
      params: Object.fromEntries(flattenValues(ownParams)),
      inputs: pathsOf(inputs),
      // Where a step writes must be in its workspace.
      outputs: pathsOf(outputs.filter(({ path }) => path !== null && !isAbsolute(path))),
    }),
  );
}

const pathsOf = (files: readonly RunFile[]): { readonly [name: string]: string } =>
  Object.fromEntries(files.flatMap(({ name, path }) => (path === null ? [] : [[name, path]])));
