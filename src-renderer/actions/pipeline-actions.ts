import { notifications } from "@mantine/notifications";
import type { PipelineId } from "../../src-main/core/model/ids.ts";
import { client } from "../api/client.ts";

/** Shows a pipeline's file in the system's file manager, from where it can be opened in an editor. */
export async function showPipelineFile(id: PipelineId): Promise<void> {
  const shown = await client.showPipelineFile(id);
  if (!shown.ok)
    notifications.show({ color: "red", title: "The file was not shown", message: shown.error.message });
}
