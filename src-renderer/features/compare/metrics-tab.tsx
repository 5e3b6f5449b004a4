import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { sharedSeries } from "../../../src-main/core/diff/shared-series.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { RelationsPanel } from "./relations-panel.tsx";
import { MetricTable, type Statistic, statistics } from "./section-tables.tsx";
import { SeriesPanel } from "./series-panel.tsx";
import type { Compared } from "./use-comparison.ts";

/** The numbers of all runs, their series over each other, and, of many, how they hang together with parameters. */
export function MetricsTab(props: {
  readonly compared: Compared;
  readonly onlyDifferences: boolean;
  readonly search: string;
  readonly current: string | null;
  /** False where all numbers are the same and hidden. */
  readonly table: boolean;
}) {
  const { comparison, sides } = props.compared;
  const [statistic, setStatistic] = useState<Statistic>("last");
  const series = useMemo(() => sharedSeries(comparison), [comparison]);
  return (
    <div className={classes.stack}>
      {props.table && (
        <Panel
          flush
          title="Metrics"
          aside={
            <SegmentedControl
              size="xs"
              aria-label="Which value of each series"
              value={statistic}
              onChange={(next) => setStatistic(next as Statistic)}
              data={statistics.map((name) => ({ value: name, label: name }))}
            />
          }
        >
          <MetricTable
            facet={comparison.metrics}
            sides={sides}
            onlyDifferences={props.onlyDifferences}
            search={props.search}
            statistic={statistic}
            words
            current={props.current}
          />
        </Panel>
      )}
      <SeriesPanel series={series} sides={sides} />
      {sides.length > 2 && <RelationsPanel comparison={comparison} sides={sides} />}
    </div>
  );
}
