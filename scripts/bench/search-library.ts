import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ulid } from "ulid";
import type { Value } from "../../src-main/core/base/value.ts";
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

/** Bump it when the runs change, so that libraries made before are made anew. */
const edition = 1;
const newest = Date.UTC(2026, 5, 30);
const span = 2 * 365 * 86_400_000;

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
  // In the order of their start, but one in twenty, which was imported long after it.
  const place = ((at + random()) / runs) * (random() < 0.05 ? random() : 1);
  const started = Math.round(newest - span + place * span);
  const ended = started + Math.round(random() ** 3 * 3_600_000);
  const id = ulid(started) as RunId;
  const params = generatedParams(random);
  const run = {
    id,
    number: at + 1,
    parent: null,
    position: null,
    project: `${pick(random, areas)}/${pick(random, topics)}`,
    name: `${pick(random, topics)} ${word(random)} ${at + 1}`,
    kind: "script",
    status: random() < 0.92 ? "succeeded" : pick(random, ["failed", "cancelled", "interrupted"] as const),
    pipeline: null,
    pipelineId: null,
    step: null,
    workspace: null,
    ownParams: params,
    params,
    command: `python train.py --lr ${params.lr} --batch-size ${params.batch_size} --out out/${at}`,
    owner: "bench",
    created: started,
    started,
    environment: {
      os: "Linux",
      host: pick(random, hosts),
      user: pick(random, users),
      python: "3.12.4",
      packages: {},
      variables: {},
    },
    git: { commit: pick(random, commits), branch: pick(random, branches), dirty: false },
    graph: null,
    file: null,
    selection: null,
  } as const satisfies NewRun;
  insertRun(database, run);
  const notes = Array.from({ length: 20 + Math.floor(random() * 60) }, () => word(random)).join(" ");
  statement(database, "UPDATE runs SET ended = ?, notes = ? WHERE id = ?").run(ended, notes, id);
  const tags = [
    ...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => skewed(random, allTags))),
  ];
  insertTags(database, id, tags);
  const properties = { title: `${word(random)} ${word(random)}`, priority: Math.floor(random() * 5) };
  for (const [key, value] of Object.entries(properties)) setProperty(database, id, key, value);
  const summaries = metrics.map((name) => {
    const value = Number(random().toPrecision(5));
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

function generatedParams(random: Random): { [name: string]: Value } {
  return {
    lr: Number((10 ** (-1 - 4 * random())).toPrecision(3)),
    batch_size: BigInt(2 ** (3 + Math.floor(random() * 6))),
    epochs: BigInt(1 + Math.floor(random() * 200)),
    seed: BigInt(Math.floor(random() * 1_000_000)),
    dropout: Number((random() * 0.6).toFixed(2)),
    weight_decay: Number((10 ** (-2 - 4 * random())).toPrecision(2)),
    layers: BigInt(2 + Math.floor(random() * 40)),
    width: BigInt(64 * (1 + Math.floor(random() * 16))),
    warmup: BigInt(100 * Math.floor(random() * 50)),
    momentum: Number((0.8 + random() * 0.199).toFixed(3)),
    clip: Number((random() * 5).toFixed(1)),
    temperature: Number((0.5 + random()).toFixed(2)),
    optimizer: pick(random, ["Adam", "AdamW", "SGD", "Lion", "RMSprop"]),
    model: `${pick(random, ["resnet", "vit", "convnext", "mlp", "unet"])}-${pick(random, ["18", "34", "50", "b16", "tiny"])}`,
    dataset: skewed(random, datasets),
    scheduler: pick(random, ["cosine", "linear", "constant", "step"]),
    activation: pick(random, ["relu", "gelu", "silu", "tanh"]),
    precision: pick(random, ["fp32", "bf16", "fp16"]),
    augment: random() < 0.5,
    compile: random() < 0.5,
  };
}

const metrics = [
  "loss",
  "val_loss",
  "accuracy",
  "val_accuracy",
  "f1",
  "auc",
  "precision",
  "recall",
  "throughput",
  "grad_norm",
];
const areas = ["vision", "text", "audio", "tabular", "robotics"];
const topics = [
  "mnist",
  "segment",
  "caption",
  "rank",
  "forecast",
  "detect",
  "translate",
  "denoise",
  "cluster",
  "tokenize",
];
const hosts = ["laptop", "workstation", "gpu-01", "gpu-02", "gpu-03"];
const users = ["ada", "grace", "alan", "edsger"];
const branches = ["main", "main", "sweep", "fix-loader"];

type Random = () => number;

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

/** The first ones far more often than the last ones, as words and tags are used. */
const skewed = <T>(random: Random, all: readonly T[]): T => all[Math.floor(all.length ** random()) - 1] as T;

const syllables = [
  "ba",
  "co",
  "di",
  "fu",
  "ge",
  "ho",
  "ki",
  "la",
  "mo",
  "ne",
  "pu",
  "ra",
  "si",
  "to",
  "ve",
  "wa",
  "xe",
  "yo",
  "zu",
  "lin",
  "mar",
  "ster",
  "qu",
  "tion",
];

const fixed = randomFrom(7);
const made = (count: number, make: () => string): string[] => {
  const all = new Set<string>();
  while (all.size < count) all.add(make());
  return [...all];
};
const madeWord = (): string =>
  Array.from({ length: 2 + Math.floor(fixed() * 3) }, () => pick(fixed, syllables)).join("");

/** The commonest first: `chocolate` is one of the middle. */
const vocabulary = made(30_000, madeWord);
vocabulary[40] = "chocolate";
vocabulary[60] = "vanilla";
vocabulary[900] = "velvet";
const allTags = ["baseline", "fun-stuff", "work", ...made(60, madeWord)];
const datasets = made(40, madeWord);
const commits = made(2_000, () =>
  Array.from({ length: 40 }, () => Math.floor(fixed() * 16).toString(16)).join(""),
);

const word = (random: Random): string => skewed(random, vocabulary);
