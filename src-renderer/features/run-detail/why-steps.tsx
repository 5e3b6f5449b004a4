import { memo } from "react";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import { isActive, type RunDetail, type RunRow } from "../../../src-main/core/model/run.ts";
import { go } from "../../state/navigation.ts";
import { wordOf } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { StepName } from "../../ui/step-name.tsx";
import classes from "./run-detail.module.css";

/** Why each step of a run ran or did not. Not drawn again by what else changes of the run: it is the largest part of what is shown of it. */
export const WhySteps = memo(
  (props: { readonly steps: readonly RunRow[]; readonly reasons: RunDetail["stepReasons"] }) => (
    <ul className={classes.why} aria-label="Why it ran">
      {props.steps.map((step) => (
        <WhyStep key={step.id} step={step} reasons={props.reasons[step.step ?? step.name] ?? noReasons} />
      ))}
    </ul>
  ),
);

const noReasons: readonly Reason[] = [];

type Why = { readonly step: RunRow; readonly reasons: readonly Reason[] };

const WhyStep = memo(
  ({ step, reasons }: Why) => (
    <li className={classes.whyStep} data-step={step.step ?? step.name} data-status={step.status}>
      <button
        type="button"
        className={classes.stepLink}
        title={step.name}
        onClick={() => go({ view: "run", id: step.id })}
      >
        <StepName name={step.name} />
      </button>
      <StatusBadge word={wordOf(step)} />
      <div className={classes.whyText} data-rest={restsBy(step.cache) || undefined}>
        <ReasonTexts reasons={reasons} status={step.status} />
      </div>
    </li>
  ),
  // Each answer and each event brings rows that are new objects, of which few look otherwise.
  (a, b) =>
    a.step.id === b.step.id &&
    a.step.name === b.step.name &&
    a.step.status === b.step.status &&
    a.step.cache === b.step.cache &&
    (a.reasons === b.reasons ||
      (a.reasons.length === b.reasons.length &&
        a.reasons.every((reason, index) => reason.text === b.reasons[index]?.text))),
);

export const restsBy = (cache: RunDetail["cache"]): boolean => cache === "reused" || cache === "restored";

export function ReasonTexts({
  reasons,
  status,
}: {
  readonly reasons: readonly Reason[];
  readonly status: RunDetail["status"];
}) {
  if (reasons.length === 0) {
    if (status === "skipped") return <span>Not started: a step before it did not end well</span>;
    return <span>{isActive(status) ? "Waits for the steps before it" : "No reason recorded"}</span>;
  }
  return reasons.map((reason) => <div key={`${reason.kind} ${reason.subject}`}>{reason.text}</div>);
}
