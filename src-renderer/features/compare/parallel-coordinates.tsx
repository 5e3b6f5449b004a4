import { useMemo, useState } from "react";
import { Dot } from "../../ui/text.tsx";
import classes from "./parallel-coordinates.module.css";
import { type Axis, placeOn } from "./relations.ts";
import type { Sides } from "./sides.ts";

/** The box below an axis names so many runs. */
const runsTold = 12;
/** From this many runs on, those beside the baseline are drawn thin. */
const many = 12;

/**
 * A line a run through all axes. Two paths a run, of any length: a chart that makes an element of every point stands still
 * for a while when there are a hundred runs.
 */
export function ParallelCoordinates({
  axes,
  sides,
}: {
  readonly axes: readonly Axis[];
  readonly sides: Sides;
}) {
  const [told, setTold] = useState<number | null>(null);
  const lines = useMemo(() => sides.map((_, run) => pathsOf(axes, run)), [axes, sides]);
  return (
    <div
      className={classes.chart}
      role="img"
      aria-label={`Parallel coordinates of ${axes.map(({ name }) => name).join(", ")}`}
    >
      <div className={classes.lines} style={{ insetInline: `${50 / axes.length}%` }}>
        <svg
          viewBox={`0 0 ${axes.length - 1} 1`}
          preserveAspectRatio="none"
          width="100%"
          height="100%"
          aria-hidden="true"
        >
          {axes.map(({ id }, at) => (
            <path key={id} d={`M${at} 0V1`} stroke="var(--signet-line-strong)" strokeWidth={1} />
          ))}
          {sides
            .map((side, run) => (
              <g key={side.run.id} stroke={side.color} opacity={sides.length > many && run > 0 ? 0.6 : 1}>
                <path d={lines[run]?.line} strokeWidth={run === 0 ? 2.6 : 1.4} />
                <path d={lines[run]?.dots} strokeWidth={6} strokeLinecap="round" />
              </g>
            ))
            .reverse()}
        </svg>
      </div>
      {axes.map((axis, at) => (
        <div
          key={axis.id}
          className={classes.axis}
          onPointerEnter={() => setTold(at)}
          onPointerLeave={() => setTold(null)}
        >
          <span className={classes.name} title={axis.name}>
            {axis.name}
          </span>
          <span className={classes.end}>{axis.ends[1]}</span>
          <span className={classes.end}>{axis.ends[0]}</span>
          {told === at && <RunsOn axis={axis} sides={sides} atEnd={at * 2 >= axes.length} />}
        </div>
      ))}
    </div>
  );
}

function RunsOn(props: { readonly axis: Axis; readonly sides: Sides; readonly atEnd: boolean }) {
  const { axis, sides } = props;
  const left = sides.length - runsTold;
  return (
    <div className={classes.told} data-at-end={props.atEnd || undefined}>
      {axis.name}
      {sides.slice(0, runsTold).map((side, run) => (
        <div key={side.run.id}>
          <Dot color={side.color} />
          {side.label}
          <output>{axis.texts[run] ?? "—"}</output>
        </div>
      ))}
      {left > 0 && <div>and {left} more</div>}
    </div>
  );
}

/** A run's line with a gap where it lacks a value, and its dots: strokes without length, which are round. */
export function pathsOf(
  axes: readonly Axis[],
  run: number,
): { readonly line: string; readonly dots: string } {
  let [line, dots, isOpen] = ["", "", false];
  for (const [at, axis] of axes.entries()) {
    const place = placeOn(axis, run);
    if (place !== null) {
      const point = `${at} ${1 - place}`;
      line += `${isOpen ? "L" : "M"}${point}`;
      dots += `M${point}h0`;
    }
    isOpen = place !== null;
  }
  return { line, dots };
}
