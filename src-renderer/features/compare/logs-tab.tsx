import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { volatileStretches } from "../../../src-main/core/diff/log-diff.ts";
import type { LineCounts } from "../../../src-main/core/diff/unified.ts";
import type { LogLine, LogsDiff } from "../../../src-main/core/model/content-diff.ts";
import { LineCountsText } from "../../text-diff/line-counts.tsx";
import { MarkedText } from "../../text-diff/marked-text.tsx";
import { changedWords, type Stretch } from "../../text-diff/word-marks.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { countText, plural } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { type LogItem, logItems } from "./log-items.ts";
import classes from "./logs-tab.module.css";
import { SideHeading } from "./side-heading.tsx";
import type { PairOfSides } from "./sides.ts";

/** Of a line that is not wrapped. */
const lineHeight = 20;
/** Longer lines are cut for showing. */
const lineLimit = 2_000;

/** The consoles of two runs side by side, step by step; times and the like do not count as differences. */
export function LogsTab(props: {
  readonly logs: LogsDiff;
  readonly pair: PairOfSides;
  readonly onlyDifferences: boolean;
  readonly search: string;
  readonly current: string | null;
  readonly onChoose: (key: string) => void;
}) {
  const { logs, pair, onlyDifferences, search, current } = props;
  const items = useMemo(() => logItems(logs, onlyDifferences, search), [logs, onlyDifferences, search]);
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  });
  const at = current === null ? -1 : items.findIndex((item) => item.kind === "row" && item.key === current);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "center" });
  }, [at, virtual]);

  const seen = virtual.getVirtualItems();

  if (logs.consoles.every(({ lines }) => lines[0] === 0 && lines[1] === 0))
    return <EmptyState title="No logs">Neither side has printed anything.</EmptyState>;
  if (items.length === 0)
    return (
      <EmptyState title={search.trim() === "" ? "No lines differ" : "No line that differs has this text"}>
        {search.trim() === "" && sameText(logs)}
      </EmptyState>
    );
  return (
    <Panel
      flush
      title="Logs"
      aside={
        <>
          Times, dates, durations, addresses and process ids do not count ·{" "}
          <LineCountsText counts={countsOf(logs)} />
        </>
      }
    >
      <div className={classes.heads}>
        <SideHeading side={pair.from} />
        <SideHeading side={pair.to} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its box is scrolled by the arrow keys. */}
      <section ref={box} className={classes.box} aria-label="Lines" tabIndex={0}>
        <table className={classes.table} aria-label="Logs" aria-rowcount={items.length}>
          <tbody>
            <Space height={seen[0]?.start ?? 0} />
            {seen.map(({ index }) => (
              <Item
                key={index}
                index={index}
                measure={virtual.measureElement}
                item={items[index] as LogItem}
                current={index === at}
                onChoose={props.onChoose}
              />
            ))}
            <Space height={virtual.getTotalSize() - (seen.at(-1)?.end ?? 0)} />
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

const Space = ({ height }: { readonly height: number }) =>
  height <= 0 ? null : (
    <tr>
      <td colSpan={2} style={{ height }} />
    </tr>
  );

type Placed = {
  readonly index: number;
  readonly measure: (row: HTMLTableRowElement | null) => void;
  readonly current: boolean;
  readonly onChoose: (key: string) => void;
};

function Item(props: Placed & { readonly item: LogItem }) {
  const { item, index, measure } = props;
  switch (item.kind) {
    case "console":
      return (
        <tr ref={measure} data-index={index} className={classes.step} data-step={item.step ?? undefined}>
          <th scope="rowgroup" colSpan={2}>
            {item.step !== null && <strong>{item.step}</strong>} {item.says}
          </th>
        </tr>
      );
    case "note":
      return (
        <tr ref={measure} data-index={index} className={classes.skipped}>
          <td colSpan={2}>{item.text}</td>
        </tr>
      );
    case "row":
      return <LineRow {...props} item={item} />;
  }
}

function LineRow(props: Placed & { readonly item: Extract<LogItem, { kind: "row" }> }) {
  const { row, key } = props.item;
  const marks =
    row.change === "changed" && row.from !== null && row.to !== null
      ? changedWords(shown(row.from), shown(row.to), volatileStretches)
      : null;
  return (
    <tr
      ref={props.measure}
      data-index={props.index}
      className={classes.row}
      data-change={row.change}
      data-current={props.current || undefined}
      aria-current={props.current || undefined}
      onClick={() => row.change !== "same" && props.onChoose(key)}
    >
      <Side line={row.from} side="from" marks={marks?.from ?? []} />
      <Side line={row.to} side="to" marks={marks?.to ?? []} />
    </tr>
  );
}

const shown = ({ text }: LogLine): string =>
  text.length > lineLimit ? `${text.slice(0, lineLimit)}…` : text;

function Side(props: {
  readonly line: LogLine | null;
  readonly side: "from" | "to";
  readonly marks: readonly Stretch[];
}) {
  const { line, side, marks } = props;
  if (line === null) return <td className={classes.none} data-side={side} />;
  const text = shown(line);
  return (
    <td className={classes.line} data-side={side} title={text}>
      <span className={classes.number} aria-hidden="true">
        {line.line}
      </span>
      <MarkedText text={text} marks={marks} />
    </td>
  );
}

const countsOf = ({ consoles }: LogsDiff): LineCounts => ({
  removed: sum(consoles.map((one) => one.removed)),
  added: sum(consoles.map((one) => one.added)),
});

function sameText({ consoles }: LogsDiff): string {
  const volatile = sum(consoles.map((one) => one.volatile));
  const lines = plural(sum(consoles.map((one) => one.lines[1])), "line");
  return volatile === 0
    ? `${lines}, the same on both sides.`
    : `${lines}; ${countText(volatile)} differ in times and the like only.`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
