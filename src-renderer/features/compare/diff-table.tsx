import { Button, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Change, DiffRow } from "../../../src-main/core/diff/records.ts";
import { countText } from "../../ui/format.ts";
import { Breakable } from "../../ui/text.tsx";
import classes from "./diff-table.module.css";

/** Rows are drawn this many at a time: thousands at once would hold the window up. */
const pageSize = 300;

const signs: { readonly [change in Change]: string } = { added: "+", removed: "−", changed: "≠", same: "" };

type Column<T> = {
  readonly title: ReactNode;
  readonly show: (value: T, row: DiffRow<T>) => ReactNode;
};

type Extra<T> = { readonly title: string; readonly show: (row: DiffRow<T>) => ReactNode };

type Props<T> = {
  readonly label: string;
  readonly rows: readonly DiffRow<T>[];
  /** Heading of the first column. */
  readonly keyTitle: string;
  readonly from: Column<T>;
  readonly to: Column<T>;
  readonly extra?: Extra<T>;
  /** The word for the change in a column of its own; without it only the sign is seen. */
  readonly words?: boolean;
  /** Leaves changed values without a tint, where red and green would look like a verdict. */
  readonly untinted?: boolean;
  readonly current?: string | null;
  /** When given, a row's name is a button that chooses it. */
  readonly onChoose?: (key: string) => void;
  readonly footer?: ReactNode;
};

/** A record diff as a table: a row a key, with its change as sign, word, tint and `data-change`. */
export function DiffTable<T>(props: Props<T>) {
  const { rows, current = null } = props;
  const [limit, setLimit] = useState(pageSize);
  const at = current === null ? -1 : rows.findIndex(({ key }) => key === current);
  const shown = rows.slice(0, Math.max(limit, at + 1));
  const body = useRef<HTMLTableSectionElement>(null);

  useEffect(() => {
    if (at < 0) return;
    body.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  return (
    <div className={classes.box}>
      <table
        className={classes.table}
        aria-label={props.label}
        data-untinted={props.untinted || undefined}
        data-words={props.words || undefined}
      >
        <thead>
          <tr>
            <th className={classes.sign}>
              <VisuallyHidden>Change</VisuallyHidden>
            </th>
            <th>{props.keyTitle}</th>
            <th className={classes.value}>{props.from.title}</th>
            <th className={classes.value}>{props.to.title}</th>
            {props.extra !== undefined && <th className={classes.value}>{props.extra.title}</th>}
            {props.words && <th className={classes.word}>Change</th>}
          </tr>
        </thead>
        <tbody ref={body}>
          {shown.map((row) => (
            <Row key={row.key} row={row} table={props} current={row.key === current} />
          ))}
        </tbody>
        {(props.footer !== undefined || shown.length < rows.length) && (
          <tfoot>
            <tr>
              <td colSpan={6}>
                {shown.length < rows.length && (
                  <Button variant="default" onClick={() => setLimit(shown.length + pageSize)}>
                    Show {countText(Math.min(pageSize, rows.length - shown.length))} more of{" "}
                    {countText(rows.length)}
                  </Button>
                )}
                {props.footer}
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Row<T>({ row, table, current }: { row: DiffRow<T>; table: Props<T>; current: boolean }) {
  const { key, change, from, to } = row;
  const { onChoose } = table;
  return (
    <tr
      data-key={key}
      data-change={change}
      data-current={current || undefined}
      aria-current={current || undefined}
    >
      <td className={classes.sign}>
        <span aria-hidden="true">{signs[change]}</span>
        {!table.words && <VisuallyHidden>{change}</VisuallyHidden>}
      </td>
      <th scope="row" className={classes.key}>
        {onChoose === undefined ? (
          <DottedName name={key} />
        ) : (
          <button
            type="button"
            className={classes.choose}
            aria-pressed={current}
            onClick={() => onChoose(key)}
          >
            <DottedName name={key} />
          </button>
        )}
      </th>
      <td className={classes.value}>
        {from === undefined ? (
          <Nothing />
        ) : (
          <span className={classes.from}>{table.from.show(from, row)}</span>
        )}
      </td>
      <td className={classes.value}>
        {to === undefined ? <Nothing /> : <span className={classes.to}>{table.to.show(to, row)}</span>}
      </td>
      {table.extra !== undefined && <td className={classes.value}>{table.extra.show(row)}</td>}
      {table.words && <td className={classes.word}>{change}</td>}
    </tr>
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
    <span className={classes.name}>
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
