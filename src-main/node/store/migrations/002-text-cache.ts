/** What was worked out of texts, by a key that names the text's digest. Emptying it loses nothing but time. */
export const textCache = `
CREATE TABLE text_cache (
  key TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
