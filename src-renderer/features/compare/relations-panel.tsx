import { MultiSelect, SegmentedControl, Select } from "@mantine/core";
import { useMemo, useState } from "react";
import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from "recharts";
import type { Comparison } from "../../../src-main/core/model/comparison.ts";
import { metricText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import classes from "./compare.module.css";
import { ParallelCoordinates } from "./parallel-coordinates.tsx";
import { type Axis, axesOf, chosenAxes } from "./relations.ts";
import type { Sides } from "./sides.ts";

/** How parameters and metrics of many runs hang together: a line a run through all axes, or one against the other. */
export function RelationsPanel({
  comparison,
  sides,
}: {
  readonly comparison: Comparison;
  readonly sides: Sides;
}) {
  const axes = useMemo(() => axesOf(comparison), [comparison]);
  const [kind, setKind] = useState<"parallel" | "scatter">("parallel");
  const [names, setNames] = useState<readonly string[] | null>(null);
  if (axes.length < 2) return null;
  const chosen = names === null ? chosenAxes(axes) : axes.filter(({ id }) => names.includes(id));
  return (
    <Panel
      flush
      title="Parameters and metrics"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Kind of chart"
          value={kind}
          onChange={(next) => setKind(next as typeof kind)}
          data={[
            { value: "parallel", label: "Parallel coordinates" },
            { value: "scatter", label: "Scatter" },
          ]}
        />
      }
    >
      {kind === "parallel" ? (
        <>
          <div className={classes.padded}>
            <MultiSelect
              aria-label="Axes"
              size="xs"
              searchable
              hidePickedOptions
              data={axes.map(({ id }) => id)}
              value={chosen.map(({ id }) => id)}
              onChange={setNames}
            />
          </div>
          <ParallelCoordinates axes={chosen} sides={sides} />
        </>
      ) : (
        <ScatterOf axes={axes} sides={sides} />
      )}
    </Panel>
  );
}

function ScatterOf({ axes, sides }: { readonly axes: readonly Axis[]; readonly sides: Sides }) {
  const numeric = axes.filter(({ numbers }) => numbers !== null);
  const [x, setX] = useState<string | null>(null);
  const [y, setY] = useState<string | null>(null);
  const across = numeric.find(({ id }) => id === x) ?? numeric[0];
  const up =
    numeric.find(({ id }) => id === y) ?? numeric.find(({ kind }) => kind === "metric") ?? numeric.at(-1);
  if (across === undefined || up === undefined)
    return <p className={classes.note}>A scatter chart needs two numbers that differ.</p>;
  const names = numeric.map(({ id }) => id);
  const axis = { tick: { fill: "var(--signet-text-muted)" }, tickLine: false } as const;
  return (
    <>
      <div className={classes.axisChoice}>
        <Select aria-label="Across" data={names} value={across.id} allowDeselect={false} onChange={setX} />
        <Select aria-label="Up" data={names} value={up.id} allowDeselect={false} onChange={setY} />
      </div>
      <div className={classes.chart} role="img" aria-label={`${up.name} against ${across.name}`}>
        <ResponsiveContainer width="100%" height="100%">
          <ScatterChart margin={{ top: 10, right: 24, bottom: 8, left: 8 }}>
            <CartesianGrid stroke="var(--signet-chart-grid)" />
            <XAxis
              {...axis}
              type="number"
              dataKey="x"
              name={across.name}
              domain={["auto", "auto"]}
              tickFormatter={metricText}
              stroke="var(--signet-line-strong)"
            />
            <YAxis
              {...axis}
              type="number"
              dataKey="y"
              name={up.name}
              width={60}
              domain={["auto", "auto"]}
              tickFormatter={metricText}
              stroke="var(--signet-line-strong)"
            />
            <Tooltip
              isAnimationActive={false}
              content={({ active, payload }) => {
                const point = payload?.[0]?.payload as { x: number; y: number; label: string } | undefined;
                if (!active || point === undefined) return null;
                return (
                  <div className={classes.tooltip}>
                    {point.label}
                    <div>
                      {across.name} <output>{metricText(point.x)}</output>
                    </div>
                    <div>
                      {up.name} <output>{metricText(point.y)}</output>
                    </div>
                  </div>
                );
              }}
            />
            {sides.map((side, run) => {
              const [a, b] = [across.numbers?.[run] ?? null, up.numbers?.[run] ?? null];
              if (a === null || b === null) return null;
              return (
                <Scatter
                  key={side.run.id}
                  data={[{ x: a, y: b, label: side.label }]}
                  fill={side.color}
                  name={side.label}
                  isAnimationActive={false}
                />
              );
            })}
          </ScatterChart>
        </ResponsiveContainer>
      </div>
    </>
  );
}
