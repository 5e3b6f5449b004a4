import { Button, Select, Skeleton } from "@mantine/core";
import { useMemo, useState } from "react";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { preferenceOf } from "../../../src-main/core/diff/metric-delta.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { metricText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { Dot } from "../../ui/text.tsx";
import classes from "./compare.module.css";
import { mergeSeries, type SeriesPoint, type SharedSeries } from "./series.ts";
import { SideHeading } from "./side-heading.tsx";
import type { Sides } from "./sides.ts";

const pointsShown = 600;

/** One metric of both runs as two lines over the same steps; a choice of metric where they share several. */
export function SeriesPanel({
  series,
  sides,
}: {
  readonly series: readonly SharedSeries[];
  readonly sides: Sides;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const shown =
    series.find(({ id }) => id === chosen) ??
    series.find(({ name }) => preferenceOf(name) === "lower") ??
    series.find(({ name }) => preferenceOf(name) !== null) ??
    series[0];
  const ask = (id: SharedSeries["from"] | undefined) =>
    shown === undefined || id === undefined ? null : { id, name: shown.name, points: pointsShown };
  const from = useAnswer("runs.series", ask(shown?.from));
  const to = useAnswer("runs.series", ask(shown?.to));
  const points = useMemo(() => mergeSeries(from.value, to.value), [from.value, to.value]);
  if (shown === undefined) return null;
  const failed = from.failure !== null ? from : to.failure !== null ? to : null;

  return (
    <Panel
      flush
      title={
        series.length === 1 ? (
          shown.label
        ) : (
          <Select
            aria-label="Series"
            w={190}
            data={series.map(({ id, label }) => ({ value: id, label }))}
            value={shown.id}
            allowDeselect={false}
            onChange={setChosen}
          />
        )
      }
      aside={
        <span className={classes.legend}>
          <SideHeading side={sides.from} />
          <SideHeading side={sides.to} />
          <span>{alike(points) ? "the same in both" : "by step"}</span>
        </span>
      }
    >
      {failed?.failure != null ? (
        <div className={classes.padded}>
          <ErrorNotice
            failure={failed.failure}
            action={
              <Button variant="default" onClick={failed.reload}>
                Try again
              </Button>
            }
          />
        </div>
      ) : from.value === null || to.value === null ? (
        <div className={classes.padded} role="status" aria-label={`Loading ${shown.label}`}>
          <Skeleton height={220} />
        </div>
      ) : (
        <Chart points={points} sides={sides} label={shown.label} />
      )}
    </Panel>
  );
}

/** Two lines that lie on each other look like one: it has to be said. */
const alike = (points: readonly SeriesPoint[]): boolean =>
  points.length > 0 && points.every(({ from, to }) => from !== null && from === to);

function Chart(props: {
  readonly points: readonly SeriesPoint[];
  readonly sides: Sides;
  readonly label: string;
}) {
  const { sides } = props;
  const axis = { tick: { fill: "var(--signet-text-muted)" }, tickLine: false } as const;
  const line = {
    type: "linear",
    dot: false,
    strokeWidth: 1.6,
    connectNulls: true,
    isAnimationActive: false,
  } as const;
  return (
    <div
      className={classes.chart}
      role="img"
      aria-label={`${props.label} by step: ${sides.from.label} and ${sides.to.label}`}
    >
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={[...props.points]} margin={{ top: 6, right: 6, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--signet-chart-grid)" />
          <XAxis
            {...axis}
            dataKey="step"
            type="number"
            domain={["dataMin", "dataMax"]}
            stroke="var(--signet-line-strong)"
          />
          <YAxis {...axis} width={60} domain={["auto", "auto"]} axisLine={false} tickFormatter={metricText} />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = payload?.[0]?.payload as SeriesPoint | undefined;
              return active && point !== undefined ? <PointTip point={point} sides={sides} /> : null;
            }}
          />
          <Line {...line} dataKey="from" name={sides.from.label} stroke={sides.from.color} />
          <Line {...line} dataKey="to" name={sides.to.label} stroke={sides.to.color} />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

function PointTip({ point, sides }: { readonly point: SeriesPoint; readonly sides: Sides }) {
  return (
    <div className={classes.tooltip}>
      step {point.step}
      {([sides.from, sides.to] as const).map((side, index) => (
        <div key={side.run.id}>
          <Dot color={side.color} />
          {side.label}
          <output>{metricText((index === 0 ? point.from : point.to) ?? undefined)}</output>
        </div>
      ))}
    </div>
  );
}
