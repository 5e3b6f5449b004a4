import { type ReactNode, useCallback } from "react";
import { displayValue } from "../../../src-main/core/base/json.ts";
import type { Value } from "../../../src-main/core/base/value.ts";
import { valueIn } from "../../../src-main/core/diff/facets.ts";
import { deltaOf, signedText } from "../../../src-main/core/diff/metric-delta.ts";
import { environmentWord } from "../../../src-main/core/diff/package-change.ts";
import type { Facet, FacetRow, MetricFact } from "../../../src-main/core/model/comparison.ts";
import { shortDigest } from "../../../src-main/core/model/ids.ts";
import type { FileFact } from "../../../src-main/core/model/run-diff.ts";
import { countText, metricText, sizeText } from "../../ui/format.ts";
import classes from "./compare.module.css";
import { FacetTable } from "./facet-table.tsx";
import { differing, nouns, resultsIn, type Section, sortedRows } from "./sections.ts";
import type { Sides } from "./sides.ts";

type Shared<T> = {
  readonly facet: Facet<T>;
  readonly sides: Sides;
  readonly onlyDifferences: boolean;
  /** How many more rows are the same in all runs. */
  readonly more?: number;
  /** Only rows with this text in their name or a value. */
  readonly search?: string;
  /** At most this many rows; the rest is counted. For the cards of the summary. */
  readonly atMost?: number;
  readonly words?: boolean;
  readonly current?: string | null;
  readonly onChoose?: (key: string) => void;
  /** Leads to the section's tab, from the summary. */
  readonly onMore?: () => void;
};

/** Rows as they are shown, and what the line below them says is hidden. */
function shownRows<T>(
  { facet, more = 0, onlyDifferences, search = "", atMost, onMore }: Shared<T>,
  section: Section,
  text: (value: T) => string,
) {
  const listed = onlyDifferences ? differing(facet) : facet;
  const same = onlyDifferences ? facet.length - listed.length + more : 0;
  const all = sortedRows(searched(listed, search, text));
  const rows = atMost === undefined ? all : all.slice(0, atMost);
  const left = all.length - rows.length;
  const [one, many] = nouns[section];
  const hidden = same > 0 ? `${countText(same)} identical ${same === 1 ? one : many} hidden` : null;
  const without = listed.length - all.length;
  const notes = [without > 0 ? `${countText(without)} without “${search}”` : null, hidden].filter(
    (note) => note !== null,
  );
  const footer: ReactNode =
    left > 0 ? (
      <>
        <button type="button" className={classes.more} onClick={onMore}>
          {countText(left)} more
        </button>
        {notes.map((note) => ` · ${note}`)}
      </>
    ) : (
      notes.join(" · ") || undefined
    );
  return { rows, footer };
}

/** Rows with a text in their key or one of their values, whatever the case. */
export function searched<T>(rows: Facet<T>, search: string, text: (value: T) => string): Facet<T> {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return rows;
  return rows.filter(
    ({ key, values }) =>
      key.toLowerCase().includes(wanted) ||
      values.some((value) => text(value).toLowerCase().includes(wanted)),
  );
}

export function ParameterTable(props: Shared<Value>) {
  return (
    <FacetTable
      label="Parameters"
      keyTitle="Parameter"
      {...shownRows(props, "parameters", displayValue)}
      sides={props.sides}
      show={valueText}
      size={sizeOfValue}
      words={props.words}
      tree={props.words}
      current={props.current}
    />
  );
}

const sizeOfValue = (value: Value): number | null =>
  typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : null;

const asItIs = (value: string): string => value;

export function EnvironmentTable(props: Shared<string>) {
  return (
    <FacetTable
      label="Environment"
      keyTitle="Environment"
      {...shownRows(props, "environment", asItIs)}
      sides={props.sides}
      show={asItIs}
      words={props.words}
      wordOf={environmentWord}
      tree={props.words}
      current={props.current}
    />
  );
}

export function FileTable(props: Shared<FileFact> & { readonly section: "inputs" | "outputs" }) {
  const { section } = props;
  return (
    <FacetTable
      label={section === "inputs" ? "Inputs" : "Outputs"}
      keyTitle={section === "inputs" ? "Input" : "Output"}
      {...shownRows(props, section, ({ digest, path }) => `${digest ?? ""} ${path ?? ""}`)}
      sides={props.sides}
      show={props.words ? longFact : shortFile}
      words={props.words}
      current={props.current}
      onChoose={props.onChoose}
    />
  );
}

const fileFact = (file: FileFact, digits: number) => (
  <span className={classes.fact} title={file.digest ?? undefined}>
    {file.digest === null ? "no digest" : shortDigest(file.digest, digits)}
    {file.size !== null && <span className={classes.size}>{sizeText(file.size)}</span>}
  </span>
);
const longFact = (file: FileFact) => fileFact(file, 12);
const shortFile = (file: FileFact) => fileFact(file, 8);

/** Which of a series' numbers is compared. */
export const statistics = ["last", "min", "max"] as const;
export type Statistic = (typeof statistics)[number];

const shows: { readonly [statistic in Statistic]: (fact: MetricFact) => ReactNode } = {
  last: ({ last }) => <span title={String(last)}>{metricText(last)}</span>,
  min: ({ min }) => <span title={String(min)}>{metricText(min)}</span>,
  max: ({ max }) => <span title={String(max)}>{metricText(max)}</span>,
};
const sizes: { readonly [statistic in Statistic]: (fact: MetricFact) => number } = {
  last: ({ last }) => last,
  min: ({ min }) => min,
  max: ({ max }) => max,
};

export function MetricTable(props: Shared<MetricFact> & { readonly statistic?: Statistic }) {
  const { sides, statistic = "last", words = false } = props;
  const size = sizes[statistic];
  const show = shows[statistic];
  const withDelta = useCallback(
    (fact: MetricFact, row: FacetRow<MetricFact>, run: number) => (
      <>
        {run > 0 && (
          <span className={classes.besideValue}>
            <Delta row={row} run={run} size={size} words={false} beside />
          </span>
        )}
        {show(fact)}
      </>
    ),
    [show, size],
  );
  const delta = useCallback(
    (row: FacetRow<MetricFact>) => <Delta row={row} run={1} size={size} words={words} />,
    [size, words],
  );
  const two = sides.length === 2;
  const facet = props.onlyDifferences ? resultsIn(props.facet) : props.facet;
  return (
    <FacetTable
      label="Metrics"
      keyTitle="Metric"
      {...shownRows({ ...props, facet }, "metrics", ({ last }) => metricText(last))}
      sides={sides}
      show={two ? show : withDelta}
      size={size}
      untinted
      {...(two ? { extra: { title: "Δ", show: delta } } : {})}
      words={props.words}
      current={props.current}
    />
  );
}

function Delta(props: {
  readonly row: FacetRow<MetricFact>;
  readonly run: number;
  readonly size: (fact: MetricFact) => number;
  readonly words: boolean;
  /** It stands before the value, where a bare 0 would look like a part of that. */
  readonly beside?: boolean;
}) {
  const [from, to] = [valueIn(props.row, 0), valueIn(props.row, props.run)];
  if (from === undefined || to === undefined) return null;
  const { value, direction, verdict } = deltaOf(props.row.key, props.size(from), props.size(to));
  if (direction === "none") {
    return <span className={classes.delta}>{value === 0 && props.beside ? "±0" : signedText(value)}</span>;
  }
  const said = verdict === "neutral" ? direction : `${direction}, ${verdict}`;
  return (
    <span className={classes.delta} data-verdict={verdict} title={said}>
      {signedText(value)}
      {props.words && <span className={classes.deltaWord}>{said}</span>}
    </span>
  );
}

/** A text is quoted where nothing would be seen of it, or where a value of another type looks the same. */
export function valueText(value: Value, { values }: FacetRow<Value>): string {
  const text = displayValue(value);
  if (typeof value !== "string") return text;
  const alike = values.some((other) => typeof other !== "string" && displayValue(other) === text);
  return text === "" || alike ? JSON.stringify(value) : text;
}
