import fc from "fast-check";
import { expect, test } from "vitest";
import { indexRun, unindexRun } from "../../../../src-main/node/store/search/index-run.ts";
import { addRun, found, openLibrary } from "./library.ts";
import { documents, judge, questions, written } from "./oracle.ts";

test("finds exactly the runs that a judge who reads every document finds", () => {
  fc.assert(
    fc.property(
      fc.array(documents, { minLength: 1, maxLength: 8 }),
      fc.array(questions, { minLength: 20, maxLength: 20 }),
      (runs, asked) => {
        const db = openLibrary();
        for (const [index, document] of runs.entries()) addRun(db, index + 1, document);
        for (const question of asked) {
          const expected = runs.flatMap((document, index) =>
            judge(question, document) === true ? [index + 1] : [],
          );
          expect([written(question), found(db, written(question))]).toEqual([written(question), expected]);
        }
        db.close();
      },
    ),
    { numRuns: 250 },
  );
});

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
          expect([written(question), found(db, written(question))]).toEqual([written(question), expected]);
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
