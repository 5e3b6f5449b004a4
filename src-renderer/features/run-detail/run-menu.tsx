import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { WholeRunItems } from "../../actions/whole-run-items.tsx";

/** What can be done to the whole run. A step goes where its run goes. */
export function RunMenu({ detail }: { readonly detail: RunDetail }) {
  if (detail.parent !== null) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Run actions" variant="default" size={26}>
          <IconDots size={15} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <WholeRunItems run={detail} />
      </Menu.Dropdown>
    </Menu>
  );
}
