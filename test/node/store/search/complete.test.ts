import type Database from "better-sqlite3";
import { beforeEach, expect, test } from "vitest";
import { atOnce } from "../../../../src-main/node/store/in-parts.ts";
import { completeFields, completeValues } from "../../../../src-main/node/store/search/complete.ts";
import { indexAll } from "../../../../src-main/node/store/search/index-all.ts";
import { indexRun, unindexRun } from "../../../../src-main/node/store/search/index-run.ts";
import { addRun, noDocument, openLibrary } from "./library.ts";

let db: Database.Database;
beforeEach(() => {
  db = openLibrary();
  addRun(db, 1, {
    keywords: [
      ["tags", "Baseline"],
      ["tags", "fun-stuff"],
      ["params.optimizer", "Adam"],
      ["params.lr", "auto"],
    ],
    numbers: [
      ["params.train.lr", 0.1],
      ["metrics.loss", Number.NaN],
    ],
  });
  addRun(db, 2, {
    keywords: [
      ["tags", "baseline"],
      ["params.optimizer", "adamw"],
    ],
    numbers: [
      ["params.train.lr", 0.2],
      ["params.lr", 3],
    ],
    dates: [["started", 5]],
  });
});

const names = (prefix: string, limit = 50): string[] =>
  completeFields(db, prefix, limit).map(({ name }) => name);

test("fields are named by how many runs have them, with the kinds of their values", () => {
  expect(completeFields(db, "params.", 50)).toEqual([
    { name: "params.lr", kinds: ["keyword", "number"], runs: 2 },
    { name: "params.optimizer", kinds: ["keyword"], runs: 2 },
    { name: "params.train.lr", kinds: ["number"], runs: 2 },
  ]);
  expect(completeFields(db, "metrics", 50)).toEqual([{ name: "metrics.loss", kinds: ["number"], runs: 1 }]);
});

test("a name is found by its beginning first, then by that of a part, then by what is in it", () => {
  expect(names("lr")).toEqual(["params.lr", "params.train.lr"]);
  expect(names("TRAIN")).toEqual(["params.train.lr"]);
  expect(names("st")).toEqual(["started", "status", "step", "properties.timestamp", "host"]);
  expect(names("st", 2)).toEqual(["started", "status"]);
  expect(names("nobody")).toEqual([]);
});

test("fields that no run has yet are offered if every library knows them, others are not", () => {
  expect(completeFields(db, "git.c", 50)).toEqual([{ name: "git.commit", kinds: ["keyword"], runs: 0 }]);
  indexRun(db, 1, noDocument);
  expect(names("metrics")).toEqual([]);
  expect(names("log")).toEqual(["log"]);
});

test("values stand as they were first written, the commonest first", () => {
  expect(completeValues(db, "tags", "", 50)).toEqual([
    { value: "Baseline", runs: 2 },
    { value: "fun-stuff", runs: 1 },
  ]);
  expect(completeValues(db, "tags", "STUFF", 50)).toEqual([{ value: "fun-stuff", runs: 1 }]);
  expect(completeValues(db, "params.optimizer", "ad", 1)).toEqual([{ value: "Adam", runs: 1 }]);
  expect(completeValues(db, "metrics.loss", "", 50)).toEqual([]);
  expect(completeValues(db, "params.none", "", 50)).toEqual([]);
});

test("a run that changes or goes takes its values along", () => {
  indexRun(db, 1, { ...noDocument, keywords: [["tags", "late"]] });
  expect(completeValues(db, "tags", "", 50)).toEqual([
    { value: "Baseline", runs: 1 },
    { value: "late", runs: 1 },
  ]);
  unindexRun(db, 1);
  unindexRun(db, 2);
  expect(completeValues(db, "tags", "", 50)).toEqual([]);
  expect(names("params")).toEqual([]);
});

test("of a field with very many values those that begin with the text are found", () => {
  const many = Array.from({ length: 12_000 }, (_, at) => 10_000 + at);
  const other = openLibrary();
  atOnce(
    indexAll(
      other,
      many.map(
        (seq) =>
          [
            seq,
            {
              ...noDocument,
              keywords: [
                ["name", `run ${seq}`],
                ["tags", "Baseline"],
              ],
            },
          ] as const,
      ),
    ),
  );
  expect(completeValues(other, "name", "run 2199", 50).map(({ value }) => value)).toEqual(
    Array.from({ length: 10 }, (_, index) => `run 2199${index}`),
  );
  expect(completeValues(other, "tags", "base", 50)).toEqual([{ value: "Baseline", runs: 12_000 }]);
});
