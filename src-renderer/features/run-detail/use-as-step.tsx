import { notifications } from "@mantine/notifications";
import { IconCopy } from "@tabler/icons-react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { client } from "../../api/client.ts";
import { HeadButton } from "./head-button.tsx";

/** Copies the YAML of a step that does what a tracked command did. */
export function UseAsStep({ detail }: { readonly detail: RunDetail }) {
  if (detail.kind !== "script" || detail.command === null) return null;
  const copy = async () => {
    const answer = await client.call("runs.asStep", { id: detail.id });
    if (!answer.ok)
      return notifications.show({ color: "red", title: "No step was made", message: answer.error.message });
    try {
      await navigator.clipboard.writeText(answer.value.text);
    } catch (error) {
      return notifications.show({
        color: "red",
        title: "The step was not copied",
        message: (error as Error).message,
      });
    }
    notifications.show({
      title: "The step is on the clipboard",
      message: "Paste it into a pipeline file.",
    });
  };
  return (
    <HeadButton
      icon={<IconCopy size={14} stroke={1.8} />}
      title="Copy a pipeline file with one step that runs this command"
      onPress={() => void copy()}
    >
      Use as step
    </HeadButton>
  );
}
