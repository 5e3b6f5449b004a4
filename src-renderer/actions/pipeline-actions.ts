import { notifications } from "@mantine/notifications";
import type { PipelineSummary } from "../../src-main/core/contract/methods.ts";
import type { PipelineId } from "../../src-main/core/model/ids.ts";
import { client } from "../api/client.ts";
import { go } from "../state/navigation.ts";
import { offerUndo, tryEdit } from "./edit.tsx";

/** Shows a pipeline's file in the system's file manager, from where it can be opened in an editor. */
export async function showPipelineFile(id: PipelineId): Promise<void> {
  const shown = await client.showPipelineFile(id);
  if (!shown.ok)
    notifications.show({ color: "red", title: "The file was not shown", message: shown.error.message });
}

/** Takes a pipeline off the list, and shows the runs in its place. */
export async function forgetPipeline({ id, name }: Pick<PipelineSummary, "id" | "name">): Promise<void> {
  if (!(await tryEdit("pipelines.forget", { id }, "The pipeline was not taken off the list"))) return;
  go({ view: "runs", project: null });
  offerUndo(`${name} is off the list. Its runs and files stay`, async () => {
    if (await tryEdit("pipelines.remember", { id }, "The pipeline was not put back"))
      go({ view: "pipeline", id });
  });
}
