import type Database from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";
import { addRun, openLibrary, search } from "./library.ts";

let db: Database.Database;
beforeEach(() => {
  db = openLibrary();
  addRun(db, 1, { texts: [["notes", "apple"]], dates: [["created", 1]] });
  addRun(db, 2, { texts: [["notes", "apple banana cherry date elder fig grape"]], dates: [["created", 2]] });
  addRun(db, 3, { texts: [["notes", "apple apple apple"]], dates: [["created", 3]] });
  addRun(db, 4, { texts: [["notes", "banana"]], keywords: [["tags", "rare"]], dates: [["created", 4]] });
  addRun(db, 5, { texts: [["notes", "zebra"]], keywords: [["tags", "often"]], dates: [["created", 10000]] });
  for (let seq = 6; seq <= 30; seq += 1)
    addRun(db, seq, {
      keywords: [["tags", seq < 16 ? "often" : "other"]],
      texts: [["notes", "filler words"]],
      dates: [["created", seq]],
    });
});

const byScore = (query: string, descending = true) =>
  search(db, query, { sort: { field: "score", descending } });

describe("the order by score", () => {
  test("puts first what has a word more often, and in a shorter text", () => {
    expect(byScore("apple").seqs).toEqual([3, 1, 2]);
    expect(byScore("apple", false).seqs).toEqual([2, 1, 3]);
  });

  test("puts first what is rarer", () => {
    expect(byScore("tags:often OR tags:rare").seqs[0]).toBe(4);
  });

  test("sums what clauses give, optional ones too", () => {
    const [both, apple, banana] = ["apple banana", "+apple banan*^0", "+banana appl*^0"].map((query) => {
      const { seqs, scores } = byScore(query);
      return scores[seqs.indexOf(2)] ?? 0;
    });
    expect(both).toBeCloseTo((apple ?? 0) + (banana ?? 0));
    expect(byScore("+banana apple^10").seqs).toEqual([2, 4]);
    expect(byScore("+banana -apple").seqs).toEqual([4]);
  });

  test("counts a clause times its boost, and a group times its own", () => {
    expect(byScore("notes:zebra tags:rare^100").seqs).toEqual([4, 5]);
    expect(byScore("notes:zebra^100 tags:rare").seqs).toEqual([5, 4]);
    const [plain, tenfold, nested] = ["zebra", "zebra^10", "((zebra^2)^5)"].map(
      (query) => byScore(query).scores[0],
    );
    expect(tenfold).toBeCloseTo((plain ?? 0) * 10);
    expect(nested).toBeCloseTo((plain ?? 0) * 10);
    expect(byScore("zebra^0").scores).toEqual([0]);
  });

  test("gives patterns, ranges and what exists one each", () => {
    for (const query of ["zeb*", "/zebra/", "zebr~", "created:[10000 TO 10000]", "_exists_:notes"])
      expect([query, byScore(query).scores[0]]).toEqual([query, 1]);
    expect(byScore("zeb*^3 created:10000^0.5").scores[0]).toBe(3.5);
  });

  test("counts a clause in a group only where the group matches", () => {
    const { seqs, scores } = byScore("banan* (+apple +zebr*)^100 tags:rar*");
    expect({ seqs, scores }).toEqual({ seqs: [4, 2], scores: [2, 1] });
  });

  test("is newest first among equals, and leaves the matches alone", () => {
    expect(byScore("*").seqs.slice(0, 3)).toEqual([30, 29, 28]);
    expect(byScore("*").scores[0]).toBe(0);
    for (const query of ["apple^7", "-apple^2", "apple^0 banana^3"]) {
      const plain = search(db, query.replace(/\^\d/g, ""));
      expect(byScore(query).seqs.toSorted()).toEqual(plain.seqs.toSorted());
    }
  });

  test("scores are told only then", () => {
    expect(search(db, "apple^2").scores).toEqual([null, null, null]);
  });
});
