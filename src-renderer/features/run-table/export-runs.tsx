import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { MethodParams } from "../../../src-main/core/contract/methods.ts";
import { client } from "../../api/client.ts";
import { plural } from "../../ui/format.ts";

export type RunsToExport = MethodParams<"runs.export">["runs"];

type Format = "jsonl" | "csv";

/** Writes runs, selected or found, with their steps to a file that the person names. */
export function ExportRuns(props: {
  readonly runs: RunsToExport;
  /** What people hear of it, where the word alone does not tell which runs. */
  readonly label?: string;
  readonly disabled?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const save = async (format: Format): Promise<void> => {
    setBusy(true);
    await exportRuns(props.runs, format);
    setBusy(false);
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          aria-label={props.label}
          disabled={props.disabled ?? false}
          loading={busy}
          leftSection={<IconDownload size={14} stroke={1.8} />}
        >
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

async function exportRuns(runs: RunsToExport, format: Format): Promise<void> {
  const made = await client.call("runs.export", { runs, format });
  const saved = made.ok ? await client.saveText({ name: made.value.name, text: made.value.text }) : made;
  if (!saved.ok) {
    notifications.show({ color: "red", title: "The runs were not exported", message: saved.error.message });
    return;
  }
  if (saved.value === null || !made.ok) return;
  const { runs: count, leftOut } = made.value;
  const without = leftOut === 0 ? "" : ` · ${plural(leftOut, "console")} too long to travel`;
  notifications.show({
    title: `${plural(count, "run")} exported, steps included`,
    message: `${String(saved.value)}${without}`,
  });
}
