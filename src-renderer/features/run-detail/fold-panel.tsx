import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Panel } from "../../ui/panel.tsx";
import classes from "./recorded-panels.module.css";

/** A card whose contents are shown on a click, or at once where `open` says so. `what` names them for screen readers. */
export function FoldPanel(props: {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly what: string;
  readonly open?: boolean;
  readonly flush?: boolean;
  /** Shown whether it is open or not. */
  readonly always?: ReactNode;
  readonly children: () => ReactNode;
}) {
  const [open, setOpen] = useState(props.open ?? false);
  return (
    <Panel
      title={props.title}
      flush={props.flush ?? false}
      aside={
        <span className={classes.aside}>
          {props.aside}
          <Button
            variant="default"
            size="compact-xs"
            aria-expanded={open}
            aria-label={`${open ? "Hide" : "Show"} ${props.what}`}
            onClick={() => setOpen(!open)}
          >
            {open ? "Hide" : "Show"}
          </Button>
        </span>
      }
    >
      {props.always}
      {open && props.children()}
    </Panel>
  );
}
