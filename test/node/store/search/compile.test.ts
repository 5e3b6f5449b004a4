import { describe, expect, test } from "vitest";
import { bindQuery } from "../../../../src-main/core/query/bind.ts";
import { parseQuery } from "../../../../src-main/core/query/parse.ts";
import { selectRuns } from "../../../../src-main/node/store/search/compile.ts";
import { holdsFor } from "../../../../src-main/node/store/search/probe.ts";
import { planResolver } from "../../../../src-main/node/store/search/resolve.ts";
import { totalScores } from "../../../../src-main/node/store/search/score.ts";
import type { Sql } from "../../../../src-main/node/store/search/sql.ts";
import { addRun, found, openLibrary } from "./library.ts";

const catalog = { has: () => true, names: () => [], hasCutLogs: () => false };
const library = openLibrary();
addRun(library, 1, { texts: [["notes", "needless needle need a b"]], keywords: [["name", "a needle b"]] });

function resolved(query: string) {
  const parsed = parseQuery(query).query;
  if (parsed === null) throw new Error(query);
  return planResolver(library, bindQuery(parsed, catalog, 0).plan).resolve(null);
}

/** A statement on lines of its own, then the values bound. */
const shown = ({ text, values }: Sql): string =>
  `${text.replace(/ (WHERE|ORDER BY|UNION|INTERSECT|EXCEPT|SELECT (?!id|value|rowid))/g, "\n $1")}\n${JSON.stringify(values)}`;

const selected = (query: string): string => shown(selectRuns(resolved(query)));

describe("the SQL of a query", () => {
  test("a word", () => {
    expect(selected("Red-velvet")).toMatchInlineSnapshot(`
      "SELECT * FROM (SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?)
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND +field IN (SELECT id FROM search_fields
       WHERE by_default))
      ["{notes code} : \\"red velvet\\"","red-velvet","\\"red velvet\\""]"
    `);
  });
  test("operators and groups", () => {
    expect(selected("+status:failed -(notes:a AND notes:b) metrics.loss:<0.2")).toMatchInlineSnapshot(`
      "SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       EXCEPT
       SELECT * FROM (SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?)
       INTERSECT
       SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?))
      ["failed","\\"failed\\"","status","{notes} : \\"a\\"","{notes} : \\"b\\""]"
    `);
  });
  test("alternatives inside a required group", () => {
    expect(selected("+(notes:a -started:2024) +(host:x user:y)")).toMatchInlineSnapshot(`
      "SELECT * FROM (SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?)
       EXCEPT
       SELECT run FROM search_dates
       WHERE field = (SELECT id FROM search_fields
       WHERE name = ?) AND value >= ? AND value <= ?)
       INTERSECT
       SELECT * FROM (SELECT * FROM (SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)))
      ["{notes} : \\"a\\"","started",1704067200000,1735689599999,"x","\\"x\\"","host","y","\\"y\\"","user"]"
    `);
  });
  test("patterns, ranges and existence", () => {
    expect(selected("notes:a* OR name:*eed?? OR tags:[a TO c} OR params.lr:*")).toMatchInlineSnapshot(`
      "SELECT * FROM (SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?)
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM (SELECT d.id, d.value AS text, 0 AS places FROM search_keyword_grams g CROSS JOIN search_keywords d ON d.id = g.rowid
       WHERE search_keyword_grams MATCH ? AND d.value GLOB ?)
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM (SELECT d.id, d.value AS text, 0 AS places FROM search_keywords d
       WHERE d.value >= ? AND d.value < ?)) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT * FROM (SELECT run FROM search_has
       WHERE field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT run FROM search_numbers
       WHERE field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT run FROM search_dates
       WHERE field = (SELECT id FROM search_fields
       WHERE name = ?)))
      ["{notes} : \\"a\\" *","\\"eed\\"","*eed??","(\\"needle\\")","name","a","c","tags","params.lr","params.lr","params.lr"]"
    `);
  });
  test("as a condition on one run", () => {
    expect(
      shown(holdsFor(resolved("+needle -tags:x metrics.loss:>1"), { first: 5, last: 9 })),
    ).toMatchInlineSnapshot(`
      "((w.seq IN (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ? AND rowid BETWEEN ? AND ?) OR EXISTS (SELECT 1 FROM search_links
       WHERE run = w.seq AND +field IN (SELECT id FROM search_fields
       WHERE by_default) AND (+keyword IN (SELECT id FROM search_keywords
       WHERE value = ?) OR +keyword IN (SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?)))) AND NOT EXISTS (SELECT 1 FROM search_links
       WHERE run = w.seq AND field = (SELECT id FROM search_fields
       WHERE name = ?) AND (+keyword IN (SELECT id FROM search_keywords
       WHERE value = ?) OR +keyword IN (SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?))))
      ["{notes code} : \\"needle\\"",5,9,"needle","\\"needle\\"","tags","x","\\"x\\""]"
    `);
  });
  test("the score", () => {
    expect(shown(totalScores(resolved("notes:a^2 +(tags:b -name:c)^3")))).toMatchInlineSnapshot(`
      "(SELECT run, sum(score) AS score FROM (SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT run, ? * max(1e-6, ln(((SELECT count(*) FROM search_dates
       WHERE field = (SELECT id FROM search_fields
       WHERE name = ?)) - count(*) OVER () + 0.5) / (count(*) OVER () + 0.5))) AS score FROM (SELECT DISTINCT run FROM (SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)))))
       WHERE run IN (SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       EXCEPT
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)))
       UNION ALL
       SELECT * FROM (SELECT rowid AS run, ? * -rank AS score FROM search_texts
       WHERE search_texts MATCH ?))
       WHERE run IN (SELECT * FROM (SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       EXCEPT
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)))) GROUP BY run)
      [3,"created","b","\\"b\\"","tags","b","\\"b\\"","tags","c","\\"c\\"","name",2,"{notes} : \\"a\\"","b","\\"b\\"","tags","c","\\"c\\"","name"]"
    `);
  });
});

test("no value ever stands in the text of a statement", () => {
  const query =
    'needle name:needle notes:need?e~ params.needle:needle~ metrics.needle:7777 tags:[needle TO needles] /needle/ "needle a"~2 "needle"~1^7777 x:needle*';
  const plan = resolved(query);
  for (const { text } of [selectRuns(plan), holdsFor(plan, { first: 7777, last: 7777 }), totalScores(plan)])
    expect(text).not.toMatch(/need|7777/);
});

test("a long list of clauses is cut into named groups that SQLite takes", () => {
  const db = openLibrary();
  for (let seq = 1; seq <= 120; seq += 1)
    addRun(db, seq, {
      keywords: [
        ["name", `n${seq}`],
        ["tags", "all"],
      ],
    });
  const names = Array.from({ length: 120 }, (_, index) => `n${index + 1}`);
  expect(found(db, names.join(" "))).toHaveLength(120);
  expect(
    found(
      db,
      `+all ${names
        .slice(0, 119)
        .map((name) => `-${name}`)
        .join(" ")}`,
    ),
  ).toEqual([120]);
  expect(
    found(db, Array.from({ length: 120 }, (_, index) => `+(all ${names[index]})`).join(" ")),
  ).toHaveLength(120);
});
