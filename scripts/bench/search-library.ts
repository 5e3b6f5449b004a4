import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import type { RunId } from "../../src-main/core/model/ids.ts";
import { bestOf } from "../../src-main/core/model/metric-names.ts";
import type { RunDocument } from "../../src-main/core/query/document.ts";
import { bringIndexUp, indexRecordedRun } from "../../src-main/node/app/index-recorded-run.ts";
import { type Library, openLibrary } from "../../src-main/node/app/library.ts";
import { documentOf, environmentEntries, type SearchableRun } from "../../src-main/node/app/run-document.ts";
import { atOnce } from "../../src-main/node/store/in-parts.ts";
import { indexAll } from "../../src-main/node/store/search/index-all.ts";
import { notePending } from "../../src-main/node/store/search/pending-runs.ts";
import { statement } from "../../src-main/node/store/statement.ts";
import { setProperty } from "../../src-main/node/store/tables/run-notes.ts";
import { insertRun, insertTags, type NewRun } from "../../src-main/node/store/tables/runs.ts";
import { copyRuns } from "./copy-runs.ts";
import { generatedRun, type Random, randomFrom, span } from "./generated-run.ts";

/** Bump it when the runs change, so that libraries made before are made anew. */
const edition = 3;
/** So many runs are made one by one; of them a larger library has copies. */
const mostMade = 100_000;

export type SearchLibrary = {
  readonly folder: string;
  /** Milliseconds of the processor that a run took to be indexed with all others, as when an index is made anew. */
  readonly indexing: number;
};

/**
 * A library of so many runs, each with 20 parameters, 10 metrics, tags, notes, properties, a command and an environment, made
 * through the store; of their metrics there is what is listed, without the series. Of more than 100,000 runs (a multiple of that)
 * the rest are copies. Kept in the cache, as making it takes long. The same number gives the same runs.
 */
export async function searchLibrary(cache: string, runs: number): Promise<SearchLibrary> {
  const folder = join(cache, `search-${edition}-${runs}`);
  const told = join(folder, "indexing.json");
  if (!existsSync(folder)) {
    const making = `${folder}.part`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    const library = await opened(making);
    const indexing = fillLibrary(library, Math.min(runs, mostMade), Math.ceil(runs / mostMade));
    library.close();
    writeFileSync(join(making, "indexing.json"), JSON.stringify(indexing));
    renameSync(making, folder);
  }
  return { folder, indexing: JSON.parse(readFileSync(told, "utf8")) as number };
}

/** Makes runs in an empty library, and copies of all of them; tells what indexing one of those that were made took. */
export function fillLibrary(library: Library, made: number, copies: number): number {
  const { database } = library;
  // Nobody else needs it yet, and it can be made anew.
  for (const pragma of [
    "journal_mode = DELETE",
    "journal_mode = OFF",
    "synchronous = 0",
    "cache_size = -2000000",
  ])
    database.pragma(pragma);
  const processor = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  const start = processor();
  let making = 0;
  function* documents(): Generator<readonly [number, RunDocument]> {
    const runs = generatedRuns(library, made, copies);
    for (;;) {
      const before = processor();
      const { value, done } = runs.next();
      making += processor() - before;
      if (done === true) return;
      yield value;
    }
  }
  database.transaction(() => atOnce(indexAll(database, documents())))();
  const indexing = (processor() - start - making) / made;
  if (copies > 1) database.transaction(() => copyRuns(database, copies, span / copies))();
  database.pragma("journal_mode = WAL");
  return indexing;
}

/** Milliseconds of the processor that a run takes to be brought into the index of a library, read back from it. */
export type IndexingCosts = {
  /** A new run by itself. */
  readonly one: number;
  /** One of a thousand new ones that are indexed before a search. */
  readonly among: number;
  /** A run that got a tag. */
  readonly tagged: number;
};

/** Nothing of what is measured stays. */
export function indexingCosts(library: Library): IndexingCosts {
  const { database } = library;
  const some = 1_000;
  const all = database.prepare<[], number>("SELECT max(number) FROM runs").pluck().get() ?? 0;
  const random = randomFrom(all + 1);
  const make = () =>
    Array.from({ length: some }, (_, at) => insertGenerated(library, random, all + at, all).id);
  const there = database
    .prepare<[number, number], RunId>("SELECT id FROM runs WHERE seq % ? = 0 LIMIT ?")
    .pluck()
    .all(Math.max(1, Math.floor(all / some)), some);
  return {
    one: costOf(database, make, (ids) => {
      for (const id of ids) indexRecordedRun(library, id);
    }),
    among: costOf(
      database,
      () => {
        const ids = make();
        for (const id of ids) notePending(database, id);
        return ids;
      },
      () => bringIndexUp(library),
    ),
    tagged: costOf(
      database,
      () => {
        for (const id of there) insertTags(database, id, ["measured"]);
        return there;
      },
      (ids) => {
        for (const id of ids) indexRecordedRun(library, id);
      },
    ),
  };
}

/** For each of the runs that are prepared; what was written is taken back. */
function costOf(
  database: Database,
  prepare: () => readonly RunId[],
  act: (ids: readonly RunId[]) => void,
): number {
  let cost = 0;
  class TakenBack extends Error {}
  try {
    database.transaction(() => {
      const ids = prepare();
      const before = process.cpuUsage();
      act(ids);
      const { user, system } = process.cpuUsage(before);
      cost = (user + system) / 1_000 / ids.length;
      throw new TakenBack();
    })();
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
  return cost;
}

export async function opened(folder: string): Promise<Library> {
  const library = await openLibrary(folder);
  if (!library.ok) throw new Error(library.error.message);
  return library.value;
}

/** Bytes of the search index and of the whole database. */
export function indexSize(library: Library): { readonly index: number; readonly all: number } {
  const index = library.database
    .prepare<[], number>(
      "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search\\_%' ESCAPE '\\' AND aggregate = TRUE",
    )
    .pluck()
    .get();
  return { index: index ?? 0, all: statSync(join(library.folder, "signet.db")).size };
}

/** The first of so many times as many runs. */
function* generatedRuns(
  library: Library,
  runs: number,
  copies: number,
): Generator<readonly [number, RunDocument], undefined> {
  const random = randomFrom(runs);
  for (let at = 0; at < runs; at += 1) {
    if (at > 0 && at % 50_000 === 0) console.error(`  ${at} runs`);
    yield [at + 1, documentOf(insertGenerated(library, random, at, runs * copies))];
  }
}

/** Inserts a run, and answers with what the index needs to know of it: reading it back takes as long as indexing. */
function insertGenerated({ database }: Library, random: Random, at: number, runs: number): SearchableRun {
  const {
    id: text,
    name,
    project,
    status,
    params,
    command,
    started,
    ended,
    notes,
    tags,
    properties,
    ...made
  } = generatedRun(random, at, runs);
  const id = text as RunId;
  const run = {
    id,
    number: at + 1,
    parent: null,
    position: null,
    project,
    name,
    kind: "script",
    status,
    pipeline: null,
    pipelineId: null,
    step: null,
    workspace: null,
    ownParams: params,
    params,
    command,
    owner: "bench",
    created: started,
    started,
    environment: {
      os: "Linux",
      host: made.host,
      user: made.user,
      python: "3.12.4",
      packages: {},
      variables: {},
    },
    git: { commit: made.commit, branch: made.branch, dirty: false },
    graph: null,
    file: null,
    selection: null,
  } as const satisfies NewRun;
  insertRun(database, run);
  statement(database, "UPDATE runs SET ended = ?, notes = ? WHERE id = ?").run(ended, notes, id);
  insertTags(database, id, tags);
  for (const [key, value] of Object.entries(properties)) setProperty(database, id, key, value);
  const summaries = made.metrics.map(([name, value]) => {
    const all = { last: value, min: value, max: value };
    return [name, { ...all, best: bestOf(name, all) }] as const;
  });
  const rows = summaries.flatMap(([name, { last, min, max }]) => [
    id,
    name,
    last,
    min,
    max,
    started,
    started,
  ]);
  statement(database, insertSummaries(summaries.length)).run(rows);
  return {
    ...run,
    ended,
    notes,
    tags,
    params: Object.entries(params),
    properties: Object.entries(properties),
    environment: environmentEntries(run.environment),
    metrics: summaries,
    host: run.environment.host,
    user: run.environment.user,
    cache: null,
    signature: null,
    error: null,
    inputs: [],
    outputs: [],
    code: [],
    console: null,
  };
}

const insertSummaries = (
  count: number,
) => `INSERT INTO metric_series (run, name, count, last, min, max, last_step, first_time, last_time)
  VALUES ${Array.from({ length: count }, () => "(?, ?, 1, ?, ?, ?, 0, ?, ?)").join(", ")}`;
