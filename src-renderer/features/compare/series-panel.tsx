import { Button, Select, Skeleton } from "@mantine/core";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { preferenceOf } from "../../../src-main/core/diff/metric-delta.ts";
import { mostLines, type SharedSeries } from "../../../src-main/core/diff/shared-series.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { MetricSeries } from "../../../src-main/core/model/run.ts";
import { client } from "../../api/client.ts";
import { latestOnly } from "../../api/latest-only.ts";
import { axisTicks, valueTicks } from "../../ui/axis-ticks.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { metricText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { Dot } from "../../ui/text.tsx";
import classes from "./compare.module.css";
import { mergeSeries, type SeriesPoint } from "./series.ts";
import { SideHeading } from "./side-heading.tsx";
import type { Sides } from "./sides.ts";

const pointsShown = 600;
/** A legend of more runs would need the room of the chart. */
const legendShown = 4;

/** One metric of all runs as lines over the same steps; a choice of metric where they share several. */
export function SeriesPanel({
  series,
  sides,
}: {
  readonly series: readonly SharedSeries[];
  readonly sides: Sides;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const shown =
    series.find(({ key }) => key === chosen) ??
    series.find(({ key }) => preferenceOf(key) === "lower") ??
    series.find(({ key }) => preferenceOf(key) !== null) ??
    series[0];
  const { lines, failure, reload } = useLines(shown);
  const points = useMemo(() => (lines === null ? [] : mergeSeries(lines)), [lines]);
  if (shown === undefined) return null;
  return (
    <Panel
      flush
      title={
        series.length === 1 ? (
          shown.key
        ) : (
          <Select
            aria-label="Series"
            w={190}
            searchable={series.length > 12}
            data={series.map(({ key }) => key)}
            value={shown.key}
            allowDeselect={false}
            onChange={setChosen}
          />
        )
      }
      aside={
        <span className={classes.legend}>
          {sides.slice(0, legendShown).map((side) => (
            <SideHeading key={side.run.id} side={side} />
          ))}
          {sides.length > legendShown && <span>and {sides.length - legendShown} more</span>}
          <span>{note(points, sides)}</span>
        </span>
      }
    >
      {failure !== null ? (
        <div className={classes.padded}>
          <ErrorNotice
            failure={failure}
            action={
              <Button variant="default" onClick={reload}>
                Try again
              </Button>
            }
          />
        </div>
      ) : lines === null ? (
        <div className={classes.padded} role="status" aria-label={`Loading ${shown.key}`}>
          <Skeleton height={220} />
        </div>
      ) : (
        <Chart points={points} sides={sides} label={shown.key} />
      )}
    </Panel>
  );
}

type Lines = readonly (MetricSeries | null)[];

/** Each run's series of a metric; null while they are on their way. */
function useLines(shown: SharedSeries | undefined) {
  const [state, setState] = useState<{ key: string; lines: Lines | null; failure: Failure | null }>({
    key: "",
    lines: null,
    failure: null,
  });
  const [round, setRound] = useState(0);
  const [only] = useState(latestOnly);
  const key = shown === undefined ? "" : JSON.stringify(shown.places);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the series, `round` for a reload.
  useEffect(() => {
    if (shown === undefined) return;
    const asked = shown.places.map((place) =>
      place === null
        ? null
        : client.call("runs.series", { id: place.run, name: place.name, points: pointsShown }),
    );
    void only.run(Promise.all(asked), (answers) =>
      setState({
        key,
        lines: answers.map((answer) => (answer?.ok ? answer.value : null)),
        failure: answers.flatMap((answer) => (answer === null || answer.ok ? [] : [answer.error]))[0] ?? null,
      }),
    );
    return only.cancel;
  }, [key, round, only]);
  const current = state.key === key;
  return {
    lines: current ? state.lines : null,
    failure: current ? state.failure : null,
    reload: () => setRound((count) => count + 1),
  };
}

/** Lines that lie on each other look like one: it has to be said. */
function note(points: readonly SeriesPoint[], sides: Sides): string {
  const alike =
    points.length > 0 &&
    points.every(({ values }) => values[0] !== null && values.every((value) => value === values[0]));
  if (alike) return sides.length === 2 ? "the same in both" : "the same in all";
  return sides.length > mostLines ? `by step, the first ${mostLines} runs` : "by step";
}

const noSides: Sides = [];

function Chart(props: {
  readonly points: readonly SeriesPoint[];
  readonly sides: Sides;
  readonly label: string;
}) {
  const sides = props.sides.slice(0, mostLines);
  // The axes are drawn first: with twenty lines it takes longer than the window may stand still.
  const lines = useDeferredValue(props.sides, noSides).slice(0, mostLines);
  const ticks = axisTicks("step", props.points[0]?.step ?? 0, props.points.at(-1)?.step ?? 0);
  const values = useMemo(() => {
    const all = props.points.flatMap((point) => point.values.filter((value) => value !== null));
    return valueTicks(
      all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
      false,
    );
  }, [props.points]);
  const axis = { tick: { fill: "var(--signet-text-muted)" }, tickLine: false } as const;
  return (
    <div
      className={classes.chart}
      role="img"
      aria-label={`${props.label} by step: ${sides.map(({ label }) => label).join(" and ")}`}
    >
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={[...props.points]} margin={{ top: 6, right: 6, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--signet-chart-grid)" />
          <XAxis
            {...axis}
            dataKey="step"
            type="number"
            domain={["dataMin", "dataMax"]}
            ticks={ticks}
            stroke="var(--signet-line-strong)"
          />
          <YAxis
            {...axis}
            width={60}
            domain={values === undefined ? ["auto", "auto"] : [values[0] ?? 0, values.at(-1) ?? 0]}
            ticks={values}
            axisLine={false}
            tickFormatter={metricText}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = payload?.[0]?.payload as SeriesPoint | undefined;
              return active && point !== undefined ? <PointTip point={point} sides={sides} /> : null;
            }}
          />
          {lines.map((side, run) => (
            <Line
              key={side.run.id}
              type="linear"
              dot={false}
              strokeWidth={1.6}
              connectNulls
              isAnimationActive={false}
              dataKey={(point: SeriesPoint) => point.values[run]}
              name={side.label}
              stroke={side.color}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

function PointTip({ point, sides }: { readonly point: SeriesPoint; readonly sides: Sides }) {
  return (
    <div className={classes.tooltip}>
      step {point.step}
      {sides.map((side, run) => (
        <div key={side.run.id}>
          <Dot color={side.color} />
          {side.label}
          <output>{metricText(point.values[run] ?? undefined)}</output>
        </div>
      ))}
    </div>
  );
}
