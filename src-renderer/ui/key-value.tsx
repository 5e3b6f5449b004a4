import type { ReactNode } from "react";
import classes from "./key-value.module.css";
import { Breakable } from "./text.tsx";

/** Facts as two columns: what, and its value. Rows without a value are left out. */
export function KeyValue({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.list}>
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name} className={classes.row}>
            <dt className={classes.name}>
              <Breakable name={name} />
            </dt>
            <dd className={classes.value}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
