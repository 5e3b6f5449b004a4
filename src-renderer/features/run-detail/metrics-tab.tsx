import { useMemo } from "react";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { countText, metricText } from "../../ui/format.ts";
import { hueAt, hueOf } from "../../ui/hue.ts";
import { Panel } from "../../ui/panel.tsx";
import { Breakable } from "../../ui/text.tsx";
import { chartGroups } from "./chart-points.ts";
import { MetricChart } from "./metric-chart.tsx";
import classes from "./run-detail.module.css";

/** More charts than this are not drawn; the table has every metric. */
const chartsDrawn = 24;

/** Every metric as a chart and with its last, least and greatest value. */
export function MetricsTab({ detail }: { readonly detail: RunDetail }) {
  const groups = useMemo(() => chartGroups(detail.metricSummaries), [detail.metricSummaries]);
  if (detail.metricSummaries.length === 0) {
    return (
      <EmptyState title="No metrics">
        A step logs them with signet.log_metric, or writes a dataset that is declared <code>as: metrics</code>
        .
      </EmptyState>
    );
  }
  return (
    <div className={classes.metrics}>
      <Panel flush>
        <div className={classes.numbers}>
          <table className={classes.table} aria-label="Metrics">
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
              {detail.metricSummaries.map((summary) => (
                <tr key={`${summary.run} ${summary.name}`} data-metric={summary.name}>
                  <th scope="row">
                    <Breakable name={summary.name} />
                    <div className={classes.metricStep}>
                      {[summary.step, summary.count > 1 ? `${countText(summary.count)} points` : null]
                        .filter((part) => part !== null)
                        .join(" · ")}
                    </div>
                  </th>
                  <td className={classes.value} title={String(summary.last)}>
                    {metricText(summary.last)}
                  </td>
                  <td className={classes.value} title={String(summary.min)}>
                    {metricText(summary.min)}
                  </td>
                  <td className={classes.value} title={String(summary.max)}>
                    {metricText(summary.max)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      <div className={classes.charts}>
        {groups.slice(0, chartsDrawn).map((group) => (
          <MetricChart
            key={group.name}
            group={group}
            colors={
              group.lines.length === 1 ? [hueOf(detail)] : group.lines.map((_line, index) => hueAt(index))
            }
          />
        ))}
      </div>
      {groups.length > chartsDrawn && (
        <p className={classes.more}>
          {countText(groups.length - chartsDrawn)} more metrics are in the table above.
        </p>
      )}
    </div>
  );
}
