import type Database from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";
import { searchRuns } from "../../../../src-main/node/store/search/search-runs.ts";
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
const texts = (...runs: (readonly (readonly [string, string])[])[]): void =>
  runs.forEach((entries, index) => {
    addRun(db, index + 1, { texts: entries });
  });

describe("words", () => {
  test("are found in text by whole word, whatever the case", () => {
    texts([["notes", "Red Velvet cake"]], [["notes", "reddish"]], [["code", "x = RED_1"]]);
    expect(found(db, "red")).toEqual([1, 3]);
    expect(found(db, "notes:RED")).toEqual([1]);
    expect(found(db, "reddish red")).toEqual([1, 2, 3]);
  });

  test("look without a field in id, name, project, status, tags, notes, code, parameters and properties only", () => {
    const names = ["id", "name", "project", "status", "tags", "params.a.b", "properties.x"];
    const others = [
      "kind",
      "cache",
      "pipeline",
      "step",
      "signature",
      "git.commit",
      "git.branch",
      "host",
      "user",
      "inputs",
      "outputs",
      "env.X",
    ];
    const all = [...names, ...others];
    keywords(...all.map((name) => [[name, "needle"] as const]));
    ["notes", "code", "command", "error", "log"].forEach((name, index) => {
      addRun(db, 100 + index, { texts: [[name, "needle"]] });
    });
    expect(found(db, "needle")).toEqual([...names.map((_, index) => index + 1), 100, 101]);
    for (const [index, name] of all.entries()) expect(found(db, `${name}:needle`)).toEqual([index + 1]);
    expect(found(db, "log:needle OR error:needle OR command:needle")).toEqual([102, 103, 104]);
  });

  test("that break into several are a phrase", () => {
    texts([["notes", "resnet 18"]], [["notes", "18 resnet"]], [["notes", "resnet-18-b"]]);
    expect(found(db, "resnet-18")).toEqual([1, 3]);
    expect(found(db, "resnet/18")).toEqual([1, 3]);
  });

  test("are found in keywords whole or by their words, never across two values", () => {
    keywords(
      [["tags", "fun-stuff"]],
      [
        ["tags", "fun"],
        ["tags", "stuff"],
      ],
      [["tags", "stuff fun"]],
    );
    expect(found(db, "tags:fun")).toEqual([1, 2, 3]);
    expect(found(db, "tags:fun-stuff")).toEqual([1]);
    expect(found(db, 'tags:"fun stuff"')).toEqual([1]);
    expect(found(db, "tags:FUN_STUFF")).toEqual([1]);
  });

  test("do not run from one text value into the next", () => {
    texts(
      [
        ["code", "red"],
        ["code", "velvet"],
      ],
      [["code", "red velvet"]],
      [
        ["notes", "red"],
        ["code", "velvet"],
      ],
    );
    expect(found(db, '"red velvet"')).toEqual([2]);
  });

  test("without letters and digits are left out, except as the whole value of a field", () => {
    keywords([["tags", "!!!"]], [["tags", "a"]]);
    addRun(db, 3, { texts: [["notes", "!!!"]] });
    expect(found(db, "a ...")).toEqual([2]);
    expect(found(db, "+a +...")).toEqual([2]);
    expect(found(db, "+a -(...)")).toEqual([2]);
    expect(found(db, "tags:\\!\\!\\!")).toEqual([1]);
    expect(found(db, "a notes:...")).toEqual([2]);
    expect(search(db, "...")).toMatchObject({ total: 0, hints: [{ code: "nothing-to-find" }] });
  });

  test("are letters and decimal digits: other numerals separate as punctuation does", () => {
    texts([["notes", "mc² x½y Ⅷ"]], [["notes", "mc2"]]);
    expect(found(db, "mc")).toEqual([1]);
    expect(found(db, '"x y"')).toEqual([1]);
    expect(found(db, "notes:Ⅷ")).toEqual([]);
  });

  test("fold by Unicode lower case and keep accents", () => {
    keywords([["name", "ÉCOLE ΟΔΟΣ"]], [["name", "ecole"]], [["name", "數據 ٣٤"]]);
    expect(found(db, "école")).toEqual([1]);
    expect(found(db, "οδος")).toEqual([1]);
    expect(found(db, "ecole")).toEqual([2]);
    expect(found(db, "數據")).toEqual([3]);
    expect(found(db, "٣٤")).toEqual([3]);
    expect(found(db, 'name:"école οδος"')).toEqual([1]);
  });
});

describe("operators", () => {
  beforeEach(() => {
    texts([["notes", "a"]], [["notes", "a b"]], [["notes", "b c"]], [["notes", "a b c"]], [["notes", "d"]]);
  });

  test.each([
    ["a b", [1, 2, 3, 4]],
    ["a AND b", [2, 4]],
    ["+a b", [1, 2, 4]],
    ["+a -b", [1]],
    ["a OR b AND c", [3, 4]],
    ["a OR (b AND c)", [1, 2, 3, 4]],
    ["NOT a", [3, 5]],
    ["-a -b", [5]],
    ["+(-a) +b", [3]],
    ["a -b", [1]],
    ["(a -b) OR d", [1, 5]],
    ["*:* -a", [3, 5]],
    ["* AND NOT d", [1, 2, 3, 4]],
    ["-*:*", []],
    ["+a +(b c)", [2, 4]],
    ["notes:(a AND (b notes:c))", [2, 4]],
    ["+zzz a", []],
  ])("%s", (query, expected) => {
    expect(found(db, query)).toEqual(expected);
  });
});

describe("numbers", () => {
  beforeEach(() => {
    [-1, 0, 0.2, 5, Number.POSITIVE_INFINITY, Number.NaN].forEach((value, index) => {
      addRun(db, index + 1, { numbers: [["metrics.x", value]] });
    });
    addRun(db, 7, { keywords: [["name", "0.2"]] });
  });

  test.each([
    ["metrics.x:0.2", [3]],
    ["metrics.x:2e-1", [3]],
    ["metrics.x:-1", [1]],
    ['metrics.x:"5"', [4]],
    ["metrics.x:0", [2]],
    ["metrics.x:-0", [2]],
    ["metrics.x:abc", []],
    ["metrics.x:NaN", []],
    ["metrics.x:0*", []],
    ["metrics.x:>0.2", [4, 5]],
    ["metrics.x:>=0.2", [3, 4, 5]],
    ["metrics.x:<-.5", [1]],
    ["metrics.x:<=0", [1, 2]],
    ["metrics.x:(>=0 AND <5)", [2, 3]],
    ["metrics.x:[0 TO 5}", [2, 3]],
    ["metrics.x:{0 TO 5]", [3, 4]],
    ["metrics.x:[* TO 0.2]", [1, 2, 3]],
    ["metrics.x:*", [1, 2, 3, 4, 5, 6]],
    ["metrics.x:[* TO *]", [1, 2, 3, 4, 5, 6]],
    ["_exists_:metrics.x", [1, 2, 3, 4, 5, 6]],
    ["_exists_:(metrics.x OR name)", [1, 2, 3, 4, 5, 6, 7]],
    ["-metrics.x:*", [7]],
    ["0.2", [7]],
  ])("%s", (query, expected) => {
    expect(found(db, query)).toEqual(expected);
  });

  test("a comparison of numbers with something else is an error at its place", () => {
    const answer = searchRuns(db, request("a metrics.x:[1 TO low]"));
    expect(answer).toMatchObject({
      ok: false,
      error: [{ code: "bad-number", span: [18, 21], line: 1, column: 19 }],
    });
  });

  test("a parameter is compared as number when every end is one, else as text", () => {
    const lr = openLibrary();
    addRun(lr, 1, { numbers: [["params.lr", 10]] });
    addRun(lr, 2, { keywords: [["params.lr", "10"]] });
    addRun(lr, 3, { keywords: [["params.lr", "Auto"]] });
    expect(found(lr, "params.lr:10")).toEqual([1, 2]);
    expect(found(lr, "params.lr:1e1")).toEqual([1]);
    expect(found(lr, "params.lr:>9")).toEqual([1]);
    expect(found(lr, "params.lr:[1 TO b]")).toEqual([2, 3]);
    expect(found(lr, "params.lr:auto")).toEqual([3]);
    expect(found(lr, "10")).toEqual([2]);
  });
});

describe("dates", () => {
  beforeEach(() => {
    [
      "2024-04-30T23:59:59.999Z",
      "2024-05-01T00:00:00.000Z",
      "2024-05-31T23:59:59.999Z",
      "2024-06-01T00:00:00.000Z",
    ].forEach((time, index) => {
      addRun(db, index + 1, { dates: [["started", Date.parse(time)]] });
    });
    addRun(db, 5, { keywords: [["name", "x"]] });
  });

  test.each([
    ["started:2024-05", [2, 3]],
    ["started:2024", [1, 2, 3, 4]],
    ["started:2024-05-01", [2]],
    ['started:"2024-05-01T00:00"', [2]],
    [`started:${Date.parse("2024-05-01T00:00:00Z")}`, [2]],
    ["started:>=2024-05", [2, 3, 4]],
    ["started:>2024-05", [4]],
    ["started:<2024-05", [1]],
    ["started:<=2024-05", [1, 2, 3]],
    ["started:[2024-05 TO 2024-05]", [2, 3]],
    ["started:{2024-04-30 TO 2024-06}", [2, 3]],
    ["started:[2024-05-01T02:00+02:00 TO *]", [2, 3, 4]],
    ["started:*", [1, 2, 3, 4]],
    ["-started:*", [5]],
    ["ended:2024", []],
  ])("%s", (query, expected) => {
    expect(found(db, query)).toEqual(expected);
  });

  test("a wrong date is an error", () => {
    expect(errorsOf(db, "started:soon")).toEqual(["bad-date"]);
    expect(errorsOf(db, "started:[2024-13 TO *]")).toEqual(["bad-date"]);
    expect(errorsOf(db, "started:>now-7")).toEqual(["bad-date"]);
  });

  test.each([
    ["started:>now-1d", [3, 4]],
    ["started:>=now-1d/d", [3, 4]],
    ["started:<=now-1d/d", [1, 2, 3]],
    ["started:[now-1M/M TO now/M}", [2, 3]],
    ["started:now/d", [4]],
    ["started:2024-05-01||/M", [2, 3]],
    ['started:<"2024-04-01||+1M"', [1]],
    ["created:<=now", []],
  ])("%s on the first of June at noon", (query, expected) => {
    const now = Date.parse("2024-06-01T12:00:00Z");
    expect(search(db, query, { now }).seqs.toSorted((a, b) => a - b)).toEqual(expected);
  });
});

describe("patterns and ranges over words", () => {
  beforeEach(() => {
    addRun(db, 1, { keywords: [["name", "Fun-Stuff 1*"]], texts: [["notes", "gradient descent"]] });
    addRun(db, 2, {
      keywords: [["name", "function"]],
      texts: [
        ["notes", "gradual"],
        ["log", "gradient"],
      ],
    });
    addRun(db, 3, { keywords: [["name", "a[b]c"]], texts: [["code", "éa 🦊 數據庫"]] });
  });

  test.each([
    ["grad*", [1, 2]],
    ["notes:gradi*", [1]],
    ["log:gr*t", [2]],
    ["*ent", [1]],
    ["gr?du*", [2]],
    ["GRAD*", [1, 2]],
    ["?a", [3]],
    ["數?庫", [3]],
    ["name:fun*", [1, 2]],
    ["name:fun\\-*", [1]],
    ["name:*stuff", [1]],
    ["name:*\\*", [1]],
    ["name:?\\[b\\]?", [3]],
    ["name:*[b]*", []],
    ["name:*on", [2]],
    ["name:f?n", [1]],
    ["notes:gradient*descent", []],
    ["notes:*-*", []],
    ["**", [1, 2, 3]],
    ["notes:?*", [1, 2]],
    ["[gradient TO gradua]", [1]],
    ["notes:{gradient TO gradual]", [2]],
    ["name:[a TO fun}", [3]],
    ["name:>=fun", [1, 2]],
    ["name:>FUNCTION", []],
  ])("%s", (query, expected) => {
    if (query === "name:*[b]*") expect(errorsOf(db, query)).toEqual(["bad-range"]);
    else expect(found(db, query)).toEqual(expected);
  });
});

describe("unknown fields", () => {
  test("match nothing and say so once, with the nearest name", () => {
    addRun(db, 1, { keywords: [["name", "a"]], numbers: [["metrics.loss", 1]] });
    expect(search(db, "Name:a OR metrics.los:1 OR metrics.los:2 OR a")).toMatchObject({
      seqs: [1],
      hints: [
        { severity: "hint", code: "unknown-field", span: [0, 4], remedy: "Did you mean `name`?" },
        { severity: "hint", code: "unknown-field", span: [10, 21], remedy: "Did you mean `metrics.loss`?" },
      ],
    });
    expect(found(db, "nofield:*")).toEqual([]);
    expect(found(db, "-nofield:*")).toEqual([1]);
    expect(search(db, "__proto__:a constructor:a").seqs).toEqual([]);
  });

  test("a search in consoles of which some were too long says so, once", () => {
    addRun(db, 1, { texts: [["log", "a"]] });
    expect(search(db, "log:a").hints).toEqual([]);
    addRun(db, 2, { texts: [["log", "a"]], isLogCut: true });
    expect(search(db, "log:a log:b").hints.map(({ code }) => code)).toEqual(["log-cut"]);
    expect(search(db, "notes:a").hints).toEqual([]);
    expect(found(db, "log\\ \\(cut\\):*")).toEqual([]);
  });

  test("known fields that no run has a value of give no hint", () => {
    expect(search(db, "name:a duration:>5 ended:2024 tags:*").hints).toEqual([]);
  });
});

test("title and timestamp answer for runs without such properties with name and start", () => {
  addRun(db, 1, { keywords: [["name", "Alpha"]], dates: [["started", Date.parse("2024-05-01T00:00:00Z")]] });
  addRun(db, 2, {
    keywords: [
      ["name", "Alpha"],
      ["properties.title", "Beta"],
      ["properties.timestamp", "later"],
    ],
    dates: [["started", Date.parse("2024-05-01T00:00:00Z")]],
  });
  expect(found(db, "properties.title:alpha")).toEqual([1]);
  expect(found(db, "properties.title:beta")).toEqual([2]);
  expect(found(db, "properties.timestamp:2024-05")).toEqual([1]);
  expect(found(db, "properties.timestamp:later")).toEqual([2]);
});
