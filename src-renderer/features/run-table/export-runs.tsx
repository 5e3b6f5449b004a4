import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { client } from "../../api/client.ts";
import { plural } from "../../ui/format.ts";

type Format = "jsonl" | "csv";

/** Writes runs, with their steps, to a file that the person names. */
export function ExportRuns({ ids }: { readonly ids: readonly RunId[] }) {
  const [busy, setBusy] = useState(false);
  const save = async (format: Format): Promise<void> => {
    setBusy(true);
    await exportRuns(ids, format);
    setBusy(false);
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconDownload size={14} stroke={1.8} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save("jsonl")}>All that is recorded (JSON Lines)…</Menu.Item>
        <Menu.Item onClick={() => void save("csv")}>A table of runs (CSV)…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function exportRuns(ids: readonly RunId[], format: Format): Promise<void> {
  const made = await client.call("runs.export", { ids, format });
  const saved = made.ok ? await client.saveText({ name: made.value.name, text: made.value.text }) : made;
  if (!saved.ok) {
    notifications.show({ color: "red", title: "The runs were not exported", message: saved.error.message });
    return;
  }
  if (saved.value === null || !made.ok) return;
  const { runs, leftOut } = made.value;
  const without = leftOut === 0 ? "" : ` · ${plural(leftOut, "console")} too long to travel`;
  notifications.show({
    title: `${plural(runs, "run")} exported, steps included`,
    message: `${String(saved.value)}${without}`,
  });
}
