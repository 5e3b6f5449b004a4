/**
 * What is known of a run stands together in the tables of the search, and indexes lead from values to runs: runs come in the
 * order of their tables then, so that an index of many is written once and sorted once.
 */
export const searchByRun = `
DROP INDEX search_has_by_run;
DROP INDEX search_numbers_by_run;
DROP INDEX search_dates_by_run;
DROP INDEX search_links_by_run;
ALTER TABLE search_has RENAME TO old_has;
ALTER TABLE search_numbers RENAME TO old_numbers;
ALTER TABLE search_dates RENAME TO old_dates;
ALTER TABLE search_links RENAME TO old_links;

CREATE TABLE search_has (
  run INTEGER NOT NULL,
  field INTEGER NOT NULL,
  PRIMARY KEY (run, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE search_numbers (
  run INTEGER NOT NULL,
  field INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (run, field, value)
) STRICT, WITHOUT ROWID;
CREATE TABLE search_dates (
  run INTEGER NOT NULL,
  field INTEGER NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (run, field, value)
) STRICT, WITHOUT ROWID;
CREATE TABLE search_links (
  run INTEGER NOT NULL,
  field INTEGER NOT NULL,
  keyword INTEGER NOT NULL,
  PRIMARY KEY (run, field, keyword)
) STRICT, WITHOUT ROWID;

INSERT INTO search_has SELECT run, field FROM old_has ORDER BY 1, 2;
INSERT INTO search_numbers SELECT run, field, value FROM old_numbers ORDER BY 1, 2, 3;
INSERT INTO search_dates SELECT run, field, value FROM old_dates ORDER BY 1, 2, 3;
INSERT INTO search_links SELECT run, field, keyword FROM old_links ORDER BY 1, 2, 3;
DROP TABLE old_has;
DROP TABLE old_numbers;
DROP TABLE old_dates;
DROP TABLE old_links;

CREATE INDEX search_has_by_field ON search_has (field, run);
CREATE INDEX search_numbers_by_value ON search_numbers (field, value, run);
CREATE INDEX search_dates_by_value ON search_dates (field, value, run);
CREATE INDEX search_links_by_keyword ON search_links (keyword, field, run);
`;
