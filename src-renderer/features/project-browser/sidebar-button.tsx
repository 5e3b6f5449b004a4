import { ActionIcon } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useNavigation } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import { useSidebar } from "../../state/sidebar.ts";
import classes from "./sidebar.module.css";
import { sidebarId } from "./sidebar.tsx";

/** Shows the sidebar over the page, in a window that is too narrow to have it beside that; elsewhere it is not seen. */
export function SidebarButton() {
  const shown = useSidebar((state) => state.shown);
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(shown);
  useEffect(() => {
    if (was.current === shown) return;
    was.current = shown;
    if (shown) document.getElementById(sidebarId)?.querySelector<HTMLElement>("[data-all]")?.focus();
    else button.current?.focus();
  }, [shown]);
  // Whatever was chosen in it is what one wants to see.
  useEffect(() => {
    if (!shown) return;
    const hide = (): void => useSidebar.setState({ shown: false });
    const ends = [
      useNavigation.subscribe(hide),
      useRuns.subscribe(({ filter }, old) => filter !== old.filter && hide()),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [shown]);
  return (
    <>
      <ActionIcon
        ref={button}
        className={classes.show}
        aria-label="Show sidebar"
        aria-controls={sidebarId}
        aria-expanded={shown}
        onClick={() => useSidebar.setState({ shown: !shown })}
      >
        <IconMenu2 size={18} stroke={1.8} />
      </ActionIcon>
      {shown && (
        <div
          className={classes.behind}
          aria-hidden="true"
          onClick={() => useSidebar.setState({ shown: false })}
        />
      )}
    </>
  );
}
