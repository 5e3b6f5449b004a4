import { SegmentedControl, Slider, Switch, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { naturalOrder } from "../../../src-main/core/base/natural-order.ts";
import { isSystemMetric } from "../../../src-main/core/model/metric-names.ts";
import type { MetricSummary, RunDetail } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import type { ChartAxis } from "../../ui/axis-ticks.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { countText, metricText, plural } from "../../ui/format.ts";
import { hueAt, hueOf } from "../../ui/hue.ts";
import { Panel } from "../../ui/panel.tsx";
import { Breakable } from "../../ui/text.tsx";
import { type ChartLook, chartGroups } from "./chart-points.ts";
import { MetricChart } from "./metric-chart.tsx";
import classes from "./run-detail.module.css";

/** More charts than this are not drawn; a part of the name finds others. */
const chartsDrawn = 24;

/** Rows of the table, at most; a part of the name finds others. */
const rowsShown = 500;

/** With more metrics than this there is a field to find some by name. */
const fewMetrics = 12;

const axes: readonly { readonly value: ChartAxis; readonly label: string }[] = [
  { value: "step", label: "Steps" },
  { value: "relative", label: "Duration" },
  { value: "time", label: "Time" },
];

/** How charts are drawn stays when another run is opened. */
let lastLook: ChartLook = { axis: "step", smoothing: 0, log: false };

/** The metrics that are looked at: all as far as the detail has them, or those whose names hold a text. */
function useSummaries(detail: RunDetail, filter: string) {
  const isKnown = filter === "" && detail.metricCount <= detail.metricSummaries.length;
  const asked = useAnswer(
    "runs.metrics",
    isKnown ? null : { id: detail.id, filter, offset: 0, limit: rowsShown },
    { keep: true },
  );
  return isKnown || asked.value === null
    ? { summaries: detail.metricSummaries, total: detail.metricCount, failure: asked.failure }
    : { ...asked.value, failure: asked.failure };
}

/** Every metric as a chart and with its last, least and greatest value, the best of them marked; what the machine was used for apart. */
export function MetricsTab({ detail }: { readonly detail: RunDetail }) {
  const [filter, setFilter] = useState("");
  const [look, setLook] = useState(lastLook);
  const change = (part: Partial<ChartLook>): void => {
    lastLook = { ...look, ...part };
    setLook(lastLook);
  };
  const { summaries, total, failure } = useSummaries(detail, filter.trim());
  const own = useMemo(() => inOrder(summaries.filter(({ name }) => !isSystemMetric(name))), [summaries]);
  const system = useMemo(() => inOrder(summaries.filter(({ name }) => isSystemMetric(name))), [summaries]);
  const groups = useMemo(() => chartGroups(own), [own]);
  const systemGroups = useMemo(() => chartGroups(system), [system]);
  if (detail.metricCount === 0) {
    return (
      <EmptyState title="No metrics">
        A step logs them with signet.log_metric, or writes a dataset that is declared <code>as: metrics</code>
        .
      </EmptyState>
    );
  }
  const began = detail.started ?? detail.created;
  const charts = (list: typeof groups) =>
    list
      .slice(0, chartsDrawn)
      .map((group) => (
        <MetricChart
          key={group.name}
          group={group}
          look={look}
          began={began}
          colors={
            group.lines.length === 1 ? [hueOf(detail)] : group.lines.map((_line, index) => hueAt(index))
          }
        />
      ));
  const shown = Math.min(own.length, rowsShown);
  return (
    <div className={classes.metrics}>
      <div className={classes.metricTools}>
        {detail.metricCount > fewMetrics && (
          <TextInput
            size="xs"
            aria-label="Find metrics"
            placeholder={`Find among ${plural(detail.metricCount, "metric")}`}
            leftSection={<IconSearch size={13} stroke={1.8} />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        )}
        <span className={classes.chartTools}>
          <span className={classes.smoothing}>
            Smoothing
            <Slider
              w={90}
              size="sm"
              min={0}
              max={0.99}
              step={0.01}
              label={null}
              thumbLabel="Smoothing"
              value={look.smoothing}
              onChange={(smoothing) => change({ smoothing })}
            />
            <span className={classes.smoothingValue}>{look.smoothing.toFixed(2)}</span>
          </span>
          <Switch
            size="xs"
            label="Log scale"
            checked={look.log}
            onChange={(event) => change({ log: event.currentTarget.checked })}
          />
          <SegmentedControl
            size="xs"
            aria-label="What the charts count along"
            value={look.axis}
            onChange={(value) => change({ axis: value as ChartAxis })}
            data={[...axes]}
          />
        </span>
      </div>
      {failure !== null && <ErrorNotice failure={failure} />}
      {own.length > 0 && <MetricTable summaries={own.slice(0, rowsShown)} />}
      {own.length + system.length === 0 && <p className={classes.more}>No metric has this in its name.</p>}
      {total > shown + system.length && (
        <p className={classes.more}>
          {countText(shown)} of {countText(total)} are shown: write a part of a name to find others.
        </p>
      )}
      <div className={classes.charts}>{charts(groups)}</div>
      {groups.length > chartsDrawn && (
        <p className={classes.more}>
          {countText(groups.length - chartsDrawn)} more have a chart: write a part of a name to see it.
        </p>
      )}
      {system.length > 0 && (
        <section className={classes.metrics} aria-label="Use of the machine">
          <MetricTable summaries={system} title="Use of the machine" />
          <div className={classes.charts}>{charts(systemGroups)}</div>
        </section>
      )}
    </div>
  );
}

/** The table and the charts below it have one order. */
const inOrder = (summaries: readonly MetricSummary[]): readonly MetricSummary[] =>
  summaries.toSorted((a, b) => naturalOrder(a.name, b.name));

/** Whether one of several values is the best of them. */
const isBest = ({ best, min, max }: MetricSummary, value: number): boolean | undefined =>
  (min !== max && value === best) || undefined;

const valueTitle = (summary: MetricSummary, value: number): string =>
  isBest(summary, value) ? `${value}, the best` : String(value);

function MetricTable(props: { readonly summaries: readonly MetricSummary[]; readonly title?: string }) {
  return (
    <div className={`${classes.charts} ${classes.metricTable}`}>
      <Panel flush title={props.title}>
        <div className={classes.numbers}>
          <table className={classes.table} aria-label={props.title ?? "Metrics"}>
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col" data-align="right">
                  Last
                </th>
                <th scope="col" data-align="right">
                  Min
                </th>
                <th scope="col" data-align="right">
                  Max
                </th>
              </tr>
            </thead>
            <tbody>
              {props.summaries.map((summary) => (
                <tr key={`${summary.run} ${summary.name}`} data-metric={summary.name}>
                  <th scope="row">
                    <span className={classes.longName} title={summary.name}>
                      <Breakable name={summary.name} />
                    </span>
                    <div className={classes.metricStep}>
                      {summary.step}
                      {summary.step !== null && summary.count > 1 && " · "}
                      {summary.count > 1 && (
                        <span className={classes.metricPoints}>{countText(summary.count)} points</span>
                      )}
                    </div>
                  </th>
                  <td className={classes.value} title={String(summary.last)}>
                    {metricText(summary.last)}
                  </td>
                  {([summary.min, summary.max] as const).map((value, index) => (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: the least and the greatest may be the same number.
                      key={index}
                      className={classes.value}
                      data-best={isBest(summary, value)}
                      title={valueTitle(summary, value)}
                    >
                      {metricText(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  );
}
