import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isMade, makeIfOutdated, type Work } from "../../scripts/up-to-date.ts";

const module = join(import.meta.dirname, "../../scripts/up-to-date.ts");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signet-up-to-date-"));
  writeFileSync(join(folder, "source"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const workOf = (script: string): Work => ({
  stamp: join(folder, "stamp"),
  sources: [join(folder, "source")],
  words: ["/bin/sh", "-c", script],
  cwd: folder,
  lock: join(folder, "lock", "lock"),
});

const lines = (name: string): number => readFileSync(join(folder, name), "utf8").split("\n").length - 1;

/** Lets the clock of the file system go on, so that what was written before is older than what is written next. */
function tick(): void {
  const first = isMadeAt("tick");
  while (isMadeAt("tick") === first);
}

function isMadeAt(name: string): number {
  writeFileSync(join(folder, name), "");
  return statSync(join(folder, name)).mtimeMs;
}

/** A process that wants it made; resolves once it has said that it is not. */
async function another(
  work: Work,
): Promise<{ readonly child: ChildProcess; readonly ended: Promise<number | null> }> {
  const script = `import { makeIfOutdated } from ${JSON.stringify(module)};
process.exitCode = await makeIfOutdated(${JSON.stringify(work)}, () => console.log("outdated"));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return { child, ended };
}

test("of several that want it at once, one makes it", async () => {
  tick();
  const work = workOf(`mkdir busy || exit 9
echo made >> count
until [ -e go ]; do sleep 0.01; done
rmdir busy`);
  const all = await Promise.all([another(work), another(work), another(work)]);
  expect(existsSync(work.stamp)).toBe(false);
  writeFileSync(join(folder, "go"), "");
  expect(await Promise.all(all.map(({ ended }) => ended))).toEqual([0, 0, 0]);
  expect(lines("count")).toBe(1);
  expect(isMade(work)).toBe(true);
});

test("what failed, and what was edited while it was made, is made again", async () => {
  tick();
  expect(await makeIfOutdated(workOf("exit 3"), () => {})).toBe(3);
  expect(isMade(workOf(""))).toBe(false);
  expect(await makeIfOutdated(workOf("echo made >> count; echo edited > source"), () => {})).toBe(0);
  tick();
  expect(await makeIfOutdated(workOf("echo made >> count"), () => {})).toBe(0);
  expect(lines("count")).toBe(2);
  expect(await makeIfOutdated(workOf("echo made >> count"), () => {})).toBe(0);
  expect(lines("count")).toBe(2);
});
