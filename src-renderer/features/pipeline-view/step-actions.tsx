import { Button } from "@mantine/core";
import type { PlannedStep } from "../../../src-main/core/model/plan.ts";
import type { StepSelection } from "../../state/drafts.ts";
import classes from "./step-panel.module.css";
import { isLimited, type Limit, toggleLimit } from "./step-selection.ts";

/** The three ways in which a step can limit what is planned and run. */
export const limits: readonly {
  readonly limit: Limit;
  readonly text: string;
  readonly name: string;
  readonly hint: string;
}[] = [
  {
    limit: "only",
    text: "Only this",
    name: "Run only this step",
    hint: "Plan and run this step alone, with what the steps before it made last",
  },
  {
    limit: "to",
    text: "Up to here",
    name: "Run up to here",
    hint: "Plan and run this step and those before it",
  },
  {
    limit: "from",
    text: "From here",
    name: "Run from here",
    hint: "Plan and run this step and those after it, with what the steps before it made last",
  },
];

/** What can be done with a chosen step. */
export type StepDoing = {
  /** May be the name of a `foreach` step, which means all its items. */
  readonly step: string;
  readonly selection: StepSelection;
  readonly onSelection: (selection: StepSelection) => void;
  /** Runs it alone, as far as it must; null while it cannot be run. */
  readonly onRun: (() => void) | null;
  /** Null while it cannot be run. */
  readonly onForce: (() => void) | null;
  /** Null when there is nothing to accept. */
  readonly onAccept: (() => void) | null;
};

/** What one can do with a step: limit the plan (and Run) by it, force it, accept its last outputs. */
export function StepActions(props: StepDoing) {
  const { step, selection, onRun, onForce, onAccept } = props;
  return (
    <div className={classes.stepActions}>
      <fieldset className={classes.limits}>
        <legend>Run</legend>
        <div className={classes.limitButtons}>
          {limits.map(({ limit, text, name, hint }) => (
            <button
              key={limit}
              type="button"
              aria-label={name}
              aria-pressed={isLimited(selection, limit, step)}
              title={hint}
              onClick={() => props.onSelection(toggleLimit(selection, limit, step))}
            >
              {text}
            </button>
          ))}
        </div>
      </fieldset>
      <div className={classes.stepButtons}>
        <Button
          variant="default"
          disabled={onRun === null}
          title="Run this step alone now, with what the steps before it made last; nothing happens if it is up to date"
          onClick={() => onRun?.()}
        >
          Run this step
        </Button>
        <Button
          variant="default"
          disabled={onForce === null}
          title="Run it again now, whatever the plan says"
          onClick={() => onForce?.()}
        >
          Force
        </Button>
        {onAccept !== null && (
          <Button
            variant="default"
            title="Count its last outputs as the result of what it is now"
            onClick={onAccept}
          >
            Accept last outputs…
          </Button>
        )}
      </div>
    </div>
  );
}

/** Whether a step would run although it has outputs of an earlier time that could be taken for its result. */
export const isAcceptable = (planned: PlannedStep): boolean =>
  planned.action === "run" &&
  planned.signature !== null &&
  planned.reasons.every(({ kind }) => kind !== "never-run" && kind !== "cache-disabled");
