import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SavedSearch } from "../../../src-main/core/contract/run-lists.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunEvent } from "../../../src-main/core/model/run-event.ts";
import { editRuns } from "../../../src-main/node/app/edit-runs.ts";
import { importRunsAt } from "../../../src-main/node/app/interchange/runs-at-path.ts";
import { runColumns } from "../../../src-main/node/app/run-columns.ts";
import {
  forgetSearch,
  keepSearch,
  renameSavedSearch,
  savedSearches,
} from "../../../src-main/node/app/saved-searches.ts";
import { searchRuns } from "../../../src-main/node/store/search/search-runs.ts";
import { chosenCells } from "../../../src-main/node/store/tables/row-cells.ts";
import { rowsBySeq } from "../../../src-main/node/store/tables/runs.ts";
import { place, readForTest, runForTest } from "../../helpers/services.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
project: home/p
params: {train: {lr: 0.1}, model: Small}
steps:
  a:
    run: 'echo {params.train.lr} {params.model}; echo "{\\"loss\\": 0.5, \\"aux\\": 2}" > {outputs.m}'
    outputs: [m]
datasets:
  m: {path: m.json, as: metrics}
`,
};

async function twoRuns() {
  const made = await place(files);
  const first = await runForTest(made.services, readForTest(made.file));
  await runForTest(made.services, readForTest(made.file, { "train.lr": "0.2" }));
  editRuns(made.services, [first.run as RunId], { properties: { owner: "Ada" } });
  return made.services;
}

describe("the columns of a list of runs", () => {
  it("are what runs have, with what of it differs among the newest", async () => {
    const { library } = await twoRuns();
    const columns = runColumns(library.database, null);
    expect(columns.map(({ id, recent, differs, numeric }) => [id, recent, differs, numeric])).toEqual([
      ["params.model", 2, false, false],
      ["params.train.lr", 2, true, true],
      ["metrics.aux", 2, false, true],
      ["metrics.loss", 2, false, true],
      ["properties.owner", 1, false, false],
    ]);
    expect(runColumns(library.database, "elsewhere").map(({ recent }) => recent)).toEqual([0, 0, 0, 0, 0]);
  });

  it("tell which ones the very newest runs have", async () => {
    const { services, workspace } = await place(files);
    const lines = Array.from({ length: 40 }, (_, at) =>
      JSON.stringify({
        id: `r${at}`,
        name: `r${at}`,
        started: `2026-01-01T00:00:${String(at).padStart(2, "0")}Z`,
        metrics: at < 10 ? { accuracy: at, loss: at } : { rmse: at, loss: at },
      }),
    );
    const file = join(workspace, "runs.jsonl");
    writeFileSync(file, lines.join("\n"));
    await importRunsAt(services, file);
    const columns = runColumns(services.library.database, null);
    expect(columns.map(({ name, recent, leads }) => [name, recent, leads])).toEqual([
      ["accuracy", 10, false],
      ["loss", 40, true],
      ["rmse", 30, true],
    ]);
  });

  it("are all that rows are sent with", async () => {
    const { library } = await twoRuns();
    const page = searchRuns(library.database, { query: "", project: null, limit: 10, offset: 0, sort: null });
    if (!page.ok) throw new Error("The query is wrong");
    const cells = chosenCells(["name", "params.train.lr", "metrics.loss", "properties.owner"]);
    const rows = rowsBySeq(library.database, page.value.seqs, cells);
    expect(rows.map(({ params, metrics, properties }) => ({ params, metrics, properties }))).toEqual([
      { params: { "train.lr": 0.2 }, metrics: { loss: 0.5 }, properties: {} },
      { params: { "train.lr": 0.1 }, metrics: { loss: 0.5 }, properties: { owner: "Ada" } },
    ]);
  });
});

describe("saved searches", () => {
  const search = (name: string, query: string): Omit<SavedSearch, "id"> => ({
    name,
    query,
    project: "home",
    sort: { field: "metrics.loss", descending: true },
    group: ["params.model"],
    table: {
      columns: { "params.x": true },
      columnSizes: { name: 200 },
      columnOrder: [],
      pinnedColumns: ["status"],
    },
  });

  it("are kept whole, in the order of their names, and told to who looks on", async () => {
    const { services } = await place(files);
    const events: RunEvent[] = [];
    services.events.listen((event) => events.push(event));
    const kept = keepSearch(services, { ...search("  failed this week ", "status:failed"), replace: false });
    keepSearch(services, { ...search("Best", "*"), replace: false });
    expect(kept).toMatchObject({ ok: true, value: { name: "failed this week" } });
    expect(savedSearches(services).map(({ id: _id, ...rest }) => rest)).toEqual([
      search("Best", "*"),
      search("failed this week", "status:failed"),
    ]);
    expect(events.map(({ type }) => type)).toEqual(["searches", "searches"]);
  });

  it("do not take each other's names, unless one is to be replaced, which keeps its id", async () => {
    const { services } = await place(files);
    const first = keepSearch(services, { ...search("a", "x"), replace: false });
    expect(keepSearch(services, { ...search("a", "y"), replace: false })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("There is a saved search “a” already") },
    });
    const again = keepSearch(services, { ...search("a", "y"), replace: true });
    if (!first.ok || !again.ok) throw new Error("not kept");
    expect(again.value.id).toBe(first.value.id);
    const other = keepSearch(services, { ...search("b", "z"), replace: false });
    if (!other.ok) throw new Error("not kept");
    expect(renameSavedSearch(services, other.value.id, "a").ok).toBe(false);
    expect(renameSavedSearch(services, other.value.id, " c ").ok).toBe(true);
    expect(renameSavedSearch(services, "no such", "d").ok).toBe(false);
    expect(renameSavedSearch(services, other.value.id, "  ").ok).toBe(false);
    expect(savedSearches(services).map(({ name, query }) => [name, query])).toEqual([
      ["a", "y"],
      ["c", "z"],
    ]);
  });

  it("go when they are deleted", async () => {
    const { services } = await place(files);
    const kept = keepSearch(services, { ...search("a", "x"), replace: false });
    if (!kept.ok) throw new Error("not kept");
    forgetSearch(services, kept.value.id);
    expect(savedSearches(services)).toEqual([]);
  });
});
