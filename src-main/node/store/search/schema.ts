/**
 * The first tables of the search index, to be made after the table `runs`, whose `seq` they refer to. Migration 004 adds the
 * dictionaries and takes the `fts5vocab` tables away, but one.
 *
 * - Texts are folded and cut into words by our own rules, and stand in FTS5 as words joined by spaces: its tokenizer
 *   `ascii` splits at nothing else, while `unicode61` disagrees with our rules on many characters.
 * - Every distinct keyword value stands once, whole and (in an FTS5 table of its own) as its words, so that patterns
 *   cost distinct values and not runs, and no phrase crosses two values. `search_links` says which runs have it.
 * - `search_numbers` lacks values that are no number. `search_has` knows of those, and every field with a keyword or text.
 * - The `fts5vocab` tables show the dictionaries of the FTS5 tables and store nothing.
 */
export const searchSchema = `
CREATE TABLE search_fields (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  by_default INTEGER NOT NULL CHECK (by_default IN (0, 1))
) STRICT;

CREATE TABLE search_has (
  field INTEGER NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (field, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_has_by_run ON search_has (run);

CREATE TABLE search_numbers (
  field INTEGER NOT NULL,
  value REAL NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (field, value, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_numbers_by_run ON search_numbers (run, field);

CREATE TABLE search_dates (
  field INTEGER NOT NULL,
  value INTEGER NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (field, value, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_dates_by_run ON search_dates (run, field);

CREATE TABLE search_keywords (
  id INTEGER PRIMARY KEY,
  value TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE search_links (
  keyword INTEGER NOT NULL,
  field INTEGER NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (keyword, field, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_links_by_run ON search_links (run, field);

CREATE VIRTUAL TABLE search_keyword_words USING fts5 (
  words, tokenize = 'ascii', content = '', contentless_delete = 1, prefix = '2 3'
);
CREATE VIRTUAL TABLE search_keyword_terms USING fts5vocab (search_keyword_words, 'row');
CREATE VIRTUAL TABLE search_keyword_places USING fts5vocab (search_keyword_words, 'instance');

CREATE VIRTUAL TABLE search_texts USING fts5 (
  notes, code, command, error, log, tokenize = 'ascii', content = '', contentless_delete = 1, prefix = '2 3'
);
CREATE VIRTUAL TABLE search_text_terms USING fts5vocab (search_texts, 'row');
CREATE VIRTUAL TABLE search_text_places USING fts5vocab (search_texts, 'instance');

CREATE INDEX search_newest ON runs (coalesce(started, created) DESC, seq DESC);
`;

/** The columns of `search_texts`, in order. */
export const textColumns = ["notes", "code", "command", "error", "log"] as const;

/** The bit of a text column in `search_words.places`. */
export const placeOf = (field: string): number => 1 << (textColumns as readonly string[]).indexOf(field);

/** The bit there of a word of a keyword. */
export const keywordPlace = 1 << textColumns.length;

/**
 * Stand like words where the words of a text field begin, and where one of its values ends and the next begins, so that
 * fields with words can be found and no phrase crosses from one value to the next. No word of a value or query can be the
 * same: they are neither letter nor digit.
 */
export const textStart = "\uE001";
export const valueGap = "\uE000";
