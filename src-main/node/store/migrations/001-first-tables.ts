import { searchSchema } from "../search/schema.ts";

export const firstTables = `
CREATE TABLE runs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  number INTEGER UNIQUE,
  parent TEXT REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER,
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('pipeline', 'step', 'script')),
  status TEXT NOT NULL CHECK (status IN
    ('queued', 'starting', 'running', 'finalizing', 'succeeded', 'failed', 'cancelled', 'interrupted', 'skipped')),
  cache TEXT CHECK (cache IN ('executed', 'reused', 'restored')),
  pipeline TEXT,
  pipeline_id TEXT,
  workspace TEXT,
  step TEXT,
  signature TEXT,
  fingerprint TEXT,
  reasons TEXT NOT NULL DEFAULT '[]',
  own_params TEXT NOT NULL DEFAULT '{}',
  params TEXT NOT NULL DEFAULT '{}',
  command TEXT,
  exit_code INTEGER,
  error TEXT,
  origin TEXT REFERENCES runs (id) ON DELETE SET NULL,
  owner TEXT,
  process TEXT,
  created INTEGER NOT NULL,
  started INTEGER,
  ended INTEGER,
  environment TEXT,
  git TEXT,
  graph TEXT,
  notes TEXT NOT NULL DEFAULT '',
  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
) STRICT;
CREATE INDEX runs_by_parent ON runs (parent, position);
CREATE INDEX runs_by_start ON runs (started DESC, seq DESC) WHERE parent IS NULL;
CREATE INDEX runs_by_project ON runs (project) WHERE parent IS NULL;
CREATE INDEX runs_by_step ON runs (project, pipeline, step, seq DESC) WHERE step IS NOT NULL;
CREATE INDEX runs_active ON runs (status) WHERE status IN ('queued', 'starting', 'running', 'finalizing');

CREATE TABLE run_files (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('input', 'output')),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  path TEXT,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('file', 'directory')),
  maker TEXT,
  PRIMARY KEY (run, role, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_code (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tags (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_properties (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

-- last, min and max are NULL when they are not a number.
CREATE TABLE metric_series (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  last REAL,
  min REAL,
  max REAL,
  UNIQUE (run, name)
) STRICT;

-- data: count triples (step, time in milliseconds, value) of little-endian 64-bit floats.
CREATE TABLE metric_chunks (
  series INTEGER NOT NULL REFERENCES metric_series (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (series, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE traces (
  id INTEGER PRIMARY KEY,
  signature TEXT NOT NULL,
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  outputs TEXT NOT NULL
) STRICT;
CREATE INDEX traces_by_signature ON traces (signature, id DESC);
CREATE INDEX traces_by_run ON traces (run);

CREATE TABLE pipelines (
  id TEXT PRIMARY KEY,
  file TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  project TEXT NOT NULL,
  format TEXT NOT NULL,
  trust TEXT NOT NULL,
  imported INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Digests of the commands of a pipeline file that a person agreed to.
CREATE TABLE trusted_commands (
  file TEXT NOT NULL,
  trust TEXT NOT NULL,
  PRIMARY KEY (file, trust)
) STRICT, WITHOUT ROWID;

-- Bytes of the user's that a run replaced at a path; the library holds them.
CREATE TABLE displaced (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Digests by absolute path, valid while the file's stamp stands. Times in nanoseconds.
CREATE TABLE stat_cache (
  path TEXT PRIMARY KEY,
  dev INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL,
  ctime INTEGER NOT NULL,
  digest TEXT NOT NULL,
  hashed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

${searchSchema}
`;
