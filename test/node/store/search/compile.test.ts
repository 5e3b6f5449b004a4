import { describe, expect, test } from "vitest";
import { compileSearch } from "../../../../src-main/node/store/search/search-runs.ts";
import { addRun, found, openLibrary, request } from "./library.ts";

const catalog = { has: () => true, names: () => [] };

/** The statement of a query on lines of its own, then the values bound. */
function statement(query: string, rest: Parameters<typeof request>[1] = {}): string {
  const compiled = compileSearch(request(query, { limit: 50, ...rest }), catalog);
  if (!compiled.ok) throw new Error(compiled.error[0]?.message);
  const { text, values } = compiled.value.page;
  return `${text.replace(/ (WHERE|AND seq|ORDER BY|UNION|SELECT (?!count|id)|, g\d)/g, "\n $1")}\n${JSON.stringify(values)}`;
}

describe("the SQL of a query", () => {
  test("nothing: the top-level runs of a project", () => {
    expect(statement("", { project: "vision" })).toMatchInlineSnapshot(`
      "SELECT seq FROM runs
       WHERE parent IS NULL AND archived = 0 AND (project = ? OR (project >= ? AND project < ?))
       ORDER BY coalesce(runs.started, runs.created) DESC, runs.seq DESC LIMIT ? OFFSET ?
      ["vision","vision/","vision0",50,0]"
    `);
  });
  test("a word", () => {
    expect(statement("Red-velvet")).toMatchInlineSnapshot(`
      "SELECT seq FROM runs
       WHERE archived = 0
       AND seq IN (SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL
       SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field IN (SELECT id FROM search_fields
       WHERE by_default)))
       ORDER BY coalesce(runs.started, runs.created) DESC, runs.seq DESC LIMIT ? OFFSET ?
      ["{notes code} : \\"red velvet\\"","red-velvet","\\"red velvet\\"",50,0]"
    `);
  });
  test("operators and groups", () => {
    expect(statement("+status:failed -(notes:a AND notes:b) metrics.loss:<0.2")).toMatchInlineSnapshot(`
      "SELECT seq FROM runs
       WHERE archived = 0
       AND seq IN (SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL
       SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?) EXCEPT
       SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ? INTERSECT
       SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?))
       ORDER BY coalesce(runs.started, runs.created) DESC, runs.seq DESC LIMIT ? OFFSET ?
      ["failed","\\"failed\\"","status","{notes} : \\"a\\"","{notes} : \\"b\\"",50,0]"
    `);
  });
  test("alternatives inside a required group", () => {
    expect(statement("+(notes:a -started:2024) +(host:x user:y)")).toMatchInlineSnapshot(`
      "SELECT seq FROM runs
       WHERE archived = 0
       AND seq IN (SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ? EXCEPT
       SELECT run FROM search_dates
       WHERE field = (SELECT id FROM search_fields
       WHERE name = ?) AND value >= ? AND value <= ?) INTERSECT
       SELECT * FROM (SELECT * FROM (SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL
       SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value = ?
       UNION ALL
       SELECT rowid FROM search_keyword_words
       WHERE search_keyword_words MATCH ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?))))
       ORDER BY coalesce(runs.started, runs.created) DESC, runs.seq DESC LIMIT ? OFFSET ?
      ["{notes} : \\"a\\"","started",1704067200000,1735689599999,"x","\\"x\\"","host","y","\\"y\\"","user",50,0]"
    `);
  });
  test("patterns, ranges and existence", () => {
    expect(statement("notes:a* OR name:*b? OR tags:[a TO c} OR params.lr:*")).toMatchInlineSnapshot(`
      "SELECT seq FROM runs
       WHERE archived = 0
       AND seq IN (SELECT * FROM (SELECT rowid FROM search_texts
       WHERE search_texts MATCH ?
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value GLOB ?
       UNION ALL
       SELECT p.doc FROM search_keyword_terms t CROSS JOIN search_keyword_places p ON p.term = t.term
       WHERE t.term GLOB ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT run FROM search_links
       WHERE keyword IN (SELECT id FROM search_keywords
       WHERE value >= ? AND value < ?) AND field = (SELECT id FROM search_fields
       WHERE name = ?)
       UNION ALL
       SELECT run FROM search_has
       WHERE field = (SELECT id FROM search_fields
       WHERE name = ?)))
       ORDER BY coalesce(runs.started, runs.created) DESC, runs.seq DESC LIMIT ? OFFSET ?
      ["{notes} : \\"a\\" *","*b?","*b?","name","a","c","tags","params.lr",50,0]"
    `);
  });
  test("a sort by a parameter", () => {
    expect(statement("*", { sort: { field: "params.lr", descending: true } })).toMatchInlineSnapshot(`
      "SELECT seq FROM runs
       WHERE archived = 0
       ORDER BY coalesce((SELECT max(k.value) FROM search_links l JOIN search_keywords k ON k.id = l.keyword
       WHERE l.run = runs.seq AND l.field = (SELECT id FROM search_fields
       WHERE name = ?)), (SELECT max(value) FROM search_numbers
       WHERE run = runs.seq AND field = (SELECT id FROM search_fields
       WHERE name = ?))) IS NULL, coalesce((SELECT max(k.value) FROM search_links l JOIN search_keywords k ON k.id = l.keyword
       WHERE l.run = runs.seq AND l.field = (SELECT id FROM search_fields
       WHERE name = ?)), (SELECT max(value) FROM search_numbers
       WHERE run = runs.seq AND field = (SELECT id FROM search_fields
       WHERE name = ?))) DESC, runs.seq DESC LIMIT ? OFFSET ?
      ["params.lr","params.lr","params.lr","params.lr",50,0]"
    `);
  });
});

test("no value ever stands in the text of a statement", () => {
  const text = statement(
    "needle name:needle notes:need?e params.needle:needle metrics.needle:7777 tags:[needle TO needles]",
    {
      project: "needle",
      sort: { field: "params.needle", descending: false },
    },
  ).replace(/\n.*$/, "");
  expect(text).not.toMatch(/needle|7777/);
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
