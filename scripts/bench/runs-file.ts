import { closeSync, openSync, writeSync } from "node:fs";
import { publicJson } from "../../src-main/core/base/json.ts";
import { generatedRun, randomFrom } from "./generated-run.ts";

/** Writes a file of so many made-up runs, as other programs write them for `signet import`. */
export function writeRunsFile(path: string, runs: number): void {
  const random = randomFrom(runs);
  const file = openSync(path, "w");
  for (let at = 0; at < runs; at += 1) writeSync(file, `${lineOf(random, at, runs)}\n`);
  closeSync(file);
}

function lineOf(random: () => number, at: number, runs: number): string {
  const { host, user, commit, branch, metrics, ...run } = generatedRun(random, at, runs);
  return publicJson({
    ...run,
    metrics: Object.fromEntries(metrics),
    environment: { os: "Linux", host, user, python: "3.12.4" },
    git: { commit, branch, dirty: false },
  });
}
