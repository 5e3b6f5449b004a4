import fc from "fast-check";
import { expect, test } from "vitest";
import { bindQuery } from "../../../../src-main/core/query/bind.ts";
import { parseQuery } from "../../../../src-main/core/query/parse.ts";
import { selectRuns } from "../../../../src-main/node/store/search/compile.ts";
import { indexRun, unindexRun } from "../../../../src-main/node/store/search/index-run.ts";
import { rebuildIndex } from "../../../../src-main/node/store/search/rebuild-index.ts";
import { planResolver } from "../../../../src-main/node/store/search/resolve.ts";
import { addRun, noDocument, openLibrary, search } from "./library.ts";
import { documents, judge, noon, questions, written } from "./oracle.ts";

/**
 * What a query finds, by ascending seq, in every way the index is asked: of the newest runs, of few, of all, and by score.
 */
function answers(db: ReturnType<typeof openLibrary>, query: string): number[][] {
  const orders = [null, { field: "id", descending: true }, { field: "score", descending: true }];
  const pages = orders.map((sort) => {
    const { seqs, total } = search(db, query, { sort, now: noon });
    expect(total).toBe(seqs.length);
    return seqs;
  });
  return [...pages, matchesOfAll(db, query)].map((seqs) => seqs.toSorted((a, b) => a - b));
}

/** The select that a library asks whose runs are too many for anything else. */
function matchesOfAll(db: ReturnType<typeof openLibrary>, query: string): number[] {
  const names = db.prepare<[], string>("SELECT name FROM search_fields").pluck().all();
  const catalog = {
    has: (name: string) => names.includes(name),
    names: () => names,
    hasCutLogs: () => false,
  };
  const parsed = parseQuery(query).query;
  if (parsed === null) throw new Error(query);
  const { text, values } = selectRuns(planResolver(db, bindQuery(parsed, catalog, noon).plan).resolve(null));
  const seqs = db.prepare<unknown[], number>(text).pluck();
  return [...new Set(seqs.all(...values))];
}

// Some 22,000 pairs of a document and a query, each asked in four ways.
test("finds exactly the runs that a judge who reads every document finds", () => {
  fc.assert(
    fc.property(
      fc.array(documents, { minLength: 1, maxLength: 8 }),
      fc.array(questions, { minLength: 20, maxLength: 20 }),
      fc.boolean(),
      (runs, asked, isMadeAnew) => {
        const db = openLibrary();
        for (const [index, document] of runs.entries()) addRun(db, index + 1, document);
        if (isMadeAnew) rebuildIndex(db, (id) => ({ ...noDocument, ...runs[Number(id.slice(1)) - 1] }));
        for (const question of asked) {
          const expected = runs.flatMap((document, index) =>
            judge(question, document) === true ? [index + 1] : [],
          );
          const query = written(question);
          expect([query, ...answers(db, query)]).toEqual([query, expected, expected, expected, expected]);
        }
        db.close();
      },
    ),
    { numRuns: 250 },
  );
  // As long as it takes on a machine with much else to do.
}, 600_000);

test("the same after runs were indexed anew and taken out", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(documents, fc.option(documents, { nil: null })), { minLength: 2, maxLength: 6 }),
      fc.array(questions, { minLength: 10, maxLength: 10 }),
      (runs, asked) => {
        const db = openLibrary();
        for (const [index, [document]] of runs.entries()) addRun(db, index + 1, document);
        for (const [index, [, later]] of runs.entries()) {
          if (later !== null) indexRun(db, index + 1, later);
          else {
            unindexRun(db, index + 1);
            db.prepare("DELETE FROM runs WHERE seq = ?").run(index + 1);
          }
        }
        for (const question of asked) {
          const expected = runs.flatMap(([, later], index) =>
            later !== null && judge(question, later) === true ? [index + 1] : [],
          );
          const query = written(question);
          expect([query, ...answers(db, query)]).toEqual([query, expected, expected, expected, expected]);
        }
        db.close();
      },
    ),
    { numRuns: 120 },
  );
});

test("the judge's questions find something about half of the time", () => {
  const sample = fc.sample(fc.tuple(questions, documents), { numRuns: 1200, seed: 1 });
  const share =
    sample.filter(([question, document]) => judge(question, document) === true).length / sample.length;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.85);
});
