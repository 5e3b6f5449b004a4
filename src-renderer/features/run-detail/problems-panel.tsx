import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { plural } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./recorded-panels.module.css";

/** What of a run's event file was not taken in. */
export function ProblemsPanel({ problems }: { readonly problems: RunDetail["eventProblems"] }) {
  if (problems === null) return null;
  return (
    <Panel title="Not taken in" aside={`${plural(problems.bad, "thing")} that its program told`}>
      <ul className={classes.problems}>
        {problems.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Panel>
  );
}
