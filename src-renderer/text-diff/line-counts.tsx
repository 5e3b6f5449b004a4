import { VisuallyHidden } from "@mantine/core";
import type { LineCounts } from "../../src-main/core/diff/unified.ts";
import { countText, plural } from "../ui/format.ts";
import classes from "./text-diff.module.css";

/** `−2 +2`: lines removed and added. */
export function LineCountsText({ counts }: { readonly counts: LineCounts }) {
  return (
    <span className={classes.lineCounts}>
      <span aria-hidden="true">
        <span className={classes.minus}>−{countText(counts.removed)}</span>{" "}
        <span className={classes.plus}>+{countText(counts.added)}</span>
      </span>
      <VisuallyHidden>
        {plural(counts.removed, "line")} removed, {countText(counts.added)} added
      </VisuallyHidden>
    </span>
  );
}
