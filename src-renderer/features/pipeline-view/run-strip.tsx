import { Progress } from "@mantine/core";
import type { PipelineView } from "../../../src-main/core/contract/methods.ts";
import { useIsCancelling } from "../../actions/stop-run.ts";
import { durationText, plural } from "../../ui/format.ts";
import { Duration } from "../../ui/time.tsx";
import classes from "./pipeline-view.module.css";
import { progressOf, runSentence } from "./plan-text.ts";
import { RunLink } from "./run-link.tsx";
import type { FollowedRun } from "./use-followed-run.ts";
import { useTimeLeft } from "./use-time-left.ts";

/** The line under the header: how far the run is, or how it ended, and the way to it. */
export function RunStrip({ run, view }: { readonly run: FollowedRun; readonly view: PipelineView | null }) {
  const { row, steps, active } = run;
  const planned = view?.plan?.steps.length ?? 0;
  const left = useTimeLeft(run, view);
  const cancelling = useIsCancelling(row.id);
  const { ended, total } = progressOf(row, steps, planned);
  const name = row.number === null ? "run" : `run #${row.number}`;
  return (
    <div className={classes.strip} data-status={row.status}>
      <span className={classes.stripText} aria-live="polite">
        {active ? (
          <>
            {`${name[0]?.toUpperCase()}${name.slice(1)}`} · {ended} of {plural(total, "step")} ·{" "}
            <Duration from={row.started ?? row.created} to={row.ended} />
            {cancelling
              ? " · cancelling, steps have ten seconds to end"
              : left !== null && left >= 1_000 && ` · about ${durationText(left)} left`}
          </>
        ) : (
          runSentence(row, steps)
        )}
      </span>
      <RunLink run={row.id}>Open {name}</RunLink>
      {active && (
        <Progress
          className={classes.progress}
          value={total === 0 ? 0 : (ended / total) * 100}
          size={3}
          radius={0}
          aria-label="Steps done"
        />
      )}
    </div>
  );
}
