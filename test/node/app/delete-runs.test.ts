import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import {
  deleteForGood,
  deleteRuns,
  emptyDeleted,
  undeleteRuns,
  undoTime,
} from "../../../src-main/node/app/delete-runs.ts";
import { detailOf } from "../../../src-main/node/app/run-detail.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { verifyLibrary } from "../../../src-main/node/app/verify-library.ts";
import { consoleFile } from "../../../src-main/node/host/step-console.ts";
import { runCli } from "../../helpers/cli.ts";
import { actionsOf, place, planForTest, readForTest, runForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
params: {n: 1}
datasets:
  scores: {path: scores.json, as: metrics}
steps:
  a: {run: "echo hello; echo '{\\"loss\\": {params.n}}' > {outputs.scores}", outputs: [scores]}
`,
};

const run = (services: Services, file: string, n: number, force = false) =>
  runForTest(services, readForTest(file, { n: String(n) }), { force });
const stepOf = (made: { readonly steps: readonly { readonly run: RunId }[] }) => made.steps[0]?.run as RunId;
const count = ({ library }: Services, table: string) =>
  library.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

describe("a run that is deleted for good", () => {
  it("is gone with its steps, its files and its place in the search index", async () => {
    const { services, file } = await place(files);
    const kept = await run(services, file, 1);
    const tables = [
      "runs",
      "run_files",
      "traces",
      "metric_series",
      "search_links",
      "search_numbers",
      "search_has",
      "search_keywords",
      "search_text_digests",
    ];
    const before = tables.map((table) => count(services, table));
    const gone = await run(services, file, 2);
    expect(deleteForGood(services, [gone.run])).toEqual({ ok: true, value: { runs: [gone.run] } });
    expect(tables.map((table) => count(services, table))).toEqual(before);
    for (const id of [gone.run, stepOf(gone)]) {
      expect(detailOf(services, id)).toMatchObject({ ok: false });
      expect(existsSync(services.library.runFolder(id))).toBe(false);
    }
    expect(detailOf(services, kept.run)).toMatchObject({ ok: true });
    // What nobody else made or used is made again when it is wanted.
    expect((await planForTest(services, readForTest(file, { n: "2" }))).steps[0]?.action).toBe("run");
  });

  it("leaves its results, metrics and console to the run that reused them", async () => {
    const { services, file } = await place(files);
    const made = await run(services, file, 1);
    const reused = await run(services, file, 1);
    const again = await run(services, file, 1);
    expect(actionsOf(again)).toEqual({ a: "reused" });
    deleteForGood(services, [made.run]);
    const heir = detailOf(services, stepOf(reused));
    expect(heir.ok && heir.value).toMatchObject({ cache: "reused", origin: null, metrics: { loss: 1 } });
    const other = detailOf(services, stepOf(again));
    expect(other.ok && other.value).toMatchObject({
      origin: { run: stepOf(reused), number: 2 },
      metrics: { loss: 1 },
    });
    const console = join(services.library.runFolder(stepOf(reused)), consoleFile);
    expect(readFileSync(console, "utf8")).toBe("hello\n");
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps[0]).toMatchObject({
      action: "reuse",
      reasons: [{ text: "Up to date, same as run #2" }],
    });
    // The next in line, then nobody.
    deleteForGood(services, [reused.run]);
    expect((await planForTest(services, readForTest(file))).steps[0]?.action).toBe("reuse");
    deleteForGood(services, [again.run]);
    expect((await planForTest(services, readForTest(file))).steps[0]?.action).toBe("run");
    expect(await verifyLibrary(services.library, () => {})).toMatchObject({ missing: [], database: [] });
  });

  it("hands on nothing when those that reused it are deleted with it", async () => {
    const { services, file } = await place(files);
    const runs = [await run(services, file, 1), await run(services, file, 1)];
    deleteForGood(
      services,
      runs.map((one) => one.run),
    );
    expect([count(services, "runs"), count(services, "traces"), count(services, "metric_series")]).toEqual([
      0, 0, 0,
    ]);
  });

  it("never has its number again, nor its place in the order", async () => {
    const { services, file } = await place(files);
    const { database } = services.library;
    const last = await run(services, file, 1);
    const highest = database.prepare("SELECT max(seq) FROM runs").pluck().get() as number;
    deleteForGood(services, [last.run]);
    const next = await run(services, file, 1);
    const detail = detailOf(services, next.run);
    expect(detail.ok && detail.value.number).toBe(2);
    expect(database.prepare("SELECT min(seq) FROM runs").pluck().get()).toBe(highest + 1);
  });

  it("is not one that goes on", async () => {
    const { services, file } = await place(files);
    const { run: id } = await run(services, file, 1);
    services.library.database.prepare("UPDATE runs SET status = 'running' WHERE id = ?").run(id);
    expect(deleteForGood(services, [id])).toMatchObject({ ok: false, error: { kind: "input" } });
    services.library.database.prepare("UPDATE runs SET status = 'succeeded' WHERE id = ?").run(id);
    expect(detailOf(services, id)).toMatchObject({ ok: true });
  });
});

describe("a deletion that can be taken back", () => {
  it("hides the run at once and changes nothing else", async () => {
    const { services, file } = await place(files);
    const { run: id, steps } = await run(services, file, 1);
    expect(deleteRuns(services, [id])).toEqual({ ok: true, value: { runs: [id] } });
    expect(detailOf(services, id)).toMatchObject({ ok: false });
    expect(detailOf(services, steps[0]?.run as RunId)).toMatchObject({ ok: false });
    expect(undeleteRuns(services, [id])).toEqual({ ok: true, value: { runs: [id] } });
    expect(detailOf(services, id)).toMatchObject({ ok: true, value: { archived: false } });
    expect(undeleteRuns(services, [id])).toEqual({ ok: true, value: { runs: [] } });
  });

  it("is carried out later by whoever has the library open, not sooner", async () => {
    const { services, file } = await place(files);
    const { run: id } = await run(services, file, 1);
    deleteRuns(services, [id]);
    emptyDeleted(services)();
    expect(count(services, "run_deletions")).toBe(1);
    services.library.database.prepare("UPDATE run_deletions SET at = at - ?").run(undoTime + 1);
    emptyDeleted(services)();
    expect(count(services, "runs")).toBe(0);
    expect(existsSync(services.library.runFolder(id))).toBe(false);
  });
});

describe("runs that nest deeper than steps", () => {
  it("are archived, moved and deleted with those below them, and found no more", async () => {
    const folder = temporaryFolder();
    const library = join(folder, "library");
    writeFiles(folder, {
      "runs.jsonl": ["top", "middle", "low"]
        .map((id, index, all) => JSON.stringify({ id, name: `cocoa ${id}`, parent: all[index - 1] ?? null }))
        .join("\n"),
    });
    const signet = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli(library, args);
      if (code !== 0) throw new Error(stderr);
      return stdout;
    };
    const found = async (...args: string[]) =>
      (JSON.parse(await signet("runs", "--json", ...args)) as { total: number }).total;
    await signet("import", join(folder, "runs.jsonl"));
    expect(await found("cocoa")).toBe(3);
    await signet("move", "top", "sweets/dark");
    expect(await found("project:sweets/dark")).toBe(3);
    await signet("archive", "top");
    expect(await found("cocoa")).toBe(0);
    await signet("archive", "--restore", "top");
    expect(await found("cocoa")).toBe(3);
    await signet("delete", "--yes", "top");
    expect(await found("cocoa")).toBe(0);
    expect(await signet("verify")).not.toContain("disagree");
  });
});
