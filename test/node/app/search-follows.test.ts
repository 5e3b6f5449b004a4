import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import {
  bringIndexUp,
  followInParts,
  searchIndexProblems,
} from "../../../src-main/node/app/index-recorded-run.ts";
import { readers } from "../../../src-main/node/app/readers.ts";
import { searchMethods } from "../../../src-main/node/app/search-methods.ts";
import { notePending } from "../../../src-main/node/store/search/pending-runs.ts";
import { startCli } from "../../helpers/cli.ts";
import { openTestServices, place, readForTest, runForTest } from "../../helpers/services.ts";
import { writeFiles } from "../../helpers/workspace.ts";

const files = {
  "pipeline.yaml": 'signet: 1\nname: p\nsteps: {s: {run: "echo hi > {outputs.x}", outputs: [x]}}',
};

const list = async (services: Awaited<ReturnType<typeof openTestServices>>, query: string) => {
  const search = readers(services.library.database.name);
  const found = await searchMethods(services, search)["runs.list"]({
    query,
    project: null,
    limit: 10,
    offset: 0,
    sort: null,
  });
  search.close();
  return found.ok ? found.value.runs.map(({ name }) => name) : found.error;
};

it("a search finds what was recorded just now, although it was not indexed with it", async () => {
  const { services, file } = await place(files);
  const run = await runForTest(services, readForTest(file));
  const { database } = services.library;
  database.prepare("UPDATE runs SET notes = 'zebra' WHERE id = ?").run(run.run);
  notePending(database, run.run);
  expect(await list(services, "notes:zebra")).toEqual(["p"]);
});

it("so does one after a process that was killed before it indexed", async () => {
  const { services, file } = await place(files);
  const run = await runForTest(services, readForTest(file));
  const { database, folder } = services.library;
  database.prepare("UPDATE runs SET notes = 'zebra' WHERE id = ?").run(run.run);
  notePending(database, run.run);
  const later = await openTestServices(folder);
  expect(await list(later, "notes:zebra")).toEqual(["p"]);
  await later.close();
});

it("a run that was deleted meanwhile is passed over", async () => {
  const { services, file } = await place(files);
  const run = await runForTest(services, readForTest(file));
  const { database } = services.library;
  notePending(database, run.run);
  database.prepare("INSERT INTO search_pending VALUES (987654)").run();
  bringIndexUp(services.library);
  expect(database.prepare("SELECT count(*) FROM search_pending").pluck().get()).toBe(0);
});

it("what follows a pipeline leaves runs that began a moment ago, but not those that have ended", async () => {
  const { services, file } = await place(files);
  const run = await runForTest(services, readForTest(file));
  const { database } = services.library;
  const pendingAfter = async (change: string) => {
    database.prepare(`UPDATE runs SET ${change} WHERE id = ?`).run(run.run);
    notePending(database, run.run);
    await followInParts(services.library);
    return database.prepare("SELECT count(*) FROM search_pending").pluck().get();
  };
  const now = Date.now();
  expect(await pendingAfter(`status = 'running', ended = NULL, started = ${now + 60_000}`)).toBe(1);
  expect(await pendingAfter(`started = ${now - 60_000}`)).toBe(0);
  expect(await pendingAfter(`status = 'succeeded', ended = ${now}, started = ${now + 60_000}`)).toBe(0);
  database.prepare("UPDATE runs SET status = 'running', ended = NULL, notes = 'zebra'").run();
  notePending(database, run.run);
  expect(await list(services, "notes:zebra")).toEqual(["p"]);
});

it("a process that is killed while it indexes leaves an index that agrees with what is recorded", async () => {
  const { services, workspace } = await place({});
  const { library } = services;
  const count = (sql: string) => library.database.prepare(sql).pluck().get() as number;
  let made = 0;
  for (const delay of [0, 20, 60, 150]) {
    const runs = Array.from({ length: 500 }, () => {
      made += 1;
      return JSON.stringify({ id: `r${made}`, name: `zebra ${made}`, tags: ["t"], params: { n: made } });
    });
    writeFiles(workspace, { "runs.jsonl": runs.join("\n") });
    const before = count("SELECT count(*) FROM search_values");
    const child = startCli(library.folder, ["import", join(workspace, "runs.jsonl")]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // It has begun when it has written something, or ended.
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    await expect
      .poll(() => isOver || count("SELECT count(*) FROM search_values") > before, {
        timeout: 50_000,
        interval: 5,
      })
      .toBe(true);
    await wait(delay);
    child.kill("SIGKILL");
    await ended;
    expect(await searchIndexProblems(library)).toEqual([]);
    expect(await list(services, `name:zebra -params.n:<=${made}`)).toEqual([]);
    expect(count("SELECT runs FROM search_fields WHERE name = 'tags'")).toBe(
      count("SELECT count(*) FROM runs"),
    );
  }
  expect(count("SELECT count(*) FROM runs")).toBeGreaterThan(0);
  // As long as it takes on a machine with much else to do.
}, 300_000);
