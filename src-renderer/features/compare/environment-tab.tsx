import { countDifferences } from "../../../src-main/core/diff/records.ts";
import { FileTexts } from "../../text-diff/file-texts.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
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
  const [from, to] = factsOf(diff.environment, "git.uncommitted");
  const showsDiff = from !== to && countDifferences(diff.environment) > 0;
  return (
    <div className={classes.stack}>
      <Panel flush>
        <EnvironmentTable
          facet={comparison.environment}
          sides={sides}
          onlyDifferences={props.onlyDifferences}
          search={props.search}
          words={props.words}
          current={props.current}
        />
      </Panel>
      {showsDiff && (
        <Panel flush title="What was not committed">
          <FileTexts
            path="uncommitted.diff"
            from={{
              label: pair.from.label,
              content: from === undefined ? null : { kind: "text", text: from },
            }}
            to={{ label: pair.to.label, content: to === undefined ? null : { kind: "text", text: to } }}
            fold
            search={props.search}
          />
        </Panel>
      )}
    </div>
  );
}
