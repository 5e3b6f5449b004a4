import type { Database } from "better-sqlite3";

/** Rows of one statement where there are that many: a statement costs more than a row. */
const together = 32;

/** Writes rows into a table: `into` is its name with its columns, `ending` what stands after the rows. */
export function rowWriter<Row extends readonly (string | number | null)[]>(
  db: Database,
  into: string,
  columns: number,
  ending = "",
): (rows: readonly Row[]) => void {
  const row = `(${Array.from({ length: columns }, () => "?").join(", ")})`;
  const insert = (count: number) =>
    db.prepare(`INSERT INTO ${into} VALUES ${Array.from({ length: count }, () => row).join(", ")} ${ending}`);
  const [one, many] = [insert(1), insert(together)];
  return (rows) => {
    const whole = rows.length - (rows.length % together);
    for (let at = 0; at < whole; at += together) many.run(rows.slice(at, at + together).flat());
    for (const last of rows.slice(whole)) one.run(last);
  };
}
