/**
 * What people do to runs and projects: typed properties, projects that exist without runs, moves, and deletions that can be
 * taken back for a while.
 *
 * - `runs.made_in`: where a run that was moved was made. By that its steps are known again: it is what their pipeline file
 *   says. NULL for the others.
 * - `run_deletions`: runs that are deleted, and go for good a little later. Their `archived` is 1 meanwhile; here is what it
 *   was.
 * - `highest_run`: of all runs that were ever deleted, so that no number and no `seq` is given twice.
 */
export const operations = `
ALTER TABLE run_properties ADD COLUMN type TEXT NOT NULL DEFAULT 'text' CHECK (type IN ('text', 'number', 'boolean'));

ALTER TABLE runs ADD COLUMN made_in TEXT;
DROP INDEX runs_by_step;
CREATE INDEX runs_by_identity ON runs (coalesce(made_in, project), pipeline, step, seq DESC) WHERE step IS NOT NULL;
CREATE INDEX runs_by_origin ON runs (origin) WHERE origin IS NOT NULL;

CREATE INDEX runs_archived ON runs (parent, id) WHERE archived = 1;

CREATE TABLE projects (
  path TEXT PRIMARY KEY,
  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run_deletions (
  run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  archived INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE highest_run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  number INTEGER NOT NULL
) STRICT;
INSERT INTO highest_run (id, seq, number) VALUES (1, 0, 0);
CREATE TRIGGER highest_run_deleted AFTER DELETE ON runs BEGIN
  UPDATE highest_run SET seq = max(seq, OLD.seq), number = max(number, coalesce(OLD.number, 0));
END;
`;
