import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

/** Says that there is nothing here, why, and what to do about it. */
export function EmptyState(props: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      {props.icon !== undefined && (
        <div className={classes.icon} aria-hidden="true">
          {props.icon}
        </div>
      )}
      <h2 className={classes.title}>{props.title}</h2>
      {props.children !== undefined && <div className={classes.text}>{props.children}</div>}
      {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
    </div>
  );
}
