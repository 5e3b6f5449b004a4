import { VisuallyHidden } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { changeAt, changeOf, valueIn } from "../../../src-main/core/diff/facets.ts";
import type { FacetRow } from "../../../src-main/core/model/comparison.ts";
import type { Change } from "../../../src-main/core/model/run-diff.ts";
import { countText } from "../../ui/format.ts";
import { Breakable } from "../../ui/text.tsx";
import classes from "./facet-table.module.css";
import { type TreeLine, treeLines } from "./row-tree.ts";
import { SideHeading } from "./side-heading.tsx";
import type { Sides } from "./sides.ts";

const signs: { readonly [change in Change]: string } = { added: "+", removed: "−", changed: "≠", same: "" };

const rowHeight = 31;
/** Longer tables are scrolled by themselves, so that only what is seen is drawn. */
const rowsWhole = 60;
/** The same of tables with so many runs that they are scrolled in any case. */
const wideRowsWhole = 20;
/** Of more runs than these only the columns that are seen are drawn, all of one width: that of a number with all its digits. */
const columnsWhole = 20;
const columnWidth = 188;
/** Of the columns beside those of the runs, as the style sheet has them. */
const besideRuns = 24 + 260 + 84;

export type FacetTableProps<T> = {
  readonly label: string;
  /** Heading of the first column. */
  readonly keyTitle: string;
  readonly rows: readonly FacetRow<T>[];
  readonly sides: Sides;
  /** `run` is the place of the run whose value it is. */
  readonly show: (value: T, row: FacetRow<T>, run: number) => ReactNode;
  /** A column behind the runs. */
  readonly extra?: { readonly title: string; readonly show: (row: FacetRow<T>) => ReactNode };
  /** What can be compared by size: the smallest and largest of a row are marked where there are more than two. */
  readonly size?: (value: T) => number | null;
  /** The word for a change in a column of its own; without it only the sign is seen. */
  readonly words?: boolean;
  readonly wordOf?: (row: FacetRow<T>) => string;
  /** Leaves changed values without a tint, where red and green would look like a verdict. */
  readonly untinted?: boolean;
  /** Dotted names as a tree. */
  readonly tree?: boolean;
  readonly current?: string | null;
  /** When given, a row's name is a button that chooses it. */
  readonly onChoose?: (key: string) => void;
  readonly footer?: ReactNode;
};

/** What several runs have, a row a key and a column a run, each row with its change as sign, word, tint and `data-change`. */
export function FacetTable<T>(props: FacetTableProps<T>) {
  const { rows, current = null, sides } = props;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo<TreeLine<T>[]>(
    () =>
      props.tree
        ? treeLines(rows, folded)
        : rows.map((row) => ({ kind: "row", row, label: row.key, depth: 0 })),
    [rows, folded, props.tree],
  );
  const long = lines.length > (sides.length > columnsWhole ? wideRowsWhole : rowsWhole);
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: long ? lines.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });

  const columns = useSeenColumns(sides.length, box);

  const at =
    current === null ? -1 : lines.findIndex((line) => line.kind === "row" && line.row.key === current);
  useEffect(() => {
    if (at < 0) return;
    if (long) virtual.scrollToIndex(at, { align: "auto" });
    else box.current?.querySelector("[data-current]")?.scrollIntoView({ block: "nearest" });
  }, [at, long, virtual]);
  // A row that is gone to must be seen: the groups that it is in are opened.
  useEffect(() => {
    if (current === null) return;
    setFolded((old) => {
      const open = [...old].filter((prefix) => !current.startsWith(prefix));
      return open.length === old.size ? old : new Set(open);
    });
  }, [current]);

  const toggle = (prefix: string): void =>
    setFolded((old) => {
      const next = new Set(old);
      if (!next.delete(prefix)) next.add(prefix);
      return next;
    });
  const seen = virtual.getVirtualItems();
  const span = 2 + sides.length + (props.extra === undefined ? 0 : 1) + (props.words ? 1 : 0);
  const firstDrawn = long ? (seen[0]?.index ?? 0) : 0;
  const drawn = long ? lines.slice(firstDrawn, (seen.at(-1)?.index ?? 0) + 1) : lines;
  /** Of a row among all rows, which are not all here; the heading is the first. */
  const placeOf = (index: number) => (long ? firstDrawn + index + 2 : undefined);
  const before = long ? (seen[0]?.start ?? 0) : 0;
  const after = long ? virtual.getTotalSize() - (seen.at(-1)?.end ?? 0) : 0;
  return (
    <div
      ref={box}
      className={classes.box}
      data-long={long || undefined}
      // What scrolls must be reachable by keys: among the rows that are drawn there may be nothing that takes the focus.
      {...(long || sides.length > 2
        ? { role: "group", "aria-label": `${props.label}, scrolled`, tabIndex: 0 }
        : {})}
    >
      <table
        className={classes.table}
        aria-label={props.label}
        aria-rowcount={lines.length + 1}
        data-untinted={props.untinted || undefined}
        data-words={props.words || undefined}
        data-many={sides.length > 2 || undefined}
        data-wide={columns.wide || undefined}
        {...(columns.wide
          ? { "aria-colcount": span, style: { width: besideRuns + sides.length * columnWidth } }
          : {})}
      >
        {columns.wide && (
          <colgroup>
            <col className={classes.signColumn} />
            <col className={classes.keyColumn} />
            <col span={sides.length} style={{ width: columnWidth }} />
            {props.words && <col className={classes.wordColumn} />}
          </colgroup>
        )}
        <thead>
          <tr>
            <th className={classes.sign}>
              <VisuallyHidden>Change</VisuallyHidden>
            </th>
            <th className={classes.keyHead}>{props.keyTitle}</th>
            <Unseen columns={columns.before} />
            {sides.slice(columns.first, columns.end).map((side, index) => (
              <th
                key={side.run.id}
                className={classes.value}
                data-baseline={side === sides[0] || undefined}
                aria-colindex={columns.wide ? columns.first + index + 3 : undefined}
              >
                <SideHeading side={side} />
              </th>
            ))}
            <Unseen columns={columns.after} />
            {props.extra !== undefined && <th className={classes.value}>{props.extra.title}</th>}
            {props.words && <th className={classes.word}>Change</th>}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space height={before} span={span} />}
          {drawn.map((line, index) =>
            line.kind === "group" ? (
              <GroupRow key={line.prefix} line={line} place={placeOf(index)} span={span} onToggle={toggle} />
            ) : (
              <Row
                key={line.row.key}
                row={line.row as FacetRow<unknown>}
                label={line.label}
                depth={line.depth}
                place={placeOf(index)}
                table={props as unknown as FacetTableProps<unknown>}
                columns={columns}
                current={line.row.key === current}
              />
            ),
          )}
          {after > 0 && <Space height={after} span={span} />}
        </tbody>
        {props.footer !== undefined && !long && (
          <tfoot>
            <tr>
              <td colSpan={span}>{props.footer}</td>
            </tr>
          </tfoot>
        )}
      </table>
      {props.footer !== undefined && long && <div className={classes.foot}>{props.footer}</div>}
    </div>
  );
}

/** The columns of runs that are drawn: from `first` up to `end`, with the numbers of those before and after them. */
type SeenColumns = {
  readonly wide: boolean;
  readonly first: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
};

/** All columns of a few runs, of many those that are seen. Its first columns stay in sight and cover those below them. */
function useSeenColumns(runs: number, box: RefObject<HTMLDivElement | null>): SeenColumns {
  const wide = runs > columnsWhole;
  const virtual = useVirtualizer({
    horizontal: true,
    count: wide ? runs : 0,
    getScrollElement: () => box.current,
    estimateSize: () => columnWidth,
    overscan: 2,
  });
  const seen = virtual.getVirtualItems();
  const first = wide ? (seen[0]?.index ?? 0) : 0;
  const end = wide ? (seen.at(-1)?.index ?? -1) + 1 : runs;
  return useMemo(() => ({ wide, first, end, before: first, after: runs - end }), [wide, first, end, runs]);
}

const Unseen = ({ columns }: { readonly columns: number }) =>
  columns === 0 ? null : <td colSpan={columns} aria-hidden="true" />;

const Space = ({ height, span }: { readonly height: number; readonly span: number }) => (
  <tr className={classes.space}>
    <td colSpan={span} style={{ height }} />
  </tr>
);

function GroupRow(props: {
  readonly line: Extract<TreeLine<unknown>, { kind: "group" }>;
  readonly place: number | undefined;
  readonly span: number;
  readonly onToggle: (prefix: string) => void;
}) {
  const { label, prefix, count, folded, depth } = props.line;
  return (
    <tr className={classes.group} data-group={prefix} aria-rowindex={props.place}>
      <td className={classes.sign} />
      <th scope="rowgroup" colSpan={props.span - 1} style={{ paddingLeft: 8 + depth * 16 }}>
        <button type="button" aria-expanded={!folded} onClick={() => props.onToggle(prefix)}>
          {folded ? <IconChevronRight size={13} stroke={2} /> : <IconChevronDown size={13} stroke={2} />}
          {label}
          <span className={classes.count}>{countText(count)}</span>
        </button>
      </th>
    </tr>
  );
}

const Row = memo(function Row(props: {
  readonly row: FacetRow<unknown>;
  readonly label: string;
  readonly depth: number;
  readonly place: number | undefined;
  readonly table: FacetTableProps<unknown>;
  readonly columns: SeenColumns;
  readonly current: boolean;
}) {
  const { row, table, columns, current } = props;
  const { onChoose, sides } = table;
  const change = changeOf(row);
  const extremes =
    table.size === undefined || sides.length < 3 ? null : extremesOf(row, sides.length, table.size);
  return (
    <tr
      data-key={row.key}
      data-change={change}
      aria-rowindex={props.place}
      data-current={current || undefined}
      aria-current={current || undefined}
    >
      <td className={classes.sign}>
        <span aria-hidden="true">{signs[change]}</span>
        {!table.words && <VisuallyHidden>{change}</VisuallyHidden>}
      </td>
      <th scope="row" className={classes.key} style={{ paddingLeft: 8 + props.depth * 16 }}>
        {onChoose === undefined ? (
          <DottedName name={props.label} />
        ) : (
          <button
            type="button"
            className={classes.choose}
            aria-pressed={current}
            onClick={() => onChoose(row.key)}
          >
            <DottedName name={props.label} />
          </button>
        )}
      </th>
      <Unseen columns={columns.before} />
      {sides.slice(columns.first, columns.end).map((side, index) => {
        const run = columns.first + index;
        const value = valueIn(row, run);
        return (
          <td key={side.run.id} className={classes.value} aria-colindex={columns.wide ? run + 3 : undefined}>
            {value === undefined ? (
              <Nothing />
            ) : (
              <>
                {extremes !== null && <Extreme size={table.size?.(value) ?? null} extremes={extremes} />}
                <span className={classes.cell} data-side={run === 0 ? "from" : changeAt(row, run)}>
                  {table.show(value, row, run)}
                </span>
              </>
            )}
          </td>
        );
      })}
      <Unseen columns={columns.after} />
      {table.extra !== undefined && <td className={classes.value}>{table.extra.show(row)}</td>}
      {table.words && <td className={classes.word}>{table.wordOf?.(row) ?? change}</td>}
    </tr>
  );
}, sameRow);

/** Rows are drawn anew when what they show changes, not whenever the table is. */
function sameRow(
  a: {
    readonly row: unknown;
    readonly label: string;
    readonly depth: number;
    readonly place: number | undefined;
    readonly current: boolean;
    readonly columns: SeenColumns;
    readonly table: FacetTableProps<unknown>;
  },
  b: typeof a,
): boolean {
  return (
    a.row === b.row &&
    a.label === b.label &&
    a.depth === b.depth &&
    a.place === b.place &&
    a.current === b.current &&
    a.columns === b.columns &&
    a.table.sides === b.table.sides &&
    a.table.words === b.table.words &&
    a.table.extra === b.table.extra &&
    a.table.show === b.table.show
  );
}

type Extremes = { readonly least: number; readonly most: number };

function extremesOf(
  row: FacetRow<unknown>,
  runs: number,
  size: (value: unknown) => number | null,
): Extremes | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let run = 0; run < runs; run += 1) {
    const value = valueIn(row, run);
    const measured = value === undefined ? null : size(value);
    if (measured === null || Number.isNaN(measured)) continue;
    least = Math.min(least, measured);
    most = Math.max(most, measured);
  }
  return least < most ? { least, most } : null;
}

function Extreme({ size, extremes }: { readonly size: number | null; readonly extremes: Extremes }) {
  if (size !== extremes.least && size !== extremes.most) return null;
  const word = size === extremes.most ? "highest" : "lowest";
  return (
    <span className={classes.extreme} title={word} data-extreme={word}>
      <span aria-hidden="true">{size === extremes.most ? "▲" : "▼"}</span>
      <VisuallyHidden>{word}: </VisuallyHidden>
    </span>
  );
}

function Nothing() {
  return (
    <span className={classes.nothing}>
      <span aria-hidden="true">—</span>
      <VisuallyHidden>none</VisuallyHidden>
    </span>
  );
}

/** A dotted name with all but its last part dimmed. */
export function DottedName({ name }: { readonly name: string }) {
  const cut = name.lastIndexOf(".", name.length - 2) + 1;
  return (
    <span className={classes.name} title={name}>
      {cut > 0 && (
        <span className={classes.prefix}>
          <Breakable name={name.slice(0, cut)} />
        </span>
      )}
      {cut > 0 && <wbr />}
      <Breakable name={name.slice(cut)} />
    </span>
  );
}
