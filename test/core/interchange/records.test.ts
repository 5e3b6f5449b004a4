import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printRecord } from "../../../src-main/core/interchange/print-record.ts";
import { readRecord } from "../../../src-main/core/interchange/read-record.ts";
import type { RunRecord } from "../../../src-main/core/interchange/record.ts";
import { anyRecord, comparable } from "./any-record.ts";

function read(line: string): RunRecord {
  const found = readRecord(line);
  if (!found.ok) throw new Error(found.error.map(({ key, message }) => `${key}: ${message}`).join("\n"));
  return found.value.record;
}

/** `key: message` of everything that is wrong. */
function problems(line: string): string[] {
  const found = readRecord(line);
  const all = found.ok ? found.value.warnings : found.error;
  return all.map(({ severity, key, message }) => `${severity} ${key}: ${message}`);
}

const line = (more: string): string => `{"id":"r","name":"n",${more}}`;

describe("A record", () => {
  test("is what its line reads as, and a line is what its record prints as", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const text = printRecord(record);
        const again = read(text);
        // Without a time of its own, a run was made when it started.
        const made = record.created ?? null;
        expect(comparable({ ...again, created: made === record.started ? made : again.created })).toEqual(
          comparable(record),
        );
        expect(printRecord(again)).toBe(text);
        expect(text).not.toContain("\n");
      }),
      { numRuns: 500 },
    );
  });

  test("holds everything that the example of the format says", () => {
    const record = read(
      `{"id":"r1","parent":null,"project":"vision/mnist","name":"lr sweep 3","kind":"script","status":"succeeded",
 "started":"2026-01-05T10:00:00Z","ended":1767607260000,"tags":["baseline"],"params":{"train":{"lr":0.1}},
 "metrics":{"loss":[[0,1767607200000,0.9],[1,1767607230000,0.4]],"acc":0.91},"properties":{"title":"…"},
 "notes":"…","log":"…","code":[{"path":"train.py","text":"…"}],"inputs":[{"name":"raw","path":"data/raw.csv","digest":"sha256:…"}],
 "environment":{"python":"3.11.7","packages":{"numpy":"1.26.4"}},"artifacts":[{"name":"model","path":"model.pkl"}]}`,
    );
    expect(record).toMatchObject({
      id: "r1",
      parent: null,
      started: Date.UTC(2026, 0, 5, 10),
      ended: 1767607260000,
      params: { train: { lr: 0.1 } },
      properties: { title: "…" },
      log: "…",
      environment: { python: "3.11.7", packages: { numpy: "1.26.4" } },
    });
    expect(record.metrics.get("acc")).toBe(0.91);
    expect(record.metrics.get("loss")).toEqual([
      [0, 1767607200000, 0.9],
      [1, 1767607230000, 0.4],
    ]);
  });

  test("tells integers of any size from floats", () => {
    const { params } = read(
      line(`"params":{"a":1,"b":1.0,"c":123456789012345678901234567890,"d":1e3,"e":-7,"f":0.5,"g":"1.0"}`),
    );
    expect(params).toEqual({
      a: 1n,
      b: 1,
      c: 123456789012345678901234567890n,
      d: 1000,
      e: -7n,
      f: 0.5,
      g: "1.0",
    });
  });

  test("keeps keys that mean something to JavaScript as keys", () => {
    const { params, metrics, properties } = read(
      line(`"params":{"__proto__":{"x":1}},"metrics":{"__proto__":1,"constructor":2},"__proto__":3`),
    );
    expect(Object.entries(params)).toEqual([["__proto__", { x: 1n }]]);
    expect([...metrics]).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
    expect(Object.entries(properties)).toEqual([["__proto__", 3n]]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("reads a text NaN among parameters as a float only where the line says so", () => {
    expect(read(line(`"params":{"a":"NaN","b":"NaN"},"nonFinite":["/params/b"]`)).params).toEqual({
      a: "NaN",
      b: Number.NaN,
    });
  });

  test("keeps unknown keys as properties, and says so", () => {
    const text = line(`"owner":"kim","size":{"w":1},"properties":{"owner":"lee"}`);
    expect(read(text).properties).toEqual({ owner: "lee", size: { w: 1n } });
    expect(problems(text)).toEqual([
      "warning owner: is no key of the format, and left out: there is a property of that name",
      "warning size: is no key of the format: kept as a property",
    ]);
  });
});

describe("A wrong line", () => {
  test.each([
    ["{", /^error : is no JSON: it ends before its last bracket or quotation mark is closed$/],
    ['{"id":"r1","na', /^error : is no JSON: it ends before its last bracket or quotation mark is closed$/],
    ['{"id": ', /^error : is no JSON: it ends before its last bracket or quotation mark is closed$/],
    ['{"id":?,"a":1}', /^error : is no JSON: Unexpected token '\?'/],
    ["", /^error : is no JSON/],
    ["[1]", "error : must be an object, not a list"],
    ["{}", "error id: is missing"],
    [`{"id":"","name":"n"}`, "error id: must not be empty"],
    [`{"id":7,"name":"n"}`, "error id: must be a text, not a number"],
    [line(`"params":[]`), "error params: must be an object, not a list"],
    [line(`"metrics":{"a":"x"}`), "error metrics.a: must be a number or a list of points, not a text"],
    [line(`"metrics":{"a":[[0,1,2],[1,2]]}`), "error metrics.a[1]: must be a point [step, time, value]"],
    [line(`"tags":["a",1]`), "error tags[1]: must be a text, not a number"],
    [line(`"status":"done"`), /^error status: is not one of queued/],
    [line(`"started":"yesterday"`), "error started: must be a time"],
    [line(`"started":"2026-02-30"`), "error started: must be a time"],
    [line(`"code":[{"text":"x"}]`), "error code[0].path: is missing"],
    [line(`"inputs":[{"size":1}]`), "error inputs[0]: wants a name or a path"],
    [line(`"artifacts":[{"name":"x","data":"?"}]`), "error artifacts[0].data: is no base64"],
    [
      line(`"environment":{"packages":{"numpy":[1]}}`),
      "error environment.packages.numpy: must be a text, not a list",
    ],
    [line(`"exitCode":1.5`), "error exitCode: must be a whole number, not a number"],
    [line(`"params":{"a":${"[".repeat(500)}${"]".repeat(500)}}`), "error params: is nested too deep"],
    [`${"[".repeat(1_000_000)}1.0`, /^error : is no JSON/],
  ])("%.60s", (text, message) => {
    const [first] = problems(text);
    if (typeof message === "string") expect(first).toBe(message);
    else expect(first).toMatch(message);
  });

  test("says everything that is wrong with it at once", () => {
    expect(problems(`{"id":1,"name":2,"tags":3}`)).toHaveLength(3);
  });

  test("replaces halves of characters, with a warning", () => {
    const text = `{"id":"r","name":"a\\ud800b","params":{"\\udc00":"\\ud83d\\ude00"}}`;
    expect(read(text)).toMatchObject({ name: "a\uFFFDb", params: { "\uFFFD": "😀" } });
    expect(problems(text)).toEqual(["warning : holds halves of characters, which are kept as U+FFFD"]);
  });
});

describe("A time", () => {
  test.each([
    ["2026-01-05T10:00:00Z", Date.UTC(2026, 0, 5, 10)],
    ["2026-01-05", Date.UTC(2026, 0, 5)],
    ["2026-01-05 10:00", Date.UTC(2026, 0, 5, 10)],
    ["2026-01-05T10:00:00.123456+02:00", Date.UTC(2026, 0, 5, 8, 0, 0, 123)],
    ["2026-01-05T10:00:00-0530", Date.UTC(2026, 0, 5, 15, 30)],
    ["0050-01-01", new Date("0050-01-01").getTime()],
  ])("%s", (text, time) => {
    expect(read(line(`"started":"${text}"`)).started).toBe(time);
  });
});
