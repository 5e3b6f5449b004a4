import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { axisTicks } from "../../ui/axis-ticks.ts";
import { metricText, plural } from "../../ui/format.ts";
import { hueAt } from "../../ui/hue.ts";
import { Dot } from "../../ui/text.tsx";
import classes from "./outputs-tab.module.css";
import type { Plot } from "./plot-data.ts";

const height = 240;

const tick = { fill: "var(--signet-text-faint)", fontSize: 11 } as const;
const still = { isAnimationActive: false } as const;

/** A table that is meant to be drawn: lines over numbers or bars over names, a colour for each column. */
export function OutputPlot({ name, plot }: { readonly name: string; readonly plot: Plot }) {
  const label = `${name}: ${plot.series.map((one) => one.name).join(", ")} over ${plot.x ?? "the rows"}`;
  const [from, to] = [plot.points[0]?.x, plot.points.at(-1)?.x].map(Number) as [number, number];
  const ticks = axisTicks("step", from, to);
  const shared = {
    data: plot.points as never[],
    margin: { top: 8, right: 12, bottom: 0, left: 0 },
    accessibilityLayer: false,
  };
  const parts = [
    <CartesianGrid key="grid" vertical={false} stroke="var(--signet-chart-grid)" />,
    <XAxis
      key="x"
      dataKey="x"
      {...(plot.numeric
        ? { type: "number" as const, domain: ["dataMin", "dataMax"], ticks, tickFormatter: metricText }
        : { type: "category" as const, interval: "preserveStartEnd" as const })}
      tickLine={false}
      axisLine={{ stroke: "var(--signet-line-strong)" }}
      tick={tick}
      height={22}
    />,
    <YAxis
      key="y"
      width={50}
      domain={plot.kind === "bars" ? undefined : ["auto", "auto"]}
      tickLine={false}
      axisLine={false}
      tickCount={5}
      tick={tick}
      tickFormatter={metricText}
    />,
    <Tooltip
      key="tip"
      {...still}
      cursor={
        plot.kind === "bars" ? { fill: "var(--signet-hover)" } : { stroke: "var(--signet-line-strong)" }
      }
      contentStyle={{
        border: "1px solid var(--signet-line-strong)",
        borderRadius: 6,
        background: "var(--signet-panel)",
        padding: "4px 8px",
        fontSize: 12,
      }}
      labelStyle={{ color: "var(--signet-text-muted)" }}
      labelFormatter={(x) => `${plot.x ?? "row"} ${typeof x === "number" ? metricText(x) : String(x)}`}
      formatter={(value) => metricText(Number(value))}
    />,
  ];
  return (
    <div className={classes.plot}>
      <ul className={classes.legend} aria-hidden="true">
        {plot.series.map((series, index) => (
          <li key={series.column}>
            <Dot color={hueAt(index)} /> {series.name}
          </li>
        ))}
      </ul>
      <div role="img" aria-label={label} data-plot={plot.kind} style={{ height }}>
        <ResponsiveContainer width="100%" height={height}>
          {plot.kind === "bars" ? (
            <BarChart {...shared} barCategoryGap="22%">
              {parts}
              {plot.series.map((series, index) => (
                <Bar
                  key={series.column}
                  dataKey={index}
                  name={series.name}
                  fill={hueAt(index)}
                  radius={[3, 3, 0, 0]}
                  maxBarSize={48}
                  {...still}
                />
              ))}
            </BarChart>
          ) : (
            <LineChart {...shared}>
              {parts}
              {plot.series.map((series, index) => (
                <Line
                  key={series.column}
                  dataKey={index}
                  name={series.name}
                  type="linear"
                  stroke={hueAt(index)}
                  strokeWidth={1.6}
                  dot={plot.points.length <= 24 ? { r: 2.2 } : false}
                  activeDot={{ r: 3 }}
                  connectNulls
                  {...still}
                />
              ))}
            </LineChart>
          )}
        </ResponsiveContainer>
      </div>
      {plot.left > 0 && (
        <p className={classes.note}>{plural(plot.left, "more column")} of numbers in the table.</p>
      )}
    </div>
  );
}
