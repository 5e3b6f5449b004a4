import { Fragment } from "react";
import type { PipelineView } from "../../../src-main/core/contract/methods.ts";
import { hasErrors } from "../../../src-main/core/model/diagnostic.ts";
import { plural } from "../../ui/format.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import classes from "./pipeline-view.module.css";
import { type PlanCount, planCounts } from "./plan-text.ts";

/** The plan in one sentence, as badges: "3 to run · 5 up to date · 1 restored · 2 undecided". */
export function PlanStatus(props: {
  readonly view: PipelineView | null;
  /** A run is on its way: what was forecast before it is no longer true. */
  readonly running: boolean;
  readonly pending: boolean;
}) {
  const counts = props.running
    ? [{ word: "running", text: "running" } as const]
    : countsOf(props.view, props.pending);
  return (
    <div role="status" aria-label="Plan" className={classes.counts} data-pending={props.pending || undefined}>
      {counts.map(({ word, text }, index) => (
        <Fragment key={text}>
          {index > 0 && <span className={classes.hiddenText}> · </span>}
          {word === null ? (
            <span className={classes.countText}>{text}</span>
          ) : (
            <StatusBadge word={word}>{text}</StatusBadge>
          )}
        </Fragment>
      ))}
    </div>
  );
}

function countsOf(view: PipelineView | null, pending: boolean): readonly PlanCount[] {
  if (view === null) return [{ word: null, text: pending ? "Planning…" : "No plan" }];
  if (view.plan !== null) return planCounts(view.plan);
  if (view.params.some(({ problem }) => problem !== null))
    return [{ word: null, text: "Correct the parameters to see the plan" }];
  if (view.summary.missing) return [{ word: null, text: "File missing" }];
  const errors = view.diagnostics.filter(({ severity }) => severity === "error").length;
  return [{ word: null, text: hasErrors(view.diagnostics) ? plural(errors, "problem") : "No plan" }];
}
