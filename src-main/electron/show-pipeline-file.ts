import { shell } from "electron";
import { err, ok, type Result } from "../core/base/result.ts";
import type { PipelineSummary } from "../core/contract/methods.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import type { AppHost } from "./app-host.ts";

/**
 * Shows a pipeline's file in the system's file manager. It is not opened: what a system does with a Python file may be to
 * run it. The page names the pipeline, and only the library knows its path.
 */
export async function showPipelineFile(host: AppHost, id: string): Promise<Result<null, Failure>> {
  const listed = await host.call("pipelines.list", {});
  if (!listed.ok) return listed;
  const found = (listed.value as readonly PipelineSummary[]).find((pipeline) => pipeline.id === id);
  if (found === undefined)
    return err(inputFailure("This pipeline is not on the list any more: import it again"));
  if (found.missing)
    return err(inputFailure(`${found.file} is gone: put it back, or import it from where it is now`));
  shell.showItemInFolder(found.file);
  return ok(null);
}
