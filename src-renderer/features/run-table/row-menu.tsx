import { Menu } from "@mantine/core";
import { IconAppWindow, IconLayoutSidebarRight, IconPin, IconSelect, IconSitemap } from "@tabler/icons-react";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { WholeRunItems } from "../../actions/whole-run-items.tsx";
import { keysText } from "../../state/keys.ts";
import { useLayout } from "../../state/layout.ts";
import { go } from "../../state/navigation.ts";
import { togglePinned } from "../../state/pinned-runs.ts";
import { useRuns } from "../../state/runs.ts";
import { toggleSelected } from "../../state/selection.ts";
import { openInWindow } from "../../state/view-links.ts";
import { KeyHint } from "../../ui/text.tsx";

/** The run that the menu is about, and where it opens, in pixels of the window. */
export type RowMenuPlace = { readonly run: RunRow; readonly x: number; readonly y: number };

/** What can be done with one run of the table: opened by a right click, Shift F10 or the menu key. */
export function RowMenu({ place, onClose }: { readonly place: RowMenuPlace; readonly onClose: () => void }) {
  const { run, x, y } = place;
  const selected = useRuns((state) => state.selection.has(run.id));
  const pinned = useLayout((state) => state.pinnedRuns.includes(run.id));
  const pipeline = run.pipelineId;
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={0} width={260} returnFocus={false}>
      <Menu.Target>
        <span style={{ position: "fixed", left: x, top: y }} aria-hidden="true" />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${run.name}`}>
        <Menu.Item
          leftSection={<IconLayoutSidebarRight size={14} />}
          rightSection={<KeyHint>{keysText("Enter")}</KeyHint>}
          onClick={() => go({ view: "run", id: run.id })}
        >
          Open
        </Menu.Item>
        <Menu.Item
          leftSection={<IconAppWindow size={14} />}
          rightSection={<KeyHint>{keysText("Mod+Enter")}</KeyHint>}
          onClick={() => openInWindow({ view: "run", id: run.id })}
        >
          Open in new window
        </Menu.Item>
        {pipeline !== null && (
          <Menu.Item
            leftSection={<IconSitemap size={14} />}
            onClick={() => go({ view: "pipeline", id: pipeline })}
          >
            Open its pipeline
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconSelect size={14} />}
          rightSection={<KeyHint>{keysText("Space")}</KeyHint>}
          onClick={() => toggleSelected(run.id)}
        >
          {selected ? "Take out of the selection" : "Select"}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPin size={14} />}
          rightSection={<KeyHint>P</KeyHint>}
          onClick={() => togglePinned(run.id)}
        >
          {pinned ? "Let go from the top" : "Pin to the top"}
        </Menu.Item>
        {run.parent === null && (
          <>
            <Menu.Divider />
            <WholeRunItems run={run} />
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
