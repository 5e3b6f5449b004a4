import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import type { ExportFormat } from "../../../src-main/core/contract/run-export.ts";

/** Writes runs, selected or found, with their steps to a file that the person names. */
export function ExportRuns(props: {
  readonly onExport: (format: ExportFormat) => Promise<void>;
  /** What people hear of it, where the word alone does not tell which runs. */
  readonly label?: string;
  readonly disabled?: boolean;
  /** Beside buttons that have no frame it has none, either. */
  readonly plain?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const save = async (format: ExportFormat): Promise<void> => {
    setBusy(true);
    await props.onExport(format);
    setBusy(false);
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant={props.plain === true ? "subtle" : "default"}
          {...(props.plain === true && { color: "gray" })}
          aria-label={props.label}
          title={props.label}
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
