import type { Writable } from "../database.ts";
import { appendChunks } from "../series/chunks.ts";

/**
 * Metrics as compressed columns in chunks that grow, at several resolutions: see `series/chunks.ts`. They were triples of
 * doubles (step, time in milliseconds, value) before.
 */
export function metricColumns(database: Writable): void {
  database.exec(`
ALTER TABLE metric_chunks RENAME TO metric_triples;
-- NULL where it is not a number.
ALTER TABLE metric_series ADD COLUMN last_step REAL;
ALTER TABLE metric_series ADD COLUMN first_time REAL;
ALTER TABLE metric_series ADD COLUMN last_time REAL;

-- data: see series/codec.ts. first and count: points of this level. Bounds: NULL when there is no number.
CREATE TABLE metric_chunks (
  series INTEGER NOT NULL REFERENCES metric_series (id) ON DELETE CASCADE,
  level INTEGER NOT NULL,
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min_step REAL,
  max_step REAL,
  min_time REAL,
  max_time REAL,
  data BLOB NOT NULL,
  PRIMARY KEY (series, level, first)
) STRICT, WITHOUT ROWID;
`);
  const triples = database.prepare("SELECT data FROM metric_triples WHERE series = ? ORDER BY first").pluck();
  const update = database.prepare(
    "UPDATE metric_series SET last_step = ?, first_time = ?, last_time = ? WHERE id = ?",
  );
  for (const series of database.prepare("SELECT id FROM metric_series").pluck().all() as number[]) {
    const data = Buffer.concat(triples.all(series) as Buffer[]);
    const count = Math.floor(data.length / 24);
    const column = (place: number) =>
      Float64Array.from({ length: count }, (_, at) => data.readDoubleLE(at * 24 + place * 8));
    const [steps, times, values] = [column(0), column(1), column(2)];
    if (count === 0) continue;
    appendChunks(database, series, { steps, times, values });
    const orNull = (value: number | undefined) => (Number.isNaN(value) ? null : value);
    update.run(orNull(steps.at(-1)), orNull(times[0]), orNull(times.at(-1)), series);
  }
  database.exec("DROP TABLE metric_triples");
}
