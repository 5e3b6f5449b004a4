import type Database from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";
import { countRuns, findRuns } from "../../../../src-main/node/store/search/search-runs.ts";
import { addRun, errorsOf, found, openLibrary, request, search } from "./library.ts";

let db: Database.Database;
beforeEach(() => {
  db = openLibrary();
});

/** Adds runs 1, 2, … that each have the keywords given. */
const keywords = (...runs: (readonly (readonly [string, string])[])[]): void =>
  runs.forEach((entries, index) => {
    addRun(db, index + 1, { keywords: entries });
  });

describe("pages", () => {
  test("come without the total too, which is told apart", () => {
    for (let seq = 1; seq <= 25; seq += 1)
      addRun(db, seq, { keywords: [["name", seq % 2 === 0 ? "even" : "odd"]] });
    for (const query of ["", "even", "+even -odd", "zzz"]) {
      const asked = request(query, { limit: 5, offset: 5 });
      const { total, ...page } = search(db, query, { limit: 5, offset: 5 });
      expect(findRuns(db, asked)).toEqual({ ok: true, value: { ...page, total: null } });
      expect(countRuns(db, asked)).toEqual({ ok: true, value: total });
    }
    expect(findRuns(db, request("(")).ok).toBe(false);
    expect(countRuns(db, request("(")).ok).toBe(false);
  });

  test("are the same whether the newest runs fill them or all had to be asked", () => {
    for (let seq = 1; seq <= 1300; seq += 1)
      addRun(
        db,
        seq,
        { keywords: [["name", seq % 100 === 0 ? "rare" : "common"]] },
        { started: (seq * 7919) % 1301 },
      );
    for (const query of ["common", "rare", "common -rare", "+rare common", "/ra.*/ OR zzz", "-common"]) {
      const all = search(db, query, { limit: 2000 }).seqs;
      const pages = Array.from({ length: Math.ceil(all.length / 50) + 1 }, (_, page) => page * 50).flatMap(
        (offset) => search(db, query, { limit: 50, offset }).seqs,
      );
      expect(pages).toEqual(all);
      expect(search(db, query, { limit: 3 }).total).toBe(all.length);
    }
  });

  test("an empty query lists top-level runs, any other finds steps too", () => {
    addRun(db, 1, { keywords: [["name", "a"]] });
    addRun(db, 2, { keywords: [["name", "a"]] }, { parent: "r1" });
    expect(search(db, " ")).toMatchObject({ total: 1, seqs: [1], scores: [null], hints: [] });
    for (const query of ["a", "*", "*:*", "-zzz"]) expect(found(db, query)).toEqual([1, 2]);
  });

  test("archived runs show only when asked for", () => {
    addRun(db, 1, { keywords: [["name", "a"]] }, { archived: 1 });
    for (const query of ["", "a", "*"]) {
      expect(search(db, query)).toMatchObject({ total: 0, seqs: [] });
      expect(search(db, query, { includeArchived: true })).toMatchObject({ total: 1, seqs: [1] });
    }
  });

  test("a project holds itself and all below it", () => {
    const projects = [
      "vision",
      "vision/mnist",
      "visionx",
      "vision0",
      "vision-2",
      "Vision",
      "vision/",
      "%",
      "vis_on/x",
    ];
    projects.forEach((project, index) => {
      addRun(db, index + 1, { keywords: [["name", "a"]] }, { project });
    });
    for (const query of ["", "a"]) {
      const inProject = (project: string): number[] =>
        search(db, query, { project }).seqs.toSorted((a, b) => a - b);
      expect(inProject("vision")).toEqual([1, 2, 7]);
      expect(inProject("vision/mnist")).toEqual([2]);
      expect(inProject("%")).toEqual([8]);
      expect(inProject("vis_on")).toEqual([9]);
      expect(inProject("' OR 1=1 --")).toEqual([]);
    }
  });

  test("the total counts all pages, and pages past the end are empty", () => {
    for (let seq = 1; seq <= 25; seq += 1) addRun(db, seq, { keywords: [["name", "a"]] });
    for (const query of ["", "a", "+a -b"]) {
      expect(search(db, query, { limit: 10, offset: 20 })).toMatchObject({
        total: 25,
        seqs: [5, 4, 3, 2, 1],
      });
      expect(search(db, query, { limit: 10, offset: 30 })).toMatchObject({ total: 25, seqs: [] });
      expect(search(db, query, { limit: 0 })).toMatchObject({ total: 25, seqs: [] });
    }
    expect(search(db, "zzz")).toMatchObject({ total: 0, seqs: [], scores: [] });
  });

  test("newest start first, by creation where a run has not started, ties by seq", () => {
    addRun(db, 1, {}, { started: 50, created: 1 });
    addRun(db, 2, {}, { started: null, created: 60 });
    addRun(db, 3, {}, { started: 50, created: 2 });
    addRun(db, 4, {}, { started: 40, created: 99 });
    expect(search(db, "").seqs).toEqual([2, 3, 1, 4]);
    expect(search(db, "*").seqs).toEqual([2, 3, 1, 4]);
  });
});

describe("sorting", () => {
  const sorted = (field: string, descending = false, query = ""): number[] =>
    search(db, query, { sort: { field, descending } }).seqs;

  test("by keywords, folded, missing ones last in both directions", () => {
    keywords([["name", "b"]], [], [["name", "A"]], [["name", "C"]], []);
    expect(sorted("name")).toEqual([3, 1, 4, 5, 2]);
    expect(sorted("name", true)).toEqual([4, 1, 3, 5, 2]);
    expect(sorted("name", false, "name:*")).toEqual([3, 1, 4]);
  });

  test("by numbers and dates, NaN last", () => {
    [3, -1, Number.NaN, 20].forEach((value, index) => {
      addRun(db, index + 1, {
        numbers: [
          ["metrics.loss", value],
          ["duration", -value],
        ],
        dates: [["ended", index * 1000]],
      });
    });
    expect(sorted("metrics.loss")).toEqual([2, 1, 4, 3]);
    expect(sorted("metrics.loss", true)).toEqual([4, 1, 2, 3]);
    expect(sorted("duration")).toEqual([4, 1, 2, 3]);
    expect(sorted("ended", true)).toEqual([4, 3, 2, 1]);
  });

  test("by a parameter that is a number in some runs and text in others", () => {
    addRun(db, 1, { keywords: [["params.x", "auto"]] });
    addRun(db, 2, { numbers: [["params.x", 10]] });
    addRun(db, 3, { numbers: [["params.x", 9]] });
    addRun(db, 4, {});
    expect(sorted("params.x")).toEqual([3, 2, 1, 4]);
    expect(sorted("params.x", true)).toEqual([1, 2, 3, 4]);
  });

  test("by several values: the one that comes first counts", () => {
    keywords(
      [
        ["tags", "b"],
        ["tags", "y"],
      ],
      [
        ["tags", "a"],
        ["tags", "x"],
      ],
      [["tags", "c"]],
    );
    expect(sorted("tags")).toEqual([2, 1, 3]);
    expect(sorted("tags", true)).toEqual([1, 2, 3]);
  });

  test("ties are newest first, page by page", () => {
    for (let seq = 1; seq <= 6; seq += 1)
      addRun(db, seq, { keywords: [["status", seq % 2 === 0 ? "failed" : "succeeded"]] });
    const page = (offset: number) =>
      search(db, "", { sort: { field: "status", descending: false }, limit: 2, offset }).seqs;
    expect([page(0), page(2), page(4)]).toEqual([
      [6, 4],
      [2, 5],
      [3, 1],
    ]);
  });

  test("an unknown field, a text field and SQL in a field's name are errors", () => {
    addRun(db, 1, { keywords: [["name", "a"]] });
    for (const field of [
      "nope",
      "",
      "seq",
      "metrics.nope",
      "name; DROP TABLE runs",
      "name DESC, (SELECT 1)",
      "params.'||1",
      "__proto__",
    ]) {
      expect(errorsOf(db, "", { sort: { field, descending: true } })).toEqual(["unknown-sort-field"]);
    }
    expect(errorsOf(db, "", { sort: { field: "notes", descending: false } })).toEqual(["unsortable-field"]);
    expect(found(db, "a")).toEqual([1]);
  });

  test("is the same whether the first runs fill the page or all had to be asked", () => {
    for (let seq = 1; seq <= 1100; seq += 1) {
      const tags = [`t${seq % 7}`, ...(seq % 3 === 0 ? [`t${(seq * 5) % 11}`] : [])];
      addRun(
        db,
        seq,
        {
          keywords: [
            ["name", `n${(seq * 7919) % 1103}`],
            ...tags.map((tag) => ["tags", tag] as const),
            ...(seq % 4 === 0 ? ([["params.x", `x${seq % 9}`]] as const) : []),
          ],
          numbers: [
            ...(seq % 5 === 0 ? [] : ([["metrics.loss", (seq * 31) % 17]] as const)),
            ...(seq % 10 === 1 ? ([["metrics.loss", -seq]] as const) : []),
            ...(seq % 4 === 1 || seq % 8 === 0 ? ([["params.x", seq % 6]] as const) : []),
          ],
          dates: [["started", (seq * 7919) % 101]],
        },
        { project: seq % 2 === 0 ? "p/even" : "p/odd", archived: seq % 50 === 0 ? 1 : 0 },
      );
    }
    for (const field of ["name", "tags", "params.x", "metrics.loss", "started", "duration"])
      for (const descending of [false, true])
        for (const [query, project] of [
          ["", null],
          ["tags:t1", null],
          ["tags:t* -name:n1*", "p/even"],
          ["name:n50*", "p"],
        ] as const) {
          const asked = { sort: { field, descending }, project };
          const all = search(db, query, { ...asked, limit: 2000 }).seqs;
          const pages = [0, 50, 100, 400].map(
            (offset) => search(db, query, { ...asked, limit: 50, offset }).seqs,
          );
          expect([field, descending, query, ...pages]).toEqual([
            field,
            descending,
            query,
            ...[0, 50, 100, 400].map((offset) => all.slice(offset, offset + 50)),
          ]);
        }
  });

  test("every field that can be searched and is no text can be sorted by", () => {
    addRun(db, 1, {});
    for (const field of [
      "id",
      "name",
      "project",
      "status",
      "kind",
      "cache",
      "pipeline",
      "step",
      "tags",
      "signature",
      "git.commit",
      "git.branch",
      "host",
      "user",
      "inputs",
      "outputs",
      "duration",
      "created",
      "started",
      "ended",
    ]) {
      expect(sorted(field)).toEqual([1]);
    }
  });
});
