import type Database from "better-sqlite3";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type GroupPage,
  type GroupRequest,
  groupRuns,
} from "../../../../src-main/node/store/search/group-runs.ts";
import { addRun, openLibrary, request, search } from "./library.ts";

let db: Database.Database;
beforeEach(() => {
  db = openLibrary();
});

function groups(by: readonly string[], rest: Partial<GroupRequest> = {}): GroupPage {
  const answer = groupRuns(db, { ...request(rest.query ?? ""), by, measures: [], ...rest });
  if (!answer.ok) throw new Error(answer.error.map(({ message }) => message).join(", "));
  return answer.value;
}

describe("groups of runs", () => {
  it("have a count, and mean and deviation of what is measured", () => {
    [0.1, 0.1, 0.2].forEach((lr, index) => {
      addRun(db, index + 1, {
        numbers: [
          ["params.lr", lr],
          ["metrics.loss", index + 1],
        ],
      });
    });
    const page = groups(["params.lr"], { measures: ["metrics.loss"] });
    expect(page.total).toBe(2);
    expect(page.groups).toEqual([
      { key: [0.2], runs: 1, newest: 3, measures: [{ count: 1, mean: 3, deviation: null }] },
      { key: [0.1], runs: 2, newest: 2, measures: [{ count: 2, mean: 1.5, deviation: Math.SQRT1_2 }] },
    ]);
  });

  it("keep numbers and texts of a parameter apart, and runs without it", () => {
    addRun(db, 1, { numbers: [["params.size", 3]] });
    addRun(db, 2, { keywords: [["params.size", "Large"]] });
    addRun(db, 3, {});
    expect(groups(["params.size"]).groups.map(({ key }) => key)).toEqual([[null], ["Large"], [3]]);
  });

  it("are those of the runs that a query finds, in a project, of several fields", () => {
    addRun(
      db,
      1,
      {
        keywords: [
          ["tags", "a"],
          ["params.m", "x"],
        ],
      },
      { project: "p" },
    );
    addRun(
      db,
      2,
      {
        keywords: [
          ["tags", "a"],
          ["params.m", "y"],
        ],
      },
      { project: "p/q" },
    );
    addRun(
      db,
      3,
      {
        keywords: [
          ["tags", "b"],
          ["params.m", "x"],
        ],
      },
      { project: "p" },
    );
    addRun(
      db,
      4,
      {
        keywords: [
          ["tags", "a"],
          ["params.m", "x"],
        ],
      },
      { project: "other" },
    );
    const page = groups(["project", "params.m"], { query: "tags:a", project: "p" });
    expect(page.groups.map(({ key, runs }) => [...key, runs])).toEqual([
      ["p/q", "y", 1],
      ["p", "x", 1],
    ]);
  });

  it("are sorted by a key or a mean, those without last, and come in pages", () => {
    [3, 1, 2].forEach((value, index) => {
      addRun(db, index + 1, {
        numbers: [
          ["params.k", value],
          ["metrics.loss", -value],
        ],
      });
    });
    addRun(db, 4, {});
    const keys = (rest: Partial<GroupRequest>) => groups(["params.k"], rest).groups.map(({ key }) => key[0]);
    const by = (field: string, descending: boolean) => ({ sort: { field, descending } });
    expect(keys(by("params.k", false))).toEqual([1, 2, 3, null]);
    expect(keys(by("params.k", true))).toEqual([3, 2, 1, null]);
    expect(keys({ ...by("metrics.loss", false), measures: ["metrics.loss"] })).toEqual([3, 2, 1, null]);
    const page = groups(["params.k"], { ...by("params.k", false), limit: 2, offset: 1 });
    expect([page.total, page.groups.map(({ key }) => key[0])]).toEqual([4, [2, 3]]);
  });

  it("cannot be made by words, and say so", () => {
    expect(groupRuns(db, { ...request(""), by: ["notes"], measures: [] })).toMatchObject({
      ok: false,
      error: [{ code: "ungroupable-field", message: "Runs cannot be grouped by `notes`" }],
    });
  });

  it("take a field's name for a name, whatever it holds", () => {
    const field = "params.a' OR 1=1 --";
    addRun(db, 1, { numbers: [[field, 1]] });
    expect(groups([field], { measures: ["metrics.x); DROP TABLE runs"] }).groups).toMatchObject([
      { key: [1] },
    ]);
  });

  it("hold just the runs found within them, and their means are right", () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const run = fc.record({ key: fc.option(fc.integer({ min: 0, max: 3 })), loss: fc.option(value) });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 30 }), (runs) => {
        db = openLibrary();
        runs.forEach(({ key, loss }, index) => {
          const numbers = [
            ...(key === null ? [] : [["params.k", key] as const]),
            ...(loss === null ? [] : [["metrics.loss", loss] as const]),
          ];
          addRun(db, index + 1, { numbers });
        });
        for (const group of groups(["params.k"], { measures: ["metrics.loss"] }).groups) {
          const [key = null] = group.key;
          const within = [{ field: "params.k", value: key }];
          const seqs = search(db, "", { within }).seqs;
          const members = runs.flatMap((entry, index) =>
            entry.key === key ? [{ ...entry, seq: index + 1 }] : [],
          );
          expect(seqs.toSorted((a, b) => a - b)).toEqual(members.map(({ seq }) => seq));
          expect(group.runs).toBe(members.length);
          const losses = members.flatMap(({ loss }) => (loss === null ? [] : [loss]));
          const measure = group.measures[0];
          expect(measure?.count).toBe(losses.length);
          if (losses.length === 0) continue;
          const mean = losses.reduce((sum, loss) => sum + loss / losses.length, 0);
          expect(measure?.mean).toBeCloseTo(mean, 3);
          if (losses.length < 2) continue;
          const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
          expect(measure?.deviation ?? Number.NaN).toBeCloseTo(Math.sqrt(squares / (losses.length - 1)), 2);
        }
      }),
      { numRuns: 60 },
    );
  });
});
