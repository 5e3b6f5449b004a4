import type { ReactNode } from "react";
import classes from "./panel.module.css";

/** A card: white on the ground, with an optional heading row. `flush` leaves out the inner space, for tables. */
export function Panel(props: {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly flush?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.panel} data-flush={props.flush || undefined}>
      {props.title !== undefined && (
        <header className={classes.head}>
          <h3 className={classes.title}>{props.title}</h3>
          {props.aside !== undefined && <span className={classes.aside}>{props.aside}</span>}
        </header>
      )}
      {props.children}
    </section>
  );
}
