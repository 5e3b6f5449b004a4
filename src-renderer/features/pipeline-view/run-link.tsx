import type { ReactNode } from "react";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { go } from "../../state/navigation.ts";
import classes from "./pipeline-view.module.css";

/** Leads to a run. */
export function RunLink({ run, children }: { readonly run: RunId; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: places in this window have no address that an <a> could name.
    <button type="button" role="link" className={classes.link} onClick={() => go({ view: "run", id: run })}>
      {children}
    </button>
  );
}
