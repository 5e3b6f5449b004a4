import type { RunDetail, RunRow } from "../../../src-main/core/model/run.ts";
import { go } from "../../state/navigation.ts";
import { LogEnd } from "./log-end.tsx";
import classes from "./run-detail.module.css";

/** Of so many failed steps the end of their log is shown. */
const shownEnds = 3;

/** What went wrong, with what was printed last, and the way to more. */
export function ErrorPanel({ detail, onLog }: { readonly detail: RunDetail; readonly onLog: () => void }) {
  const failed = detail.steps.filter((step) => step.status === "failed");
  return (
    <div className={classes.error} role="alert">
      <h3 className={classes.errorTitle}>What went wrong</h3>
      <p className={classes.errorText}>{detail.error}</p>
      {detail.kind !== "pipeline" && <LogEnd run={detail.id} name={detail.name} />}
      {failed.slice(0, shownEnds).map((step) => (
        <div key={step.id}>
          <OpenStep step={step} />
          <LogEnd run={step.id} name={step.name} />
        </div>
      ))}
      {failed.slice(shownEnds).map((step) => (
        <OpenStep key={step.id} step={step} />
      ))}
      {(failed.length > 0 || detail.kind !== "pipeline") && (
        <button type="button" className={classes.link} onClick={onLog}>
          Show its log
        </button>
      )}
    </div>
  );
}

const OpenStep = ({ step }: { readonly step: RunRow }) => (
  <button type="button" className={classes.link} onClick={() => go({ view: "run", id: step.id })}>
    Open step {step.name}
  </button>
);
