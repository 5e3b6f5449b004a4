/** Searches that people keep, each with the layout of its table: `view` is what of it is not a column, as JSON. */
export const savedSearches = `
CREATE TABLE saved_searches (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  project TEXT,
  view TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
