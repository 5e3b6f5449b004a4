import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Failpoints, runWithFailpoints } from "../../helpers/killed-run.ts";
import { actionsOf, openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** Staged outputs and one in place over a file of the user's, a folder, a hook, sources, what is shown over other files. */
const files = {
  "pipeline.yaml": `signet: 1
name: p
datasets:
  raw: raw.txt
  model: out/model.txt
  tree: {path: out/tree, type: directory}
  report: out/report.txt
steps:
  prepare: {run: "sh prepare.sh {inputs.raw} {outputs.clean}", inputs: [raw], outputs: [clean]}
  train: {run: "sh train.sh {inputs.clean} out/model.txt", inputs: [clean], outputs: [model]}
  split:
    run: "sh split.sh {inputs.clean} {outputs.tree}"
    inputs: [clean]
    outputs: [tree]
    hooks: {after: "test -e {outputs.tree}/b/c"}
  report: {run: "sh report.sh {inputs.model} {inputs.tree} {outputs.report}", inputs: [model, tree], outputs: [report]}
`,
  "raw.txt": "raw\n",
  "prepare.sh": 'echo "clean $(cat $1)" > $2\n',
  "train.sh": 'echo half > $2; sleep 0.02; echo "model of $(cat $1)" > $2\n',
  "split.sh": "echo a > $2/a; mkdir $2/b; echo b > $2/b/c\n",
  "report.sh": "echo half > $3; sleep 0.02; cat $1 $2/a $2/b/c > $3\n",
  "out/model.txt": "my model\n",
  "out/report.txt": "my report\n",
  "notes.txt": "my notes\n",
};
const made = {
  "out/model.txt": "model of clean raw\n",
  "out/tree/a": "a\n",
  "out/tree/b/c": "b\n",
  "out/report.txt": "model of clean raw\na\nb\n",
};
const mine = ["out/model.txt", "out/report.txt"] as const;

type Services = Awaited<ReturnType<typeof openTestServices>>;
type Step = { id: string; step: string; status: string; cache: string | null; signature: string | null };

const runArgs = (file: string) => ["run", file, "--jobs", "2"];

const sha256 = (bytes: Buffer) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Waits until nothing is active: commands that outlived the kill end soon. */
async function settled({ library, pipelines }: Services): Promise<void> {
  const active = "SELECT count(*) FROM runs WHERE status IN ('queued', 'starting', 'running', 'finalizing')";
  const deadline = performance.now() + 120_000;
  while (library.database.prepare(active).pluck().get() !== 0) {
    if (performance.now() > deadline) throw new Error("A run stays active");
    await wait(20);
    await pipelines.lookAfterLeft();
  }
}

const stepsOf = ({ library }: Services): Step[] =>
  library.database
    .prepare("SELECT id, step, status, cache, signature FROM runs WHERE kind = 'step' ORDER BY seq")
    .all() as Step[];

/** Every output of a success has its bytes, whole. */
function checkOutputs({ library }: Services): void {
  const { database, objects } = library;
  const rows = database
    .prepare(
      `SELECT digest, type FROM run_files JOIN runs ON runs.id = run_files.run
       WHERE role = 'output' AND runs.status = 'succeeded'`,
    )
    .all() as { digest: string; type: "file" | "directory" }[];
  for (const { digest, type } of rows) {
    expect(sha256(readFileSync(objects.pathOf(digest as never)))).toBe(digest);
    expect(objects.has({ digest: digest as never, size: 0, type })).toBe(true);
  }
}

/** What a killed run leaves, what is told of it, and that the next run makes what a run that was never killed makes. */
async function killAndCheck(kill: Failpoints["kill"], signatures: ReadonlyMap<string, string | null>) {
  const workspace = temporaryFolder();
  writeFiles(workspace, files);
  const at = (path: string) => join(workspace, path);
  const text = (path: string) => readFileSync(at(path), "utf8");
  const library = join(temporaryFolder(), "library");
  const { stdout, killed } = await runWithFailpoints(library, runArgs(at("pipeline.yaml")), { kill });

  const services = await openTestServices(library);
  const { database } = services.library;
  expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(database.pragma("foreign_key_check")).toEqual([]);
  await settled(services);
  checkOutputs(services);
  const steps = stepsOf(services);
  const finished = steps.filter(({ status }) => status === "succeeded").map(({ step }) => step);
  // Told to the user, and so never lost.
  for (const [, step = ""] of stdout.matchAll(/^✓ (\S+)/gm)) expect(finished).toContain(step);
  for (const { step, status } of steps)
    if (status !== "succeeded") expect(["interrupted", "skipped"], `${step}`).toContain(status);
  // The user's files are where they were, or those that a success replaced are kept.
  expect(text("notes.txt")).toBe("my notes\n");
  for (const path of mine) {
    const maker = path === "out/model.txt" ? "train" : "report";
    const original = Buffer.from(files[path]);
    if (!finished.includes(maker)) expect(text(path), path).toBe(files[path]);
    else if (text(path) !== files[path]) {
      expect(text(path), path).toBe(made[path]);
      expect(await services.library.objects.read(sha256(original) as never)).toEqual(original);
    }
  }

  const run = await runForTest(services, readForTest(at("pipeline.yaml")));
  expect(run.status).toBe("succeeded");
  for (const step of finished) expect(actionsOf(run)[step]).toMatch(/reused|restored/);
  for (const [path, contents] of Object.entries(made)) expect(text(path), path).toBe(contents);
  checkOutputs(services);
  expect(
    new Map(
      stepsOf(services)
        .slice(-4)
        .map(({ step, signature }) => [step, signature]),
    ),
  ).toEqual(signatures);
  const left = readdirSync(join(library, "runs")).flatMap((name) => readdirSync(join(library, "runs", name)));
  expect(left.filter((name) => !/^(console\.log|context.*\.json)$/.test(name))).toEqual([]);
  expect(readdirSync(join(library, "tmp"))).toEqual([]);
  expect(readdirSync(at("out")).sort()).toEqual(["model.txt", "report.txt", "tree"]);
  await services.close();
  return { killed };
}

/** A run that was never killed: what it passes, and its steps' signatures. */
async function neverKilled() {
  const workspace = temporaryFolder();
  writeFiles(workspace, files);
  const library = join(temporaryFolder(), "library");
  const log = join(temporaryFolder(), "log");
  await runWithFailpoints(library, runArgs(join(workspace, "pipeline.yaml")), { log });
  const services = await openTestServices(library);
  const signatures = new Map(stepsOf(services).map(({ step, signature }) => [step, signature]));
  await services.close();
  return { points: readFileSync(log, "utf8").trim().split("\n"), signatures };
}

/** Works on a few at a time: most of it is waiting. */
async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

function tally(title: string, notes: string): void {
  const hits = new Map<string, number>();
  const names = existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n") : [];
  for (const name of names) hits.set(name, (hits.get(name) ?? 0) + 1);
  const lines = [...hits].sort().map(([name, count]) => `${String(count).padStart(5)}  ${name}`);
  console.log([`${title}: ${names.length} kills at ${hits.size} points`, ...lines].join("\n"));
}

const countOf = (points: readonly string[], name: string): number =>
  points.filter((point) => point === name).length;

/** How many random kills; more on request. */
const randomKills = Number(process.env.SIGNET_TEST_KILLS ?? 200);

describe("killed with SIGKILL", () => {
  it("at every durable step, loses nothing that it told, and the next run equals one that was never killed", async () => {
    const { points, signatures } = await neverKilled();
    const noted = join(temporaryFolder(), "noted");
    const names = [...new Set(points)].filter((name) => name.startsWith("after ")).sort();
    expect(names.length).toBeGreaterThan(60);
    // The changes of runs go through one point, which each of their transactions is killed at.
    const hits = (name: string) => (name.includes("group-commit.ts") ? countOf(points, name) : 1);
    const kills = names.flatMap((name) =>
      Array.from({ length: hits(name) }, (_, before) => ({ name, hit: before + 1 })),
    );
    const zero = new Set(names);
    await each(kills, async ({ name, hit }) => {
      const { killed } = await killAndCheck({ name, hit, noted }, signatures).catch((error: Error) => {
        error.message = `killed ${name}, hit ${hit}: ${error.message}`;
        throw error;
      });
      // How many changes share a transaction differs from run to run, so that the last ones may not come.
      if (killed) zero.delete(name);
    });
    tally("Failpoints", noted);
    expect([...zero]).toEqual([]);
  }, 600_000);

  it(`${randomKills} times at random, likewise`, async () => {
    const { points, signatures } = await neverKilled();
    const noted = join(temporaryFolder(), "noted");
    mkdirSync(join(noted, ".."), { recursive: true });
    const upTo = (last: number) => 1 + Math.floor(Math.random() * last);
    await each(
      Array.from({ length: randomKills }, () => upTo(points.length)),
      async (first) => {
        // Runs differ by some points, as steps run side by side: one that ended before its point is run again.
        for (let after = first; ; after = upTo(after - 1)) {
          const { killed } = await killAndCheck({ after, noted }, signatures).catch((error: Error) => {
            error.message = `killed at point ${after}: ${error.message}`;
            throw error;
          });
          if (killed) return;
        }
      },
    );
    tally("Random", noted);
    expect(readFileSync(noted, "utf8").trim().split("\n")).toHaveLength(randomKills);
  }, 600_000);
});
