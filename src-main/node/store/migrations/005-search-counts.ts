/**
 * How many runs have a field, and how many have a keyword in a field: kept with every change, so that completion, totals
 * and the choice of where to begin need not count. `shown` is the first spelling of a value that folding changed, else
 * NULL. The index is made anew for runs that are there.
 */
export const searchCounts = `
ALTER TABLE search_fields ADD COLUMN runs INTEGER NOT NULL DEFAULT 0;

CREATE TABLE search_values (
  field INTEGER NOT NULL,
  keyword INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  shown TEXT,
  PRIMARY KEY (field, keyword)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO search_stale SELECT 1 WHERE EXISTS (SELECT 1 FROM runs);
`;
