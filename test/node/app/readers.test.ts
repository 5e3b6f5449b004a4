import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { type Readers, readers } from "../../../src-main/node/app/readers.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { saysDamaged } from "../../../src-main/node/store/check-database.ts";
import { indexRun } from "../../../src-main/node/store/search/index-run.ts";
import type { SearchRequest } from "../../../src-main/node/store/search/search-runs.ts";
import { insertRun } from "../../../src-main/node/store/tables/runs.ts";
import { openTestServices } from "../../helpers/services.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

let services: Services;
let search: Readers;
beforeEach(async () => {
  services = await openTestServices(temporaryFolder());
  add(1, "quick", "");
  add(2, "long", "word ".repeat(50_000));
  search = readers(services.library.database.name);
});
afterEach(async () => {
  search.close();
  await services.close();
});

function add(seq: number, name: string, code: string): void {
  const { database } = services.library;
  const unset = { pipeline: null, pipelineId: null, step: null, workspace: null, command: null, graph: null };
  const none = { file: null, selection: null, environment: null, git: null, parent: null, position: null };
  database.transaction(() => {
    insertRun(database, {
      ...unset,
      ...none,
      id: `r${seq}` as RunId,
      number: seq,
      project: "p",
      name,
      kind: "script",
      status: "succeeded",
      ownParams: {},
      params: { n: BigInt(seq), x: Number.NaN },
      owner: "test",
      created: seq,
      started: seq,
    });
    indexRun(database, seq, { keywords: [["name", name]], texts: [["code", code]], numbers: [], dates: [] });
  })();
}

const request = (query: string): SearchRequest => ({
  query,
  project: null,
  limit: 10,
  offset: 0,
  sort: null,
});

const page = async (query: string, stream?: string) => {
  const answer = await search.ask(
    { kind: "page", request: request(query), columns: null },
    { stream: stream === undefined ? undefined : { name: stream, about: query } },
  );
  if (!answer.ok) return answer.error;
  return answer.value.ok
    ? answer.value.value.runs.map(({ name }) => name)
    : answer.value.error.map(({ code }) => code);
};

/** Takes seconds to find in a text of 50,000 equal words. */
const slow = `code:"${"word ".repeat(790)}"~7`;

const children = (): string[] =>
  execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(services.library.database.name))
    .map((line) => line.trim().split(" ")[0] ?? "");

test("answers what is recorded, with values that JSON does not know", async () => {
  expect(await page("quick")).toEqual(["quick"]);
  const answer = await search.ask({ kind: "page", request: request(""), columns: null });
  if (!answer.ok || !answer.value.ok) throw new Error("no answer");
  expect(answer.value.value.runs.map(({ params }) => params)).toEqual([
    { n: 2n, x: Number.NaN },
    { n: 1n, x: Number.NaN },
  ]);
  expect(answer.value.value.total).toBe(2);
});

test("sees what was committed a moment ago, and what is wrong with a query", async () => {
  add(3, "newest", "");
  expect(await page("newest")).toEqual(["newest"]);
  expect(await page("(")).toEqual(["unbalanced-bracket"]);
});

test("damage that a search meets is told from a bug, so that the window says it", async () => {
  const path = services.library.database.name;
  search.close();
  await services.close();
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf("quick"); at >= 0; at = bytes.indexOf("quick", at + 1)) {
    const start = Math.floor(at / 4096) * 4096;
    bytes.fill(0xff, start, start + 40);
  }
  writeFileSync(path, bytes);
  search = readers(path);
  const error: unknown = await page("quick").catch((reason: unknown) => reason);
  expect(saysDamaged(error)).toBe(true);
  services = await openTestServices(temporaryFolder());
});

test("tells the ids of all that is found, or of what lies between two of them in the order of the list", async () => {
  for (let seq = 3; seq <= 20; seq += 1) add(seq, "many", "");
  const ids = async (from: string | null, to: string | null, query = "") => {
    const all = { ...request(query), limit: Number.MAX_SAFE_INTEGER };
    const answer = await search.ask({ kind: "ids", request: all, from: from as RunId, to: to as RunId });
    return answer.ok && answer.value.ok ? answer.value.value : null;
  };
  expect(await ids(null, null)).toHaveLength(20);
  expect(await ids(null, null, "name:many")).toHaveLength(18);
  expect(await ids("r5", "r3")).toEqual(["r5", "r4", "r3"]);
  expect(await ids("r3", "r5")).toEqual(["r5", "r4", "r3"]);
  expect(await ids("r2", null)).toEqual(["r2", "r1"]);
  expect(await ids(null, "r19")).toEqual(["r20", "r19"]);
  expect(await ids("r3", "gone")).toEqual([]);
  expect(await ids("r1", "r3", "name:many")).toEqual([]);
});

test("a search that is typed over is stopped, and the next one is answered", async () => {
  const first = page(slow, "list");
  const other = page("long", "another list");
  const second = page("quick", "list");
  expect(await second).toEqual(["quick"]);
  expect(await first).toBe("superseded");
  expect(await other).toEqual(["long"]);
});

test("pages of the same search do not stop each other", async () => {
  const pages = await Promise.all(["long", "long", "long"].map((query) => page(query, "list")));
  expect(pages).toEqual([["long"], ["long"], ["long"]]);
});

test("counting leaves a process for what is wanted at once", async () => {
  const count = (query: string) => search.ask({ kind: "count", request: request(query) });
  const counts = [count(slow), count("name:*")];
  const order: string[] = [];
  await Promise.all([
    ...counts.map((one) => one.then(() => order.push("count"))),
    page("quick").then(() => order.push("page")),
  ]);
  expect(order).toEqual(["page", "count", "count"]);
  expect(await counts[1]).toEqual({ ok: true, value: { ok: true, value: 2 } });
});

test("a search that takes too long is stopped", async () => {
  const answer = await search.ask({ kind: "count", request: request(slow) }, { limit: 200 });
  expect(answer).toEqual({ ok: false, error: "too-long" });
  expect(await page("quick")).toEqual(["quick"]);
});

/** Kills all that search; answers which. */
const killAll = (): string[] => {
  const pids = children();
  for (const pid of pids) process.kill(Number(pid), "SIGKILL");
  return pids;
};

test("a search whose process is killed from outside is asked of another one, once, and no other is lost", async () => {
  const lost = page(slow);
  const failed = expect(lost).rejects.toThrow("ended (SIGKILL)");
  await page("quick");
  const killed = killAll();
  // Also given to a process of which it is not known yet that it is gone.
  expect(await page("long")).toEqual(["long"]);
  await expect.poll(() => children().filter((pid) => killed.includes(pid))).toEqual([]);
  killAll();
  await failed;
  expect(await page("quick")).toEqual(["quick"]);
});

test("nothing is left when it is closed", async () => {
  const left = page(slow);
  await page("quick");
  expect(children()).toHaveLength(2);
  search.close();
  expect(await left).toBe("superseded");
  await expect.poll(children).toEqual([]);
});
