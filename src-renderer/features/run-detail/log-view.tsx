import { Button, Loader, Switch } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { isActive, type RunDetail, type RunRow } from "../../../src-main/core/model/run.ts";
import { go } from "../../state/navigation.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { plural, sizeText } from "../../ui/format.ts";
import { lineAt, lineCount } from "./log-buffer.ts";
import { LogLine } from "./log-line.tsx";
import { LogSearchField } from "./log-search-field.tsx";
import classes from "./logs-tab.module.css";
import { useLog } from "./use-log.ts";
import { useLogSearch } from "./use-log-search.ts";

const lineHeight = 18;
/** So many lines from an end of what is here, what lies beyond is read. */
const ahead = 100;

// Scrolled by hand: the virtualizer would go on to where a line stood, while others are read before it.
function showLine(box: HTMLElement, index: number): void {
  box.scrollTop = index * lineHeight - (box.clientHeight - lineHeight) / 2;
}
function showEnd(box: HTMLElement | null): void {
  if (box !== null) box.scrollTop = box.scrollHeight;
}

/** A console: of a long one a window that moves as one scrolls; a search looks through all of it. */
export function LogView(props: {
  readonly run: RunRow;
  readonly origin: RunDetail["origin"];
  readonly picker: ReactNode;
}) {
  const { run, origin } = props;
  const active = isActive(run.status);
  const log = useLog(run.id, !active);
  const { buffer, failure, size, place } = log;
  const [follow, setFollow] = useState(active || run.status === "failed");
  const [text, setText] = useState("");
  const search = useLogSearch(run.id, text);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const count = buffer === null ? 0 : lineCount(buffer);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  });
  const lines = virtual.getVirtualItems();
  const [top, bottom] = [lines[0]?.index ?? 0, lines.at(-1)?.index ?? 0];
  const following = follow && place === "end";

  useEffect(() => {
    if (following && count > 0) showEnd(box.current);
  }, [following, count]);

  // Lines that come or go before what one looks at do not move it; a window that was just opened shows the line that was asked for.
  const shown = useRef<{ place: typeof place; first: number } | null>(null);
  const first = buffer?.first ?? null;
  const isLong = buffer !== null && buffer.start > 0;
  useLayoutEffect(() => {
    const before = shown.current;
    // Between two windows there is none: the next one is opened, not moved.
    shown.current = first === null ? null : { place, first };
    if (first === null || box.current === null) return;
    if (before?.place === place) box.current.scrollTop += (before.first - first) * lineHeight;
    else if (place !== "end") showLine(box.current, -first);
    else if (isLong) showEnd(box.current);
  }, [first, place, isLong]);

  const { readEarlier, readLater } = log;
  const start = buffer?.start ?? 0;
  const next = buffer?.next ?? 0;
  useEffect(() => {
    if (buffer !== null && lines.length > 0 && top < ahead && start > 0) readEarlier();
  }, [buffer, lines.length, top, start, readEarlier]);
  useEffect(() => {
    // At its end it is read on by itself.
    if (buffer !== null && place !== "end" && bottom > count - ahead && next < size) readLater();
  }, [buffer, place, bottom, count, next, size, readLater]);

  // In a window of another height the end is elsewhere.
  const isShown = buffer !== null && (count > 0 || size > 0);
  useEffect(() => {
    if (!following || !isShown || box.current === null) return;
    const observer = new ResizeObserver(() => showEnd(box.current));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [following, isShown]);

  // Scrolling up stops following; reaching the end starts it again. What moves because the window was resized is not scrolled.
  const height = useRef(0);
  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    const wasResized = height.current !== element.clientHeight;
    height.current = element.clientHeight;
    if (wasResized && following) showEnd(element);
    else setFollow(element.scrollHeight - element.scrollTop - element.clientHeight < lineHeight * 2);
  };

  const goTo = (index: number): void => {
    const hit = search.hits[index];
    if (hit === undefined) return;
    setAt(index);
    setFollow(false);
    log.open({ offset: hit.offset });
  };
  const current = place !== "end" && search.hits[at]?.offset === place.offset ? -(buffer?.first ?? 0) : null;
  const whole = buffer !== null && buffer.start === 0 && buffer.next >= size;

  return (
    <div className={classes.log}>
      <div className={classes.bar}>
        {props.picker}
        <LogSearchField
          text={text}
          onText={(next) => {
            setText(next);
            setAt(0);
          }}
          search={search}
          at={at}
          led={current !== null}
          onGo={goTo}
        />
        <span className={classes.count}>
          {buffer === null ? "" : whole ? plural(count, "line") : sizeText(size)}
        </span>
        {buffer !== null && !whole && (
          <span className={classes.ends}>
            <Button size="compact-xs" variant="default" onClick={() => log.open({ offset: 0 })}>
              Beginning
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                setFollow(true);
                log.open("end");
              }}
            >
              End
            </Button>
          </span>
        )}
        {active && (
          <Switch
            className={classes.push}
            label="Follow"
            checked={following}
            onChange={(event) => {
              setFollow(event.currentTarget.checked);
              if (event.currentTarget.checked && place !== "end") log.open("end");
            }}
          />
        )}
      </div>
      {failure !== null && <ErrorNotice failure={failure} />}
      {buffer === null && failure === null && <Loader size="sm" aria-label="Loading log" />}
      {buffer !== null && count === 0 && size === 0 ? (
        <EmptyState
          title={active ? "Nothing written yet" : "Nothing was written"}
          actions={
            origin === null ? undefined : (
              <Button variant="default" onClick={() => go({ view: "run", id: origin.run })}>
                Open the run that made its outputs
              </Button>
            )
          }
        >
          {active ? "Output appears here as the step writes it." : "This step wrote nothing to its console."}
        </EmptyState>
      ) : (
        <div
          ref={box}
          className={classes.text}
          role="log"
          aria-label={`Log of ${run.name}`}
          aria-live="off"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard.
          tabIndex={0}
          onScroll={onScroll}
        >
          <div style={{ position: "relative", height: virtual.getTotalSize() }}>
            {buffer !== null &&
              lines.map((item) => (
                <div
                  key={item.index}
                  className={classes.line}
                  data-current={item.index === current || undefined}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <span className={classes.lineNumber} aria-hidden="true">
                    {buffer.start === 0 ? item.index + 1 : ""}
                  </span>
                  <LogLine text={lineAt(buffer, item.index)} found={text} />
                </div>
              ))}
          </div>
        </div>
      )}
    </div>
  );
}
