/**
 * The dictionaries of the search, to which patterns, regular expressions and misspelt words are compared in place of runs.
 *
 * - `search_words`: every word of a text, and of a keyword that is more than one word. `letters` has bit `code point % 31`
 *   of each, `places` a bit for each text column in order and 32 for keywords. A word that nobody has any more stays: it
 *   finds nothing, and goes when the index is rebuilt.
 * - The same of whole keywords stands beside them.
 * - The tables of trigrams answer which entries can hold a text of three characters or more.
 * - `search_text_digests`: of what the texts of a run are indexed from, so that a change elsewhere need not index them anew.
 * - `search_newest_first` and `search_by_seq` spare the long rows of runs.
 * - `search_stale` has a row where the index must be rebuilt before it is used.
 */
export const searchDictionary = `
DROP TABLE search_text_terms;
DROP TABLE search_keyword_terms;
DROP TABLE search_keyword_places;
DROP INDEX search_newest;

CREATE TABLE search_words (
  id INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE,
  length INTEGER NOT NULL,
  letters INTEGER NOT NULL,
  places INTEGER NOT NULL
) STRICT;
CREATE INDEX search_words_by_length ON search_words (length, letters, places, word);
CREATE VIRTUAL TABLE search_word_grams USING fts5 (
  word, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1, detail = 'none'
);

ALTER TABLE search_keywords ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE search_keywords ADD COLUMN letters INTEGER NOT NULL DEFAULT 0;
CREATE INDEX search_keywords_by_length ON search_keywords (length, letters);
CREATE VIRTUAL TABLE search_keyword_grams USING fts5 (
  value, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1, detail = 'none'
);

CREATE TABLE search_text_digests (
  run INTEGER PRIMARY KEY,
  digest TEXT NOT NULL
) STRICT;

CREATE INDEX search_newest_first ON runs (coalesce(started, created) DESC, seq DESC, archived, parent, project);
CREATE INDEX search_by_seq ON runs (seq, archived, parent, project, coalesce(started, created));

CREATE TABLE search_stale (
  id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;
INSERT INTO search_stale SELECT 1 WHERE EXISTS (SELECT 1 FROM runs);
`;
