import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../../src-main/core/model/ids.ts";
import { bestOf } from "../../src-main/core/model/metric-names.ts";
import type { RunDocument } from "../../src-main/core/query/document.ts";
import { indexRecordedRun } from "../../src-main/node/app/index-recorded-run.ts";
import { type Library, openLibrary } from "../../src-main/node/app/library.ts";
import { documentOf, type SearchableRun } from "../../src-main/node/app/run-document.ts";
import { indexAll } from "../../src-main/node/store/search/index-all.ts";
import { statement } from "../../src-main/node/store/statement.ts";
import { setProperty } from "../../src-main/node/store/tables/run-notes.ts";
import { insertRun, insertTags, type NewRun } from "../../src-main/node/store/tables/runs.ts";
import { generatedRun, type Random, randomFrom } from "./generated-run.ts";

/** Bump it when the runs change, so that libraries made before are made anew. */
const edition = 2;

/**
 * The folder of a library of so many runs, each with 20 parameters, 10 metrics, tags, notes, properties, a command and an
 * environment, made through the store; of their metrics there is what is listed, without the series. Kept in the cache, as making it takes long. The same number gives the
 * same runs.
 */
export async function searchLibrary(cache: string, runs: number): Promise<string> {
  const folder = join(cache, `search-${edition}-${runs}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.part`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const library = await opened(making);
  const { database } = library;
  // Nobody else needs it yet, and it can be made anew.
  for (const pragma of [
    "journal_mode = DELETE",
    "journal_mode = OFF",
    "synchronous = 0",
    "cache_size = -2000000",
  ])
    database.pragma(pragma);
  database.transaction(() => indexAll(database, generatedRuns(library, runs)))();
  database.pragma("journal_mode = WAL");
  library.close();
  renameSync(making, folder);
  return folder;
}

/** Milliseconds of the processor that one more run takes to be indexed, read back from the library; nothing is kept. */
export function indexingCost(library: Library): number {
  const { database } = library;
  const some = 1_000;
  const all = database.prepare<[], number>("SELECT max(number) FROM runs").pluck().get() ?? 0;
  let cost = 0;
  class TakenBack extends Error {}
  try {
    database.transaction(() => {
      const random = randomFrom(all + 1);
      const ids = Array.from({ length: some }, (_, at) => insertGenerated(library, random, all + at, all).id);
      const before = process.cpuUsage();
      for (const id of ids) indexRecordedRun(library, id);
      const { user, system } = process.cpuUsage(before);
      cost = (user + system) / 1_000 / some;
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

function* generatedRuns(library: Library, runs: number): Generator<readonly [number, RunDocument]> {
  const random = randomFrom(runs);
  for (let at = 0; at < runs; at += 1) {
    if (at > 0 && at % 50_000 === 0) console.error(`  ${at} of ${runs} runs made`);
    const run = insertGenerated(library, random, at, runs);
    yield [at + 1, documentOf(run)];
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
    statement(
      database,
      `INSERT INTO metric_series (run, name, count, last, min, max, last_step, first_time, last_time)
      VALUES (?, ?, 1, ?, ?, ?, 0, ?, ?)`,
    ).run(id, name, value, value, value, started, started);
    const all = { last: value, min: value, max: value };
    return [name, { ...all, best: bestOf(name, all) }] as const;
  });
  return {
    ...run,
    ended,
    notes,
    tags,
    params: Object.entries(params),
    properties: Object.entries(properties),
    environment: [],
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
