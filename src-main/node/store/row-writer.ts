import type { Database } from "better-sqlite3";

/** Rows of one statement where there are that many: a statement costs more than a row. */
const together = 32;

export type Cell = string | number | null | Buffer;

/**
 * Writes rows into a table: `into` is its name with its columns, `ending` what stands after the rows. `fill` puts the cells
 * of a row into the list that it is given, from a place on. For use in a transaction that an error takes back as a whole:
 * `OR FAIL` spares SQLite a journal of its own for each statement, which costs as much as the rows.
 */
export function rowWriter(
  db: Database,
  into: string,
  columns: number,
  ending = "",
): (count: number, fill: (row: number, cells: Cell[], at: number) => void) => void {
  const row = `(${Array.from({ length: columns }, () => "?").join(", ")})`;
  const insert = (count: number) =>
    db.prepare(
      `INSERT OR FAIL INTO ${into} VALUES ${Array.from({ length: count }, () => row).join(", ")} ${ending}`,
    );
  const [one, many] = [insert(1), insert(together)];
  const cells: Cell[] = new Array(columns * together).fill(null);
  const cellsOfOne: Cell[] = new Array(columns).fill(null);
  return (count, fill) => {
    const whole = count - (count % together);
    for (let start = 0; start < whole; start += together) {
      for (let at = 0; at < together; at += 1) fill(start + at, cells, at * columns);
      many.run(cells);
    }
    for (let last = whole; last < count; last += 1) {
      fill(last, cellsOfOne, 0);
      one.run(cellsOfOne);
    }
  };
}

/** The same for cells that stand in one list, one row after the other. */
export function flatWriter(
  db: Database,
  table: string,
  columns: readonly string[],
): (cells: readonly Cell[]) => void {
  const width = columns.length;
  const write = rowWriter(db, `${table} (${columns.join(", ")})`, width);
  return (cells) =>
    write(cells.length / width, (row, to, at) => {
      for (let column = 0; column < width; column += 1) to[at + column] = cells[row * width + column] as Cell;
    });
}

/**
 * The same for rows that come one after the other: `put` takes a row, `flush` writes those that wait for others. A row that is
 * there already is passed over.
 */
export function rowBuffer(
  db: Database,
  into: string,
  columns: number,
): { readonly put: (...row: readonly Cell[]) => void; readonly flush: () => void } {
  const write = rowWriter(db, into, columns, "ON CONFLICT DO NOTHING");
  let cells: Cell[] = [];
  const flush = (): void => {
    write(cells.length / columns, (row, to, at) => {
      for (let column = 0; column < columns; column += 1)
        to[at + column] = cells[row * columns + column] as Cell;
    });
    cells = [];
  };
  return {
    put: (...row) => {
      cells.push(...row);
      if (cells.length === columns * together) flush();
    },
    flush,
  };
}
