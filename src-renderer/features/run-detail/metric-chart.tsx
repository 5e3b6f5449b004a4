import { Skeleton } from "@mantine/core";
import { useElementSize, useReducedMotion } from "@mantine/hooks";
import { useEffect, useMemo, useState } from "react";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { MetricSeries } from "../../../src-main/core/model/run.ts";
import { client } from "../../api/client.ts";
import { latestOnly } from "../../api/latest-only.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { metricText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { StepName } from "../../ui/step-name.tsx";
import { Dot } from "../../ui/text.tsx";
import { chartPoints, type MetricGroup } from "./chart-points.ts";
import classes from "./run-detail.module.css";

const height = 160;

/** Widths are rounded up to this many pixels, so that dragging the panel does not ask for points at every pixel. */
const widthStep = 200;

type Lines = { readonly series: readonly (MetricSeries | null)[]; readonly failure: Failure | null };

/** As many points of each line as there are pixels to draw them on; asked again as a running step logs more. */
function useLines(group: MetricGroup, points: number): Lines | null {
  const [lines, setLines] = useState<Lines | null>(null);
  const [only] = useState(latestOnly);
  const key = group.lines.map(({ run, count }) => `${run} ${count}`).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the lines.
  useEffect(() => {
    if (points === 0) return;
    const asked = group.lines.map(({ run, name }) => client.call("runs.series", { id: run, name, points }));
    void only.run(Promise.all(asked), (answers) =>
      setLines({
        series: answers.map((answer) => (answer.ok ? answer.value : null)),
        failure: answers.find((answer) => !answer.ok)?.error ?? null,
      }),
    );
    return only.cancel;
  }, [key, points, only]);
  return lines;
}

/** One metric over its steps, a line for each step of the pipeline that logged it, in the colours given. */
export function MetricChart({
  group,
  colors,
}: {
  readonly group: MetricGroup;
  readonly colors: readonly string[];
}) {
  const { ref, width } = useElementSize();
  const still = useReducedMotion();
  const lines = useLines(group, Math.ceil(width / widthStep) * widthStep);
  const points = useMemo(() => chartPoints(lines?.series ?? []), [lines]);
  const [only] = group.lines;
  const aside =
    group.lines.length === 1 && only !== undefined
      ? `last ${metricText(only.last)} · min ${metricText(only.min)}`
      : group.lines.map((line, index) => (
          <span key={line.run} className={classes.legend}>
            <Dot color={colors[index] ?? ""} /> {line.step !== null && <StepName name={line.step} />}
          </span>
        ));
  const label = `${group.name}, ${group.lines.map((line) => `${line.step ?? "run"} from ${metricText(line.min)} to ${metricText(line.max)}`).join(", ")}`;
  return (
    <Panel title={group.name} aside={aside}>
      <div ref={ref} className={classes.chart} style={{ height }} role="img" aria-label={label}>
        {lines === null ? (
          <Skeleton height={height} animate={!still} />
        ) : lines.failure !== null ? (
          <ErrorNotice failure={lines.failure} />
        ) : (
          <ResponsiveContainer width="100%" height={height}>
            <LineChart
              data={points as never[]}
              margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
              accessibilityLayer={false}
            >
              <CartesianGrid vertical={false} stroke="var(--signet-chart-grid)" />
              <XAxis
                dataKey="step"
                type="number"
                domain={["dataMin", "dataMax"]}
                tickLine={false}
                axisLine={false}
                tick={{ fill: "var(--signet-text-faint)", fontSize: 11 }}
                height={20}
              />
              <YAxis
                width={46}
                domain={["auto", "auto"]}
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
                labelFormatter={(step) => `step ${String(step)}`}
                formatter={(value) => metricText(Number(value))}
              />
              {group.lines.map((line, index) => (
                <Line
                  key={line.run}
                  dataKey={index}
                  name={line.step ?? group.name}
                  type="linear"
                  stroke={colors[index] ?? ""}
                  strokeWidth={1.6}
                  dot={points.length < 3}
                  activeDot={{ r: 3 }}
                  connectNulls
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
        )}
      </div>
    </Panel>
  );
}
