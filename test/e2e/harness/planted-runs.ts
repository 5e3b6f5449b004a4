import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../../../scripts/processes.ts";
import { runCli } from "./cli.ts";
import { giveToUser, type Place } from "./place.ts";
import { setup } from "./setup.ts";

/** The differences that can be planted between two runs of one pipeline, one at a time or together. */
export const plants = ["parameter", "helper", "cell", "package", "step", "pixel"] as const;
export type Plant = (typeof plants)[number];

/** Where each of them is: the row, the cell and the pixel that a stranger has to find. */
export const planted = {
  cell: { row: 812, column: "tenure", from: 14, to: 41 },
  pixel: { x: 12, y: 30 },
} as const;

/**
 * Makes a pipeline of real Python steps, and real runs of it: `base`, one for each plant under its name, and
 * `everything` with all of them.
 */
export async function plantedRuns(place: Place): Promise<void> {
  const folder = place.workspace("planted", files(new Set()));
  await makeEnvironment(folder);
  const run = async (name: string, chosen: ReadonlySet<Plant>): Promise<void> => {
    for (const [path, content] of Object.entries(files(chosen))) place.write(join(folder, path), content);
    installPackage(place, folder, chosen.has("package") ? "2.1.0" : "2.0.3");
    const options = chosen.has("parameter") ? ["-P", "train.lr=0.4"] : [];
    const { status, stderr } = await runCli(place, [
      "run",
      join(folder, "pipeline.yaml"),
      "--name",
      name,
      ...options,
    ]);
    if (status !== 0) throw new Error(`The run ${name} ended with ${status}:\n${stderr}`);
  };
  await run("base", new Set());
  for (const plant of plants) await run(plant, new Set([plant]));
  await run("everything", new Set(plants));
}

/** A virtual environment without pip: what is installed in it is written by hand. */
async function makeEnvironment(folder: string): Promise<void> {
  const made = await capture("python3", ["-m", "venv", "--without-pip", join(folder, ".venv")], {
    ...setup.user,
    cwd: folder,
    env: { ...setup.env, PATH: process.env.PATH ?? "" },
  });
  if (made.status !== 0)
    throw new Error(`No virtual environment could be made:\n${made.stderr}${made.stdout}`);
}

function installPackage(place: Place, folder: string, version: string): void {
  const lib = join(folder, ".venv/lib");
  const [python = "python3"] = readdirSync(lib);
  const site = join(lib, python, "site-packages");
  mkdirSync(site, { recursive: true });
  giveToUser(site);
  for (const other of readdirSync(site).filter((name) => name.startsWith("tinylib-")))
    place.removeFile(join(site, other));
  const info = `tinylib-${version}.dist-info`;
  place.write(join(site, "tinylib.py"), `VERSION = "${version}"\n\n\ndef scale(x):\n    return x\n`);
  place.write(join(site, info, "METADATA"), `Metadata-Version: 2.1\nName: tinylib\nVersion: ${version}\n`);
  place.write(join(site, info, "RECORD"), `tinylib.py,,\n${info}/METADATA,,\n${info}/RECORD,,\n`);
}

const files = (chosen: ReadonlySet<Plant>): Readonly<Record<string, string>> => ({
  "pipeline.yaml": pipeline(chosen.has("step")),
  "data/raw.csv": rawTable(chosen.has("cell")),
  "data/dots.txt": chosen.has("pixel") ? `${planted.pixel.x},${planted.pixel.y}\n` : "\n",
  "lib/__init__.py": "",
  "lib/optim.py": optim(chosen.has("helper")),
  "steps/prepare.py": prepare,
  "steps/train.py": train,
  "steps/draw.py": draw,
  "steps/report.py": report,
  "steps/audit.py": audit,
});

const pipeline = (changed: boolean): string => `signet: 1
name: planted
project: planted

params:
  train: {lr: 0.1, epochs: 30}
  seed: 3

datasets:
  raw: data/raw.csv
  dots: data/dots.txt
  clean: {path: out/clean.csv}
  model: {path: out/model.json}
  history: {path: out/history.json, as: metrics}
  plot: {path: out/plot.png}
  report: {path: out/report.txt}
${changed ? "  audit: {path: out/audit.txt}\n" : ""}
steps:
  prepare:
    run: python3 steps/prepare.py {inputs.raw} {outputs.clean}
    inputs: [raw]
    outputs: [clean]
  train:
    run: >-
      python3 -m steps.train {inputs.clean} {outputs.model} {outputs.history}
      --lr {params.train.lr} --epochs {params.train.epochs} --seed {params.seed}
    inputs: [clean]
    outputs: [model, history]
  draw:
    run: python3 steps/draw.py {inputs.dots} {outputs.plot}
    inputs: [dots]
    outputs: [plot]
  report:
    run: python3 steps/report.py {inputs.model} {outputs.report}${changed ? " --long" : ""}
    inputs: [model]
    outputs: [report]
${
  changed
    ? `  audit:
    run: python3 steps/audit.py {inputs.report} {outputs.audit}
    inputs: [report]
    outputs: [audit]
`
    : ""
}`;

function rawTable(changed: boolean): string {
  const rows = Array.from({ length: 1_200 }, (_, index) => {
    const row = index + 1;
    const usual = row === planted.cell.row ? planted.cell.from : (index * 7) % 60;
    const tenure = changed && row === planted.cell.row ? planted.cell.to : usual;
    const bill = (20 + ((index * 13) % 90) + (index % 4) / 4).toFixed(2);
    return `${10_000 + index},${tenure},${bill},${index % 3 === 0 ? "yes" : "no"}`;
  });
  return `customer,tenure,monthly,churned\n${rows.join("\n")}\n`;
}

const optim = (changed: boolean): string => `"""Gradient descent with momentum."""


def step(w, g, v, lr, beta=0.9):
    v = ${changed ? "beta * v + (1 - beta) * g" : "beta * v + g"}
    return w - lr * v, v


def unused(values):
    return sorted(values)


def loss(w, x, y):
    return (w * x - y) ** 2


def slope(w, x, y):
    return 2 * x * (w * x - y)
`;

const prepare = `import csv, sys

with open(sys.argv[1]) as source, open(sys.argv[2], "w") as target:
    rows = list(csv.DictReader(source))
    for row in rows:
        print(int(row["tenure"]) / 60, float(row["monthly"]) / 110, file=target)
print(f"{len(rows)} customers")
`;

const train = `import argparse, json, time
import tinylib
from lib.optim import loss, slope, step

arguments = argparse.ArgumentParser()
for name in ("clean", "model", "history"):
    arguments.add_argument(name)
for name, kind in (("--lr", float), ("--epochs", int), ("--seed", int)):
    arguments.add_argument(name, type=kind)
given = arguments.parse_args()

points = [tuple(map(float, line.split())) for line in open(given.clean)]
print(time.strftime("%Y-%m-%d %H:%M:%S"), "training on", len(points), "points")
w, v, history = 0.0, 0.0, []
started = time.time()
for epoch in range(given.epochs):
    g = sum(slope(w, x, y) for x, y in points) / len(points)
    w, v = step(w, tinylib.scale(g), v, given.lr)
    history.append(sum(loss(w, x, y) for x, y in points) / len(points))
    print(f"epoch {epoch + 1}: loss {history[-1]:.5f} after {time.time() - started:.3f}s")
json.dump({"weight": w, "momentum": v, "layers": [{"size": 1}]}, open(given.model, "w"))
json.dump({"loss": history, "accuracy": 1 - history[-1]}, open(given.history, "w"))
`;

const draw = `import struct, sys, zlib

dots = [tuple(map(int, line.split(","))) for line in open(sys.argv[1]) if line.strip()]
width, height = 64, 48
rows = b""
for y in range(height):
    rows += b"\\0"
    for x in range(width):
        rows += bytes((230, 60, 60) if (x, y) in dots else (60 + 2 * x, 120 + 2 * y, 200))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


with open(sys.argv[2], "wb") as target:
    target.write(b"\\x89PNG\\r\\n\\x1a\\n")
    target.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
    target.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
`;

const report = `import json, sys

weight = json.load(open(sys.argv[1]))["weight"]
long = "--long" in sys.argv
with open(sys.argv[2], "w") as target:
    print(f"weight {weight:.4f}", file=target)
    if long:
        print("one weight, no bias", file=target)
`;

const audit = `import sys

open(sys.argv[2], "w").write(str(len(open(sys.argv[1]).read())))
`;
