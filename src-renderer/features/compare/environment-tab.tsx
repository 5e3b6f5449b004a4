import { uncommittedFact } from "../../../src-main/core/diff/diff-runs.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { FilePair } from "./file-pair.tsx";
import { factsOf } from "./files-tab.tsx";
import { EnvironmentTable } from "./section-tables.tsx";
import type { Compared } from "./use-comparison.ts";

/** Packages, variables, interpreter and git: one table, and what was not committed side by side. */
export function EnvironmentTab(props: {
  readonly compared: Compared;
  readonly onlyDifferences: boolean;
  readonly search: string;
  readonly current: string | null;
  readonly words: boolean;
}) {
  const { comparison, sides, pair, diff } = props.compared;
  const [from, to] = factsOf(diff.environment, uncommittedFact);
  return (
    <div className={classes.stack}>
      <Panel flush>
        <EnvironmentTable
          facet={comparison.environment}
          more={comparison.same.environment}
          sides={sides}
          onlyDifferences={props.onlyDifferences}
          search={props.search}
          words={props.words}
          current={props.current}
        />
      </Panel>
      {from !== to && (
        <FilePair
          fileRole="uncommitted"
          name=""
          path="What was not committed"
          inFrom={from !== undefined}
          inTo={to !== undefined}
          pair={pair}
          search={props.search}
        />
      )}
    </div>
  );
}
