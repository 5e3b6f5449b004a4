import { ulid } from "ulid";
import type { Value } from "../../src-main/core/base/value.ts";

const newest = Date.UTC(2026, 5, 30);
/** How long before the newest the oldest run started, in milliseconds. */
export const span = 2 * 365 * 86_400_000;

/**
 * A made-up run, at a place among so many: 20 parameters, 10 metrics, one to three tags, notes of 20 to 80 words, two
 * properties. The same random numbers give the same run.
 */
export function generatedRun(random: Random, at: number, runs: number) {
  // In the order of their start, but one in twenty, which was imported long after it.
  const place = ((at + random()) / runs) * (random() < 0.05 ? random() : 1);
  const started = Math.round(newest - span + place * span);
  const ended = started + Math.round(random() ** 3 * 3_600_000);
  const id = ulid(started, random);
  const params = generatedParams(random);
  return {
    id,
    project: `${pick(random, areas)}/${pick(random, topics)}`,
    name: `${pick(random, topics)} ${word(random)} ${at + 1}`,
    status: random() < 0.92 ? "succeeded" : pick(random, ["failed", "cancelled", "interrupted"] as const),
    params,
    command: `python train.py --lr ${params.lr} --batch-size ${params.batch_size} --out out/${at}`,
    started,
    ended,
    host: pick(random, hosts),
    user: pick(random, users),
    commit: pick(random, commits),
    branch: pick(random, branches),
    notes: Array.from({ length: 20 + Math.floor(random() * 60) }, () => word(random)).join(" "),
    tags: [...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => skewed(random, allTags)))],
    properties: { title: `${word(random)} ${word(random)}`, priority: Math.floor(random() * 5) },
    metrics: metrics.map((name) => [name, Number(random().toPrecision(5))] as const),
  } as const;
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

export type Random = () => number;

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
export function randomFrom(seed: number): Random {
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
