import { byCodeUnit, displayValue } from "../../../src-main/core/base/json.ts";
import type { Value } from "../../../src-main/core/base/value.ts";
import { deltaOf, signedText } from "../../../src-main/core/diff/metric-delta.ts";
import { type DiffRow, diffRows } from "../../../src-main/core/diff/records.ts";
import { shortDigest } from "../../../src-main/core/model/ids.ts";
import type { FileFact, RecordDiff } from "../../../src-main/core/model/run-diff.ts";
import { countText, metricText, sizeText } from "../../ui/format.ts";
import classes from "./compare.module.css";
import { DiffTable } from "./diff-table.tsx";
import { nouns, type Section } from "./sections.ts";
import { SideHeading } from "./side-heading.tsx";
import type { Sides } from "./sides.ts";

type Shared<T> = {
  readonly part: RecordDiff<T>;
  readonly sides: Sides;
  readonly onlyDifferences: boolean;
  /** At most this many rows; the rest is counted. For the cards of the summary. */
  readonly atMost?: number;
  readonly words?: boolean;
  readonly current?: string | null;
  readonly onChoose?: (key: string) => void;
  /** Leads to the section's tab, from the summary. */
  readonly onMore?: () => void;
};

/** Rows as they are shown, and what the line below them says is hidden. */
function shownRows<T>({ part, onlyDifferences, atMost, onMore }: Shared<T>, section: Section) {
  const same = Object.keys(part.same).length;
  const all = diffRows(onlyDifferences ? { ...part, same: {} } : part, byCodeUnit);
  const rows = atMost === undefined ? all : all.slice(0, atMost);
  const left = all.length - rows.length;
  const [one, many] = nouns[section];
  const hidden =
    onlyDifferences && same > 0 ? `${countText(same)} identical ${same === 1 ? one : many} hidden` : null;
  const footer =
    left > 0 ? (
      <>
        <button type="button" className={classes.more} onClick={onMore}>
          {countText(left)} more
        </button>
        {hidden !== null && ` · ${hidden}`}
      </>
    ) : (
      hidden
    );
  return { rows, footer: footer ?? undefined };
}

export function ParameterTable(props: Shared<Value>) {
  const column = (value: Value, row: DiffRow<Value>) => valueText(value, row);
  return (
    <DiffTable
      label="Parameters"
      keyTitle="Parameter"
      {...shownRows(props, "parameters")}
      {...columns(props.sides, column)}
      words={props.words}
      current={props.current}
    />
  );
}

export function EnvironmentTable(props: Shared<string>) {
  return (
    <DiffTable
      label="Environment"
      keyTitle="Environment"
      {...shownRows(props, "environment")}
      {...columns(props.sides, (value: string) => value)}
      words={props.words}
      current={props.current}
    />
  );
}

export function FileTable(props: Shared<FileFact> & { readonly section: "inputs" | "outputs" }) {
  const { section } = props;
  return (
    <DiffTable
      label={section === "inputs" ? "Inputs" : "Outputs"}
      keyTitle={section === "inputs" ? "Input" : "Output"}
      {...shownRows(props, section)}
      {...columns(props.sides, (file: FileFact) => (
        <span className={classes.fact} title={file.digest ?? undefined}>
          {shortDigest(file.digest ?? "", props.words ? 12 : 8)}
          {file.size !== null && <span className={classes.size}>{sizeText(file.size)}</span>}
        </span>
      ))}
      words={props.words}
      current={props.current}
      onChoose={props.onChoose}
    />
  );
}

export function MetricTable(props: Shared<number>) {
  return (
    <DiffTable
      label="Metrics"
      keyTitle="Metric"
      {...shownRows(props, "metrics")}
      {...columns(props.sides, (value: number) => <span title={String(value)}>{metricText(value)}</span>)}
      untinted
      extra={{ title: "Δ", show: (row: DiffRow<number>) => <Delta row={row} words={props.words ?? false} /> }}
      words={props.words}
      current={props.current}
    />
  );
}

function columns<T>(sides: Sides, show: (value: T, row: DiffRow<T>) => React.ReactNode) {
  return {
    from: { title: <SideHeading side={sides.from} />, show },
    to: { title: <SideHeading side={sides.to} />, show },
  };
}

function Delta({ row, words }: { readonly row: DiffRow<number>; readonly words: boolean }) {
  if (row.from === undefined || row.to === undefined) return null;
  const { value, direction, verdict } = deltaOf(row.key, row.from, row.to);
  if (direction === "none") return <span className={classes.delta}>{signedText(value)}</span>;
  const said = verdict === "neutral" ? direction : `${direction}, ${verdict}`;
  return (
    <span className={classes.delta} data-verdict={verdict} title={said}>
      {signedText(value)}
      {words && <span className={classes.deltaWord}>{said}</span>}
    </span>
  );
}

/** A text is quoted where nothing would be seen of it, or where a number on the other side looks the same. */
function valueText(value: Value, { from, to }: DiffRow<Value>): string {
  const text = displayValue(value);
  const alike = from !== undefined && to !== undefined && typeof from !== typeof to;
  const hidden = text === "" || (alike && displayValue(from) === displayValue(to));
  return typeof value === "string" && hidden ? JSON.stringify(value) : text;
}
