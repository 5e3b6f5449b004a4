import { Dot } from "../../ui/text.tsx";
import classes from "./compare.module.css";
import type { Side } from "./sides.ts";

/** A run as the heading of its column. */
export function SideHeading({ side }: { readonly side: Side }) {
  return (
    <span className={classes.sideHeading} title={side.label}>
      <Dot color={side.color} />
      <span className={classes.sideName}>{side.label}</span>
    </span>
  );
}
