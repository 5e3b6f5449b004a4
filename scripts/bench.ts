// `npm run bench`: measures what the README's numbers say, with the built app, and prints it. Asserts nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { buildIfNeeded, projectFolder } from "./project.ts";
import { runPlaywright } from "./run-playwright.ts";
import { runScript } from "./setup-problem.ts";

const rounds = 30;

await runScript(async () => {
  await buildIfNeeded();
  measurePlan();
  return runPlaywright("test/e2e/bench.config.ts", process.argv.slice(2));
});

/** `signet plan` of the example when nothing changed: the whole process, beside a Node process that does nothing. */
function measurePlan(): void {
  const library = mkdtempSync(join(tmpdir(), "signet-bench-"));
  try {
    const signet = (...args: string[]) => timed([join(projectFolder, "out/main/cli.js"), ...args], library);
    const file = signet("example").output.trim();
    signet("run", file);
    const plan = Array.from({ length: rounds }, () => signet("plan", file).time);
    const bare = Array.from({ length: rounds }, () => timed(["-e", "0"], library).time);
    console.log(`signet plan of the example, nothing changed: ${text(plan)}`);
    console.log(`node that does nothing: ${text(bare)}; ratio ${(median(plan) / median(bare)).toFixed(1)}`);
  } finally {
    rmSync(library, { recursive: true, force: true });
  }
}

function timed(args: readonly string[], library: string): { time: number; output: string } {
  const started = performance.now();
  const { stdout, status, stderr } = spawnSync(process.execPath, args, {
    env: { ...process.env, SIGNET_LIBRARY: library },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  return { time: performance.now() - started, output: stdout };
}

function sorted(times: readonly number[]): number[] {
  return times.toSorted((a, b) => a - b);
}

function median(times: readonly number[]): number {
  return sorted(times)[Math.floor(times.length / 2)] ?? Number.NaN;
}

function text(times: readonly number[]): string {
  const [first, last] = [sorted(times)[0], sorted(times).at(-1)];
  return `median ${median(times).toFixed(0)} ms (${first?.toFixed(0)}–${last?.toFixed(0)} ms, ${times.length} times)`;
}
