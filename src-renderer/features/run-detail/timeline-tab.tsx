// biome-ignore-all lint/a11y/useSemanticElements: a virtualised list cannot be made of option elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list has the focus and points at its active option.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are handled by the list, which has the focus.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { isActive, type RunDetail } from "../../../src-main/core/model/run.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { go } from "../../state/navigation.ts";
import { useRunDetail } from "../../state/run-details.ts";
import { timeTicks } from "../../ui/axis-ticks.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { durationText, plural } from "../../ui/format.ts";
import { labelOf, toneOf, wordOf } from "../../ui/status.ts";
import { StepName } from "../../ui/step-name.tsx";
import { useNow } from "../../ui/time.tsx";
import {
  moved,
  type Span,
  showing,
  type Timeline,
  type TimelineBar,
  timelineOf,
  zoomed,
} from "./timeline.ts";
import classes from "./timeline-tab.module.css";

const rowHeight = 26;

/** When each step of a run waited and worked; of a step, its pipeline run with the step marked. */
export function TimelineTab({ detail }: { readonly detail: RunDetail }) {
  return detail.kind === "step" && detail.parent !== null ? (
    <TimelineOfParent id={detail.parent} step={detail} />
  ) : (
    <TimelineOf run={detail} marked={null} />
  );
}

function TimelineOfParent({ id, step }: { readonly id: RunDetail["id"]; readonly step: RunDetail }) {
  const { value, failure } = useRunDetail(id);
  if (failure !== null) return <ErrorNotice failure={failure} />;
  return value === null ? null : <TimelineOf run={value} marked={step.id} />;
}

function TimelineOf({ run, marked }: { readonly run: RunDetail; readonly marked: RunDetail["id"] | null }) {
  const graph = useAnswer("runs.graph", run.kind === "pipeline" ? { id: run.id } : null);
  const active = isActive(run.status);
  const now = useNow(active ? "second" : null);
  // A run without steps is a single bar.
  const rows = run.steps.length === 0 ? [run] : run.steps;
  const end = active ? Math.max(now, Date.now()) : (run.ended ?? run.created);
  const timeline = useMemo(() => timelineOf(rows, graph.value, end), [rows, graph.value, end]);
  if (run.started === null && run.steps.length === 0)
    return <EmptyState title="Not started">When it starts, its time is drawn here.</EmptyState>;
  return <Bars timeline={timeline} graph={graph.value} marked={marked} />;
}

function Bars(props: {
  readonly timeline: Timeline;
  readonly graph: PipelineGraph | null;
  readonly marked: RunDetail["id"] | null;
}) {
  const { timeline, marked } = props;
  const { bars, from, to } = timeline;
  const whole = { from, to };
  const [chosen, setChosen] = useState<Span | null>(null);
  // What a run that goes on has done meanwhile is not there to be looked at closer yet.
  const view = chosen === null ? whole : moved(chosen, whole);
  const span = view.to - view.from;
  const look = (next: Span): void => setChosen(next.to - next.from >= to - from ? null : next);
  const scroller = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<string | null>(marked);
  const at = bars.findIndex(({ row }) => row.id === pointed);
  const virtual = useVirtualizer({
    count: bars.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialOffset: Math.max(0, at * rowHeight - 120),
    initialRect: { width: 600, height: 400 },
  });
  const ticks = timeTicks(span, 5, view.from - from);
  const inView = (time: number): number => Math.min(view.to, Math.max(view.from, time));
  const place = (time: number): string => `${((inView(time) - view.from) / span) * 100}%`;
  const width = (start: number, end: number): string =>
    `${(Math.max(0, inView(end) - inView(start)) / span) * 100}%`;
  const track = useRef<HTMLSpanElement>(null);
  const middle = (): number => {
    const bar = bars[at];
    const time = bar === undefined ? null : ((bar.started ?? bar.created) + bar.end) / 2;
    return time === null || time < view.from || time > view.to ? (view.from + view.to) / 2 : time;
  };
  const zoom = (times: number, around = middle()): void => look(zoomed(view, whole, times, around));
  const wheel = useRef(zoom);
  wheel.current = zoom;
  useEffect(() => {
    const element = scroller.current;
    // React listens passively, and a wheel that zooms must not zoom the page.
    const onWheel = (event: WheelEvent): void => {
      const box = track.current?.getBoundingClientRect();
      if (!(event.ctrlKey || event.metaKey) || box === undefined || box.width === 0) return;
      event.preventDefault();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      wheel.current(
        event.deltaY > 0 ? 1.25 : 0.8,
        shownSpan.current.from + share * spanOf(shownSpan.current),
      );
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, []);
  const shownSpan = useRef(view);
  shownSpan.current = view;

  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(bars.length - 1, index));
    const bar = bars[next];
    setPointed(bar?.row.id ?? null);
    virtual.scrollToIndex(next);
    if (bar !== undefined && chosen !== null)
      look(showing(view, { from: bar.started ?? bar.created, to: bar.end }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const jumps: { readonly [key: string]: number } = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: bars.length - 1,
    };
    const jump = jumps[event.key];
    const bar = bars[at];
    const pan = event.key === "ArrowLeft" ? -0.2 : event.key === "ArrowRight" ? 0.2 : null;
    if (jump !== undefined) moveTo(jump);
    else if (pan !== null) look(moved({ from: view.from + pan * span, to: view.to + pan * span }, whole));
    else if (event.key === "+" || event.key === "=") zoom(0.5);
    else if (event.key === "-") zoom(2);
    else if (event.key === "0" && !event.ctrlKey && !event.metaKey) setChosen(null);
    else if ((event.key === "Enter" || event.key === " ") && bar !== undefined)
      go({ view: "run", id: bar.row.id });
    else return;
    event.preventDefault();
  };

  const critical = bars.filter((bar) => bar.critical);
  return (
    <div className={classes.timeline}>
      <div className={classes.head}>
        <p className={classes.summary}>
          {plural(bars.length, bars.length === 1 && bars[0]?.row.kind !== "step" ? "run" : "step")} in{" "}
          {durationText(to - from)}
          {critical.length > 1 && ` · critical path of ${plural(critical.length, "step")}`}
          {chosen !== null &&
            ` · ${axisText(Math.round(view.from - from), span / 5)} to ${axisText(Math.round(view.to - from), span / 5)} shown`}
        </p>
        <span className={classes.zoom}>
          {chosen !== null && (
            <Button variant="default" size="compact-xs" onClick={() => setChosen(null)}>
              Show all
            </Button>
          )}
          <Tooltip label="Zoom out (−)">
            <ActionIcon aria-label="Zoom out" disabled={chosen === null} onClick={() => zoom(2)}>
              <IconMinus size={14} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Zoom in (+, or Ctrl and the wheel)">
            <ActionIcon aria-label="Zoom in" onClick={() => zoom(0.5)}>
              <IconPlus size={14} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <div className={classes.axis} aria-hidden="true">
        <span />
        <span ref={track} className={classes.track}>
          {ticks.map((tick) => (
            <span key={tick} className={classes.tick} style={{ left: place(from + tick) }}>
              {tick === 0 ? "0" : axisText(tick, span / 5)}
            </span>
          ))}
        </span>
      </div>
      <div
        ref={scroller}
        className={classes.rows}
        role="listbox"
        aria-label="Timeline of steps"
        aria-activedescendant={at < 0 ? undefined : optionId(at)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => at < 0 && moveTo(0)}
      >
        <div style={{ position: "relative", height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const bar = bars[item.index];
            if (bar === undefined) return null;
            const { row } = bar;
            return (
              <div
                key={row.id}
                id={optionId(item.index)}
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}
                role="option"
                aria-selected={row.id === marked}
                aria-label={sentenceOf(bar)}
                data-step={row.step ?? row.name}
                data-status={row.status}
                data-pointed={item.index === at || undefined}
                // Not by entering: a list that the keyboard scrolls comes under a mouse that rests.
                onMouseMove={() => setPointed(row.id)}
                onClick={() => go({ view: "run", id: row.id })}
              >
                <span className={classes.name} data-critical={bar.critical || undefined}>
                  <StepName name={row.step ?? row.name} />
                </span>
                <span className={classes.track}>
                  {ticks.map((tick) => (
                    <span key={tick} className={classes.line} style={{ left: place(from + tick) }} />
                  ))}
                  <span
                    className={classes.waiting}
                    style={{ left: place(bar.created), width: width(bar.created, bar.ready) }}
                  />
                  <span
                    className={classes.queued}
                    style={{
                      left: place(bar.ready),
                      width: width(bar.ready, bar.started ?? (isActive(row.status) ? bar.end : bar.ready)),
                    }}
                  />
                  {bar.started !== null && (
                    <span
                      className={classes.work}
                      data-tone={toneOf(wordOf(row))}
                      data-critical={bar.critical || undefined}
                      style={{ left: place(bar.started), width: width(bar.started, bar.end) }}
                    />
                  )}
                </span>
              </div>
            );
          })}
        </div>
      </div>
      <p className={classes.readout} aria-hidden="true">
        {bars[at] === undefined ? "Point at a step to read its times." : sentenceOf(bars[at])}
      </p>
      <ul className={classes.legend} aria-label="What is drawn">
        <li>
          <span className={classes.waiting} /> waits for steps before it
        </li>
        <li>
          <span className={classes.queued} /> waits for a free place
        </li>
        <li>
          <span className={classes.work} data-tone="succeeded" /> works
        </li>
        {critical.length > 1 && (
          <li>
            <span className={classes.work} data-tone="succeeded" data-critical /> on the critical path
          </li>
        )}
      </ul>
    </div>
  );
}

const optionId = (index: number): string => `timeline-${index}`;

/** `train, succeeded: waited 1.2s for steps before it, 0.3s for a free place, worked 12s; on the critical path`. */
function sentenceOf({ row, created, ready, started, end, critical }: TimelineBar): string {
  const name = row.step ?? row.name;
  const parts: string[] = [];
  const begun = started ?? (isActive(row.status) ? end : ready);
  if (ready > created) parts.push(`waited ${durationText(ready - created)} for steps before it`);
  if (begun > ready) parts.push(`${durationText(begun - ready)} for a free place`);
  if (started === null) parts.push(isActive(row.status) ? "not started yet" : "never started");
  else parts.push(`${isActive(row.status) ? "works since" : "worked"} ${durationText(end - started)}`);
  return `${name}, ${labelOf(wordOf(row))}: ${parts.join(", ")}${critical ? "; on the critical path" : ""}`;
}

const spanOf = ({ from, to }: Span): number => to - from;

/** A time as precise as a distance asks for: `500ms`, `20s`, `1m 30s`, `2h 00m`; close up `61.25s`. */
function axisText(milliseconds: number, distance: number): string {
  if (milliseconds < 1_000) return `${milliseconds}ms`;
  if (milliseconds < 10_000) return `${milliseconds / 1_000}s`;
  if (distance >= 1_000) return durationText(milliseconds);
  return `${(milliseconds / 1_000).toFixed(distance < 10 ? 3 : distance < 100 ? 2 : 1)}s`;
}
