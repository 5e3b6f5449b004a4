import { IconCircleCheck } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { naturalOrder } from "../../../src-main/core/base/natural-order.ts";
import { isIdentical } from "../../../src-main/core/diff/diff-runs.ts";
import { countDifferences, diffRows } from "../../../src-main/core/diff/records.ts";
import { sharedSeries } from "../../../src-main/core/diff/shared-series.ts";
import { isSameComputation, type SummaryPart, summarise } from "../../../src-main/core/diff/summary.ts";
import type { Comparison, Facet } from "../../../src-main/core/model/comparison.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunParts } from "../../../src-main/core/model/run-diff.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { CommandText } from "../../ui/text.tsx";
import classes from "./compare.module.css";
import { FilePair } from "./file-pair.tsx";
import { factsOf } from "./files-tab.tsx";
import { LookInside } from "./look-inside.tsx";
import { EnvironmentTable, FileTable, MetricTable, ParameterTable } from "./section-tables.tsx";
import { differing, resultsIn, type Tab } from "./sections.ts";
import { SeriesPanel } from "./series-panel.tsx";
import { StepsPanel } from "./steps-panel.tsx";
import type { Compared } from "./use-comparison.ts";

/** A card of the summary shows this many rows of its tab. */
const rowsShown = 8;

/** Everything at a glance: the sentence, what differs, what it did to the metrics, the first file and input that differ. */
export function SummaryTab(props: {
  readonly compared: Compared;
  readonly onlyDifferences: boolean;
  readonly search: string;
  readonly pairChoice: ReactNode;
  readonly onTab: (tab: Tab) => void;
  readonly onCompare: (baseline: RunId, candidate: RunId) => void;
}) {
  const { onlyDifferences, search } = props;
  const { comparison, sides, pair, diff } = props.compared;
  const { same } = comparison;
  const many = sides.length > 2;
  const identical = isIdentical(diff);
  const results = useMemo(() => resultsIn(comparison.metrics), [comparison]);
  const series = useMemo(() => sharedSeries({ ...comparison, metrics: results }), [comparison, results]);
  const file = firstFile(diff);
  const input = firstInput(diff);
  const card = (tab: Tab) => ({
    sides,
    onlyDifferences,
    search,
    atMost: rowsShown,
    onMore: () => props.onTab(tab),
  });
  const steps = (
    <StepsPanel
      pair={pair}
      onlyDifferences={onlyDifferences && !identical}
      search={search}
      onMore={() => props.onTab("graph")}
      onCompare={props.onCompare}
    />
  );

  if (identical && !many) {
    return (
      <div className={classes.summary} data-plain>
        <div className={classes.stack}>
          <Identical diff={diff} leftOut={same} />
          {steps}
        </div>
      </div>
    );
  }
  const hasRows = (facet: Facet<unknown>): boolean =>
    facet.length > 0 && (!onlyDifferences || differing(facet).length > 0);
  const moreFiles = countDifferences(diff.code) - 1;
  const details = file !== null || series.length > 0 || input !== undefined;
  return (
    <div className={classes.summary} data-plain={!details || undefined} data-many={many || undefined}>
      <div className={classes.stack}>
        {props.pairChoice}
        <Panel
          title={
            many
              ? `What differs from ${pair.from.label} in ${pair.to.label}`
              : "What differs, and what it did"
          }
        >
          <Sentence parts={summarise(diff)} />
        </Panel>
        {hasRows(comparison.parameters) && (
          <Panel flush>
            <ParameterTable facet={comparison.parameters} more={same.parameters} {...card("parameters")} />
          </Panel>
        )}
        {hasRows(results) && (
          <Panel flush>
            <MetricTable facet={results} {...card("metrics")} />
          </Panel>
        )}
        {hasRows(comparison.inputs) && (
          <Panel flush>
            <FileTable section="inputs" facet={comparison.inputs} more={same.inputs} {...card("inputs")} />
          </Panel>
        )}
        {hasRows(comparison.environment) && (
          <Panel flush>
            <EnvironmentTable
              facet={comparison.environment}
              more={same.environment}
              {...card("environment")}
            />
          </Panel>
        )}
        <CommandPanel compared={props.compared} />
        {steps}
      </div>
      {details && (
        <div className={classes.stack}>
          {file !== null && (
            <FilePair
              key={file.path}
              fileRole="code"
              name={file.path}
              {...file}
              pair={pair}
              search={search}
              footer={
                moreFiles > 0 ? (
                  <button type="button" className={classes.more} onClick={() => props.onTab("code")}>
                    {plural(moreFiles, "more file differs", "more files differ")}
                  </button>
                ) : undefined
              }
            />
          )}
          {input !== undefined && (
            <LookInside
              key={input}
              fileRole="input"
              name={input}
              from={factsOf(diff.inputs, input)[0]}
              to={factsOf(diff.inputs, input)[1]}
              pair={pair}
              onlyDifferences
              search={search}
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

function Identical(props: { readonly diff: RunParts; readonly leftOut: Comparison["same"] }) {
  const { diff, leftOut } = props;
  const same = isSameComputation(diff);
  const counts = [
    plural(Object.keys(diff.parameters.same).length + leftOut.parameters, "parameter"),
    plural(Object.keys(diff.code.same).length + leftOut.code, "file"),
    plural(Object.keys(diff.inputs.same).length + leftOut.inputs, "input"),
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
function CommandPanel({ compared }: { readonly compared: Compared }) {
  const { from, to } = compared.pair;
  const isPipeline = from.run.kind === "pipeline" || to.run.kind === "pipeline";
  if (isPipeline || from.run.command === to.run.command) return null;
  return (
    <Panel flush title="Command">
      {[
        { key: "from", side: from },
        { key: "to", side: to },
      ].map(({ key, side }) => (
        <pre key={key} className={classes.command} data-side={key} title={side.label}>
          {key === "from" ? "− " : "+ "}
          <CommandText command={side.run.command ?? "none"} />
        </pre>
      ))}
    </Panel>
  );
}

/** The input to look into first: one of which more than lines can be told before the others. */
function firstInput({ inputs }: RunParts): string | undefined {
  const names = Object.keys(inputs.changed).sort(naturalOrder);
  const tells = (name: string): boolean =>
    /\.(?:csv|tsv|jsonl?|png|jpe?g|webp)$/i.test(inputs.changed[name]?.[1].path ?? name);
  return names.find(tells) ?? names[0];
}

/** The code file to look at first: a changed one before those only one side has. */
function firstFile({ code }: RunParts): { path: string; inFrom: boolean; inTo: boolean } | null {
  const rows = diffRows({ ...code, same: {} });
  const row = rows.find(({ change }) => change === "changed") ?? rows[0];
  return row === undefined
    ? null
    : { path: row.key, inFrom: row.from !== undefined, inTo: row.to !== undefined };
}
