/**
 * - `settings`: what a person set for the library, as JSON by name.
 * - `pipelines.source`: the texts that a pipeline was read from when it was imported, as JSON; NULL for one that an older
 *   version imported. Its file is compared with them.
 */
export const settings = `
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE pipelines ADD COLUMN source TEXT;
`;
