import { Button, Skeleton } from "@mantine/core";
import { useElementSize, useMergedRef, useReducedMotion } from "@mantine/hooks";
import { useEffect, useMemo, useRef, useState } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { durationText } from "../../../src-main/core/base/duration-text.ts";
import type { SeriesRange } from "../../../src-main/core/contract/methods.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { MetricSeries } from "../../../src-main/core/model/run.ts";
import { client } from "../../api/client.ts";
import { latestOnly } from "../../api/latest-only.ts";
import { axisTicks, type ChartAxis, valueTicks } from "../../ui/axis-ticks.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { metricText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { StepName } from "../../ui/step-name.tsx";
import { Dot } from "../../ui/text.tsx";
import {
  atOneMoment,
  type ChartLook,
  type ChartPiece,
  type ChartPoint,
  chartData,
  type MetricGroup,
  smoothedKey,
} from "./chart-points.ts";
import classes from "./run-detail.module.css";
import { SaveChart } from "./save-chart.tsx";
import { useZoom } from "./use-zoom.ts";

const height = 160;

/** Widths are rounded up to this many pixels, so that dragging the panel does not ask for points at every pixel. */
const widthStep = 200;

type Lines = { readonly series: readonly (MetricSeries | null)[]; readonly failure: Failure | null };

/**
 * As many points of each line, of all or of a range, as there are pixels to draw them on; asked again as a running step
 * logs more.
 */
function useLines(group: MetricGroup, points: number, range: SeriesRange | null): Lines | null {
  const [lines, setLines] = useState<Lines | null>(null);
  const [only] = useState(latestOnly);
  const key = group.lines.map(({ run, count }) => `${run} ${count}`).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the lines, and the range's parts for it.
  useEffect(() => {
    if (points === 0) return;
    const asked = group.lines.map(({ run, name }) =>
      client.call("runs.series", { id: run, name, points, range }),
    );
    void only.run(Promise.all(asked), (answers) =>
      setLines({
        series: answers.map((answer) => (answer.ok ? answer.value : null)),
        failure: answers.find((answer) => !answer.ok)?.error ?? null,
      }),
    );
    return only.cancel;
  }, [key, points, only, range?.by, range?.from, range?.to]);
  return lines;
}

function axisText(axis: ChartAxis, at: number): string {
  switch (axis) {
    case "step":
      return String(at);
    case "relative":
      return durationText(Math.abs(at) < 10 ? Math.round(at * 1_000) : Math.round(at) * 1_000);
    case "time":
      return new Date(at).toLocaleTimeString();
  }
}

/** Round values around all that is drawn. */
function valuesAround(
  points: readonly ChartPoint[],
  pieces: readonly ChartPiece[],
  log: boolean,
): readonly number[] | undefined {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const point of points) {
    for (const { key } of pieces) {
      const value = point[key];
      if (value === undefined) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  return valueTicks(least, greatest, log);
}

/** One metric over its steps, a line for each step of the pipeline that logged it, in the colours given. */
export function MetricChart({
  group,
  colors,
  look,
  began,
}: {
  readonly group: MetricGroup;
  readonly colors: readonly string[];
  readonly look: ChartLook;
  /** When the run began, in epoch milliseconds. */
  readonly began: number;
}) {
  const { smoothing, log } = look;
  const [momentary, setMomentary] = useState(false);
  const axis = momentary ? "step" : look.axis;
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  const drawing = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(measured, drawing);
  const still = useReducedMotion();
  const { range, drag, handlers, reset } = useZoom(axis, began);
  const lines = useLines(group, Math.ceil(width / widthStep) * widthStep, range);
  // Of a part of a chart nothing is concluded.
  const isMomentary = range === null && lines !== null ? atOneMoment(lines.series) : momentary;
  if (isMomentary !== momentary) setMomentary(isMomentary);
  const { points, pieces } = useMemo(
    () => chartData(lines?.series ?? [], { axis, smoothing, log }, began),
    [lines, axis, smoothing, log, began],
  );
  const ticks = axisTicks(axis, points[0]?.step ?? 0, points.at(-1)?.step ?? 0);
  const values = useMemo(() => valuesAround(points, pieces, log), [points, pieces, log]);
  const [only] = group.lines;
  const aside =
    group.lines.length === 1 && only !== undefined
      ? `last ${metricText(only.last)} · ${only.best === only.min ? "min" : "max"} ${metricText(only.best)}`
      : group.lines.map((line, index) => (
          <span key={line.run} className={classes.legend}>
            <Dot color={colors[index] ?? ""} /> {line.step !== null && <StepName name={line.step} />}
          </span>
        ));
  const label = `${group.name}, ${group.lines.map((line) => `${line.step ?? "run"} from ${metricText(line.min)} to ${metricText(line.max)}`).join(", ")}`;
  return (
    <Panel
      title={group.name}
      aside={
        <span className={classes.chartAside}>
          {aside}
          {range !== null && (
            <Button
              variant="default"
              size="compact-xs"
              aria-label={`Show all of ${group.name}`}
              onClick={reset}
            >
              Show all
            </Button>
          )}
          <SaveChart
            group={group}
            colors={colors}
            range={range}
            began={began}
            drawing={() => drawing.current}
          />
        </span>
      }
    >
      <div ref={ref} className={classes.chart} style={{ height }} role="img" aria-label={label}>
        {lines === null ? (
          <Skeleton height={height} animate={!still} />
        ) : lines.failure !== null ? (
          <ErrorNotice failure={lines.failure} />
        ) : (
          <ResponsiveContainer width="100%" height={height}>
            <LineChart
              data={points as never[]}
              {...handlers}
              margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
              accessibilityLayer={false}
            >
              <CartesianGrid vertical={false} stroke="var(--signet-chart-grid)" />
              <XAxis
                dataKey="step"
                type="number"
                domain={["dataMin", "dataMax"]}
                ticks={ticks}
                tickLine={false}
                axisLine={false}
                tick={{ fill: "var(--signet-text-faint)", fontSize: 11 }}
                tickFormatter={(at: number) => axisText(axis, at)}
                height={20}
              />
              <YAxis
                width={46}
                domain={values === undefined ? ["auto", "auto"] : [values[0] ?? 0, values.at(-1) ?? 0]}
                ticks={values}
                scale={log ? "log" : "auto"}
                allowDataOverflow={log}
                tickLine={false}
                axisLine={false}
                tickCount={4}
                tick={{ fill: "var(--signet-text-faint)", fontSize: 11 }}
                tickFormatter={metricText}
              />
              <Tooltip
                isAnimationActive={false}
                cursor={{ stroke: "var(--signet-line-strong)" }}
                contentStyle={{
                  border: "1px solid var(--signet-line-strong)",
                  borderRadius: 6,
                  background: "var(--signet-panel)",
                  padding: "4px 8px",
                  fontSize: 12,
                }}
                labelStyle={{ color: "var(--signet-text-muted)" }}
                labelFormatter={(at) => (axis === "step" ? `step ${String(at)}` : axisText(axis, Number(at)))}
                formatter={(value) => metricText(Number(value))}
              />
              {pieces.map(({ line, key, lone }) => (
                <Line
                  key={key}
                  dataKey={key}
                  name={group.lines[line]?.step ?? group.name}
                  type="linear"
                  stroke={colors[line] ?? ""}
                  strokeWidth={smoothing > 0 ? 1 : 1.6}
                  strokeOpacity={smoothing > 0 ? 0.35 : 1}
                  dot={lone || points.length < 3}
                  activeDot={{ r: 3 }}
                  connectNulls
                  isAnimationActive={false}
                />
              ))}
              {smoothing > 0 &&
                pieces.map(({ line, key }) => (
                  <Line
                    key={smoothedKey(key)}
                    dataKey={smoothedKey(key)}
                    name={`${group.lines[line]?.step ?? group.name}, smoothed`}
                    type="linear"
                    stroke={colors[line] ?? ""}
                    strokeWidth={1.8}
                    dot={false}
                    activeDot={false}
                    connectNulls
                    isAnimationActive={false}
                  />
                ))}
              {drag !== null && (
                <ReferenceArea x1={drag.from} x2={drag.to} fill="var(--signet-accent)" fillOpacity={0.12} />
              )}
            </LineChart>
          </ResponsiveContainer>
        )}
      </div>
      {momentary && look.axis !== "step" && (
        <p className={classes.chartNote}>All points came at one moment: they are counted in steps.</p>
      )}
      {log && group.lines.some(({ min }) => min <= 0) && (
        <p className={classes.chartNote}>
          Zero and what is below have no place on a log scale: there the line has gaps.
        </p>
      )}
    </Panel>
  );
}
