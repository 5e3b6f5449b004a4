import type { ReactNode } from "react";
import classes from "./page-header.module.css";

/** The 52 px bar above a page: its title, what it is of, and its actions at the right. */
export function PageHeader(props: {
  readonly title?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <header className={classes.header}>
      {props.title !== undefined && <h1 className={classes.title}>{props.title}</h1>}
      {props.subtitle !== undefined && <div className={classes.subtitle}>{props.subtitle}</div>}
      {props.children !== undefined && <div className={classes.middle}>{props.children}</div>}
      {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
    </header>
  );
}
