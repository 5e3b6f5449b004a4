/**
 * What a trace rests on beyond its fingerprint and why it may not serve; what people should know of a step's run; what it
 * takes to run the same again; which run displaced a file.
 */
export const whatCounts = `
ALTER TABLE traces ADD COLUMN discovered TEXT NOT NULL DEFAULT '[]';
-- Reasons why the result may not be reused; '[]' when it may.
ALTER TABLE traces ADD COLUMN voided TEXT NOT NULL DEFAULT '[]';
-- When a person said that these outputs stand for this signature; NULL for what a run made of it.
ALTER TABLE traces ADD COLUMN accepted INTEGER;

ALTER TABLE runs ADD COLUMN step_notes TEXT NOT NULL DEFAULT '[]';
-- The pipeline file, and the choice of steps as JSON; of pipeline runs.
ALTER TABLE runs ADD COLUMN file TEXT;
ALTER TABLE runs ADD COLUMN selection TEXT;

-- What the pipeline takes a file for: 'metrics', 'plot' or nothing.
ALTER TABLE run_files ADD COLUMN meant_as TEXT;
-- How Python loads it: 'pickle', 'csv', …; NULL where its path's ending does not tell.
ALTER TABLE run_files ADD COLUMN format TEXT;

CREATE INDEX run_files_by_digest ON run_files (digest);

ALTER TABLE displaced ADD COLUMN run TEXT;
CREATE INDEX displaced_by_run ON displaced (run);
CREATE INDEX displaced_by_digest ON displaced (digest);
`;
