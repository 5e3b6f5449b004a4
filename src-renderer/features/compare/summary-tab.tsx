import { IconCircleCheck } from "@tabler/icons-react";
import { byCodeUnit } from "../../../src-main/core/base/json.ts";
import { isIdentical } from "../../../src-main/core/diff/diff-runs.ts";
import { countDifferences, diffRows } from "../../../src-main/core/diff/records.ts";
import { isSameComputation, type SummaryPart, summarise } from "../../../src-main/core/diff/summary.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RecordDiff, RunDiff } from "../../../src-main/core/model/run-diff.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { FilePair } from "./file-pair.tsx";
import { EnvironmentTable, FileTable, MetricTable, ParameterTable } from "./section-tables.tsx";
import type { Tab } from "./sections.ts";
import { sharedSeries } from "./series.ts";
import { SeriesPanel } from "./series-panel.tsx";
import { StepsPanel } from "./steps-panel.tsx";
import type { Comparison } from "./use-comparison.ts";

/** A card of the summary shows this many rows of its tab. */
const rowsShown = 8;

/** Everything at a glance: the sentence, what differs, what it did to the metrics, the first file that differs. */
export function SummaryTab(props: {
  readonly comparison: Comparison;
  readonly onlyDifferences: boolean;
  readonly onTab: (tab: Tab) => void;
  readonly onCompare: (baseline: RunId, candidate: RunId) => void;
}) {
  const { onlyDifferences } = props;
  const { diff, sides, from, to } = props.comparison;
  const identical = isIdentical(diff);
  const series = sharedSeries(from, to);
  const file = firstFile(diff);
  const card = (tab: Tab) => ({
    sides,
    onlyDifferences,
    atMost: rowsShown,
    onMore: () => props.onTab(tab),
  });
  const steps = (
    <StepsPanel
      from={from}
      to={to}
      sides={sides}
      onlyDifferences={onlyDifferences && !identical}
      onCompare={props.onCompare}
    />
  );

  if (identical) {
    return (
      <div className={classes.summary} data-plain>
        <div className={classes.stack}>
          <Identical diff={diff} />
          {steps}
        </div>
      </div>
    );
  }
  const hasRows = (part: RecordDiff<unknown>): boolean =>
    countDifferences(part) > 0 || (!onlyDifferences && Object.keys(part.same).length > 0);
  const moreFiles = countDifferences(diff.code) - 1;
  const details = file !== null || series.length > 0;
  return (
    <div className={classes.summary} data-plain={!details || undefined}>
      <div className={classes.stack}>
        <Panel title="What differs, and what it did">
          <Sentence parts={summarise(diff)} />
        </Panel>
        {hasRows(diff.parameters) && (
          <Panel flush>
            <ParameterTable part={diff.parameters} {...card("parameters")} />
          </Panel>
        )}
        {hasRows(diff.metrics) && (
          <Panel flush>
            <MetricTable part={diff.metrics} {...card("metrics")} />
          </Panel>
        )}
        {hasRows(diff.inputs) && (
          <Panel flush>
            <FileTable section="inputs" part={diff.inputs} {...card("inputs")} />
          </Panel>
        )}
        {hasRows(diff.environment) && (
          <Panel flush>
            <EnvironmentTable part={diff.environment} {...card("environment")} />
          </Panel>
        )}
        <CommandPanel comparison={props.comparison} />
        {steps}
      </div>
      {details && (
        <div className={classes.stack}>
          {file !== null && (
            <FilePair
              key={file.path}
              role="code"
              name={file.path}
              {...file}
              sides={sides}
              footer={
                moreFiles > 0 ? (
                  <button type="button" className={classes.more} onClick={() => props.onTab("code")}>
                    {plural(moreFiles, "more file differs", "more files differ")}
                  </button>
                ) : undefined
              }
            />
          )}
          <SeriesPanel series={series} sides={sides} />
        </div>
      )}
    </div>
  );
}

function Sentence({ parts }: { readonly parts: readonly SummaryPart[] }) {
  return (
    <p className={classes.sentence}>
      {parts.map(({ text, tone }, index) =>
        tone === "plain" ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no identity but their place.
          <strong key={index} data-tone={tone}>
            {text}
          </strong>
        ),
      )}
    </p>
  );
}

function Identical({ diff }: { readonly diff: RunDiff }) {
  const same = isSameComputation(diff);
  const counts = [
    plural(Object.keys(diff.parameters.same).length, "parameter"),
    plural(Object.keys(diff.code.same).length, "file"),
    plural(Object.keys(diff.inputs.same).length, "input"),
  ];
  return (
    <EmptyState
      icon={<IconCircleCheck size={32} stroke={1.5} />}
      title={same ? "No differences: the same computation" : "No differences in what was recorded"}
    >
      {counts.join(", ")} and all results are the same on both sides.
    </EmptyState>
  );
}

/** Two single steps whose command differs: nothing else would show it. */
function CommandPanel({ comparison: { from, to, sides } }: { readonly comparison: Comparison }) {
  if (from.kind === "pipeline" || to.kind === "pipeline" || from.command === to.command) return null;
  return (
    <Panel flush title="Command">
      {[
        { key: "from", label: sides.from.label, command: from.command },
        { key: "to", label: sides.to.label, command: to.command },
      ].map(({ key, label, command }) => (
        <pre key={key} className={classes.command} data-side={key} title={label}>
          {key === "from" ? "− " : "+ "}
          {command ?? "none"}
        </pre>
      ))}
    </Panel>
  );
}

/** The code file to look at first: a changed one before those only one side has. */
function firstFile({ code }: RunDiff): { path: string; inFrom: boolean; inTo: boolean } | null {
  const rows = diffRows({ ...code, same: {} }, byCodeUnit);
  const row = rows.find(({ change }) => change === "changed") ?? rows[0];
  return row === undefined
    ? null
    : { path: row.key, inFrom: row.from !== undefined, inTo: row.to !== undefined };
}
