import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { viewLink } from "../../../src-main/core/model/view.ts";
import { client } from "../../api/client.ts";
import type { Tab } from "./sections.ts";

/** What can be taken out of the window: the comparison as a file, and how to come back to it. */
export function ExportMenu(props: {
  readonly runs: readonly RunId[];
  readonly tab: Tab;
  readonly disabled: boolean;
}) {
  const { runs, tab } = props;
  const [busy, setBusy] = useState(false);
  const save = async (format: "html" | "json"): Promise<void> => {
    setBusy(true);
    const made = await client.call("runs.exportComparison", { runs, format });
    const saved = made.ok ? await client.saveText(made.value) : made;
    setBusy(false);
    if (!saved.ok) {
      notifications.show({
        color: "red",
        title: "The comparison was not saved",
        message: saved.error.message,
      });
    } else if (saved.value !== null) notifications.show({ title: "Comparison saved", message: saved.value });
  };
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    notifications.show({ title: "Copied", message: text });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          disabled={props.disabled}
          loading={busy}
          leftSection={<IconDownload size={14} stroke={1.8} />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save("html")}>Save as a page (HTML)…</Menu.Item>
        <Menu.Item onClick={() => void save("json")}>Save as data (JSON)…</Menu.Item>
        <Menu.Divider />
        <Menu.Item
          onClick={() => void copy(viewLink({ view: "compare", runs, tab: tab === "summary" ? null : tab }))}
        >
          Copy link to this comparison
        </Menu.Item>
        <Menu.Item onClick={() => void copy(`signet diff ${runs.join(" ")}`)}>
          Copy command for the terminal
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
