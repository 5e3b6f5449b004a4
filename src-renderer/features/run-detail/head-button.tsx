import { Button } from "@mantine/core";
import type { MouseEvent, ReactNode } from "react";
import classes from "./run-head.module.css";

/** A button in the head of a run. Where the panel is narrow its icon stands for its word, unless it is `spoken`. */
export function HeadButton(props: {
  readonly icon: ReactNode;
  readonly children: string;
  /** What it does, told when it is pointed at. */
  readonly title: string;
  readonly loading?: boolean;
  readonly disabled?: boolean;
  /** The word stays in a narrow panel too: of what is waited for, or what this very run needs. */
  readonly spoken?: boolean;
  readonly onPress: (event: MouseEvent) => void;
}) {
  return (
    <Button
      variant="default"
      className={classes.headButton}
      data-spoken={props.spoken || undefined}
      leftSection={
        <span className={classes.headIcon} aria-hidden="true">
          {props.icon}
        </span>
      }
      title={props.title}
      loading={props.loading ?? false}
      disabled={props.disabled ?? false}
      onClick={props.onPress}
    >
      <span className={classes.headWord}>{props.children}</span>
    </Button>
  );
}
