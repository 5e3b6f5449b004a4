import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Cell, TableDiff } from "../../../src-main/core/model/content-diff.ts";
import { countText } from "../../ui/format.ts";
import { SideHeading } from "./side-heading.tsx";
import type { PairOfSides } from "./sides.ts";
import classes from "./table-cells.module.css";

const pageSize = 200;
/** Cells of a row that only one side has are shown up to this many characters. */
const rowText = 300;

/** One cell that differs, or one row that only one side has. */
type Difference = {
  readonly change: "added" | "removed" | "changed";
  readonly row: string;
  readonly key: Cell;
  /** Null for a whole row. */
  readonly column: string | null;
  readonly from: string | null;
  readonly to: string | null;
};

/** The cells of a table that differ, each with its row and column, and the rows that only one side has. */
export function TableCells(props: {
  readonly name: string;
  readonly diff: TableDiff;
  readonly pair: PairOfSides;
  readonly search: string;
}) {
  const { diff, pair, name, search } = props;
  const [limit, setLimit] = useState(pageSize);
  const all = useMemo(() => differencesOf(diff), [diff]);
  const wanted = search.trim().toLowerCase();
  const found =
    wanted === ""
      ? all
      : all.filter((one) =>
          [one.key, one.column, one.from, one.to].some((text) =>
            String(text ?? "")
              .toLowerCase()
              .includes(wanted),
          ),
        );
  if (all.length === 0) return null;
  return (
    <div className={classes.box}>
      <table className={classes.cells} aria-label={`Cells of ${name} that differ`}>
        <thead>
          <tr>
            <th className={classes.number}>Row</th>
            {diff.key !== null && <th>{diff.key}</th>}
            <th>Column</th>
            <th>
              <SideHeading side={pair.from} />
            </th>
            <th>
              <SideHeading side={pair.to} />
            </th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, limit).map((one) => (
            <tr
              key={`${one.change} ${one.row} ${one.column}`}
              data-change={one.change}
              data-row={one.row}
              data-column={one.column ?? undefined}
            >
              <td className={classes.number}>{one.row}</td>
              {diff.key !== null && <td className={classes.mono}>{String(one.key ?? "")}</td>}
              <th scope="row">{one.column ?? `row ${one.change}`}</th>
              <td>
                {one.from !== null && <span data-side="from">{one.from === "" ? "(empty)" : one.from}</span>}
              </td>
              <td>{one.to !== null && <span data-side="to">{one.to === "" ? "(empty)" : one.to}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.length > limit && (
        <div className={classes.foot}>
          <Button variant="default" onClick={() => setLimit(limit + pageSize)}>
            Show {countText(Math.min(pageSize, found.length - limit))} more of {countText(found.length)}
          </Button>
        </div>
      )}
      {diff.rows.length < diff.counts.added + diff.counts.removed + diff.counts.changed && (
        <p className={classes.foot}>
          The first {countText(diff.rows.length)} rows that differ are listed; all are counted.
        </p>
      )}
    </div>
  );
}

function differencesOf({ columns, rows }: TableDiff): Difference[] {
  return rows.flatMap((row): Difference[] => {
    const number =
      row.fromRow === row.toRow
        ? String(row.toRow)
        : [row.fromRow, row.toRow]
            .filter((at) => at !== null)
            .map(countText)
            .join(" → ");
    const place = { change: row.change, row: number, key: row.key };
    if (row.change !== "changed") {
      return [{ ...place, column: null, from: wholeRow(row.from), to: wholeRow(row.to) }];
    }
    return row.changed.map((column) => ({
      ...place,
      column: columns[column]?.name ?? "",
      from: String(row.from?.[column] ?? ""),
      to: String(row.to?.[column] ?? ""),
    }));
  });
}

function wholeRow(cells: readonly Cell[] | null): string | null {
  if (cells === null) return null;
  const text = cells.map((cell) => cell ?? "").join(", ");
  return text.length > rowText ? `${text.slice(0, rowText)}…` : text;
}
