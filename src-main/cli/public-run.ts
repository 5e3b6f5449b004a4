import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../core/model/ids.ts";
import type { StepNote } from "../core/model/plan.ts";
import type { Reason } from "../core/model/reason.ts";
import type { RunDetail, RunRow } from "../core/model/run.ts";
import type { Content } from "../core/ports/files.ts";
import { runWithSteps } from "../node/app/run-methods.ts";
import type { Services } from "../node/app/services.ts";
import { workspaceOf } from "../node/store/tables/run-lookups.ts";
import { libraryPath } from "./readable-path.ts";

/** What `signet run --json` prints. */
export type PublicRun = {
  readonly run: RunId;
  readonly status: string;
  readonly steps: readonly PublicStep[];
};

export type PublicStep = {
  readonly name: string;
  readonly action: "executed" | "reused" | "restored" | "failed" | "skipped" | "cancelled" | "interrupted";
  readonly signature: string | null;
  readonly reasons: readonly Reason[];
  readonly notes: readonly StepNote[];
  readonly run: RunId;
  readonly seconds: number;
  /**
   * `path` is absolute and readable: where the output is shown, else the library's own copy. Outputs that are nowhere, lost
   * and needed by no step, are left out.
   */
  readonly outputs: { readonly [dataset: string]: { readonly digest: string; readonly path: string } };
  readonly error: string | null;
};

export async function publicRun(services: Services, id: RunId): Promise<PublicRun> {
  const found = runWithSteps(services, id);
  if (!found.ok) throw new Error(found.error.message);
  const { run, steps } = found.value;
  const workspace = workspaceOf(services.library.database, id);
  return {
    run: run.id,
    status: run.status,
    steps: await Promise.all(steps.map((step) => publicStep(services, step, workspace))),
  };
}

async function publicStep(
  services: Services,
  step: RunDetail,
  workspace: string | null,
): Promise<PublicStep> {
  const outputs: [string, { digest: string; path: string }][] = [];
  for (const { name, path, ...file } of step.outputs) {
    // Only files of imported runs have none, and what is told here of has been executed.
    const { digest, size } = file;
    if (digest === null) throw new Error(`The output ${name} has no digest`);
    const content = { digest, size: size ?? 0, type: file.type };
    const readable = await readablePath(services, path, content, workspace);
    if (readable !== null) outputs.push([name, { digest, path: readable }]);
  }
  return {
    name: step.name,
    action: actionOf(step),
    signature: step.signature,
    reasons: step.reasons,
    notes: step.stepNotes,
    run: step.id,
    seconds: step.started !== null && step.ended !== null ? (step.ended - step.started) / 1000 : 0,
    outputs: Object.fromEntries(outputs),
    error: step.error,
  };
}

/** What became of a step. */
export function actionOf({ status, cache }: Pick<RunRow, "status" | "cache">): PublicStep["action"] {
  switch (status) {
    case "succeeded":
      return cache ?? "executed";
    case "failed":
    case "cancelled":
    case "skipped":
      return status;
    default:
      return "interrupted";
  }
}

/**
 * Where an output is shown in the workspace, else, as when its disk had no room for it, the library's own copy; null where
 * that is lost.
 */
const readablePath = async (
  services: Services,
  path: string | null,
  content: Content,
  workspace: string | null,
): Promise<string | null> => {
  const shown = path === null || workspace === null ? null : join(workspace, path);
  if (shown !== null && existsSync(shown)) return shown;
  return services.library.objects.has(content) ? libraryPath(services, content) : null;
};
