/**
 * Runs that came from files.
 *
 * - `run_imports`: which runs did. `line`: digest of what they were read from, so that the same is known again. `frozen`: what
 *   of it the other tables have no place for, as a line of the interchange format; NULL where there is nothing. `bare`: its
 *   metrics that were a last value only: `all`, or a JSON list of names; NULL for none.
 * - `awaited_runs`: runs that were named as a parent or as the one whose results were reused, and are not there (yet).
 * - `run_tags.position`: their order.
 * - `run_properties.json`: of a value that is neither text, number nor boolean, or a number as it was written.
 *
 * Since then runs are found by their environment too, so the search index is made anew.
 */
export const importedRuns = `
CREATE TABLE run_imports (
  run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  line TEXT NOT NULL,
  frozen TEXT,
  bare TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE awaited_runs (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('parent', 'origin')),
  target TEXT NOT NULL,
  PRIMARY KEY (run, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX awaited_by_target ON awaited_runs (target);

ALTER TABLE run_tags ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_properties ADD COLUMN json TEXT;

INSERT OR IGNORE INTO search_stale SELECT 1 WHERE EXISTS (SELECT 1 FROM runs);
`;
