/** What programs tell of themselves in event files, and how far these were read. */
export const programEvents = `
-- position: bytes of the event file that are taken in; in the same transaction as what they said.
CREATE TABLE run_intake (
  run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  -- 1: a line that is too long began before the position.
  skipping INTEGER NOT NULL DEFAULT 0,
  lines INTEGER NOT NULL DEFAULT 0,
  bad INTEGER NOT NULL DEFAULT 0,
  -- The first problems, as a JSON list of texts.
  problems TEXT NOT NULL DEFAULT '[]',
  -- Of a script that was started by hand: the host it runs on. NULL: the run is no such script.
  host TEXT
) STRICT, WITHOUT ROWID;

-- path: as the program named it. step: NULL when it gave none.
CREATE TABLE run_artifacts (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'image', 'figure', 'table', 'text')),
  path TEXT,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('file', 'directory')),
  step REAL,
  time REAL NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_artifacts_by_digest ON run_artifacts (digest);

-- 1: a program named it, and only its digest was taken. The library need not hold its bytes.
ALTER TABLE run_files ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;

-- Digest of what git had not committed, as a text.
ALTER TABLE runs ADD COLUMN git_diff TEXT;
-- Most memory its processes had at one time, in bytes, and the time of the processor they used, in seconds.
ALTER TABLE runs ADD COLUMN peak_memory REAL;
ALTER TABLE runs ADD COLUMN cpu_seconds REAL;
`;
