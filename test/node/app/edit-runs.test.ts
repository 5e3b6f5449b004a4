import { describe, expect, it } from "vitest";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunEvent } from "../../../src-main/core/model/run-event.ts";
import { editRuns, tagRuns } from "../../../src-main/node/app/edit-runs.ts";
import { archiveRuns, moveRuns } from "../../../src-main/node/app/file-runs.ts";
import { detailOf } from "../../../src-main/node/app/run-detail.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { searchRuns } from "../../../src-main/node/store/search/search-runs.ts";
import { countByProject } from "../../../src-main/node/store/tables/run-lookups.ts";
import { tagCounts } from "../../../src-main/node/store/tables/run-notes.ts";
import { rowsBySeq } from "../../../src-main/node/store/tables/runs.ts";
import { place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
project: home/p
params: {n: 1}
steps:
  a: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
  opaque: {run: "true", inputs: [x]}
`,
};

async function twoRuns() {
  const made = await place(files);
  const first = await runForTest(made.services, readForTest(made.file));
  const second = await runForTest(made.services, readForTest(made.file, { n: "2" }));
  return { ...made, first: first.run, second: second.run, step: first.steps[0]?.run as RunId };
}

/** Names of what a query finds, newest first. */
function found({ library }: Services, query: string, onlyArchived = false): string[] {
  const page = searchRuns(library.database, {
    query,
    project: null,
    limit: 100,
    offset: 0,
    sort: null,
    onlyArchived,
  });
  if (!page.ok) throw new Error("The query is wrong");
  return rowsBySeq(library.database, page.value.seqs).map(({ name }) => name);
}

const ok = <T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const detail = (services: Services, run: RunId) => ok(detailOf(services, run));

describe("what is written on runs", () => {
  it("is kept, found by queries, and told to who looks on, for all runs named at once", async () => {
    const { services, first, second } = await twoRuns();
    const events: RunEvent[] = [];
    services.events.listen((event) => events.push(event));
    const edit = {
      name: "Baseline",
      addTags: ["keep me", "日本"],
      notes: "# Found\nthe *culprit*",
      properties: { owner: "Ada", rank: 3, shipped: true },
    };
    expect(ok(editRuns(services, [first, second, first], edit)).runs).toEqual([first, second]);
    expect(detail(services, first)).toMatchObject({
      name: "Baseline",
      tags: ["keep me", "日本"],
      notes: "# Found\nthe *culprit*",
      properties: { owner: "Ada", rank: 3, shipped: true },
    });
    for (const query of [
      "name:baseline",
      'tags:"keep me"',
      "notes:culprit",
      "properties.rank:>2",
      "properties.shipped:true",
      "properties.owner:ada",
    ])
      expect(found(services, query), query).toEqual(["Baseline", "Baseline"]);
    expect(events.flatMap((event) => (event.type === "run" ? [event.run.tags] : []))).toEqual([
      ["keep me", "日本"],
      ["keep me", "日本"],
    ]);
    ok(editRuns(services, [first], { removeTags: ["keep me"], properties: { rank: null, owner: "Bo" } }));
    expect(detail(services, first)).toMatchObject({
      tags: ["日本"],
      properties: { owner: "Bo", shipped: true },
    });
    expect(found(services, 'tags:"keep me"')).toEqual(["Baseline"]);
    expect(found(services, "properties.owner:ada")).toEqual(["Baseline"]);
  });

  it("keeps text that looks like a number or a truth apart from those", async () => {
    const { services, first } = await twoRuns();
    const properties = { text: "7", number: 7, word: "true", truth: true, minus: -0, gone: Number.NaN };
    ok(editRuns(services, [first], { properties }));
    expect(detail(services, first).properties).toEqual(properties);
    expect(found(services, "properties.number:[7 TO 8]")).toHaveLength(1);
    expect(found(services, "properties.text:7")).toHaveLength(1);
  });

  it("tells of each tag which runs it changed, so that just that can be taken back", async () => {
    const { services, first, second } = await twoRuns();
    ok(editRuns(services, [first], { addTags: ["a", "old"] }));
    const changed = ok(tagRuns(services, [first, second], { add: ["a", "b"], remove: ["old", "never"] }));
    expect(changed).toEqual({
      runs: [first, second],
      tags: [
        { tag: "old", added: false, ids: [first] },
        { tag: "a", added: true, ids: [second] },
        { tag: "b", added: true, ids: [first, second] },
      ],
    });
    expect(found(services, "tags:a")).toHaveLength(2);
    expect(ok(tagRuns(services, [first], { add: ["a"], remove: [] }))).toEqual({ runs: [], tags: [] });
    expect(tagRuns(services, [first], { add: [""], remove: [] }).ok).toBe(false);
  });

  it("changes nothing when it is there already, and then tells nobody", async () => {
    const { services, first } = await twoRuns();
    ok(editRuns(services, [first], { addTags: ["x"], properties: { k: 1 } }));
    const events: RunEvent[] = [];
    services.events.listen((event) => events.push(event));
    expect(ok(editRuns(services, [first], { addTags: ["x"], name: "p", properties: { k: 1 } })).runs).toEqual(
      [],
    );
    expect(events).toEqual([]);
  });

  it.each([
    ["an empty name", { name: "" }, "empty"],
    ["a name of 10,000 characters", { name: "x".repeat(10_000) }, "longer than 200"],
    ["a name that steers terminals", { name: "a\u001b[2J" }, "U+001B"],
    ["a name that reads backwards", { name: "a\u202eb" }, "U+202E"],
    ["a tag of white space", { addTags: [" "] }, "white space"],
    ["a property without a key", { properties: { "": 1 } }, "empty"],
    ["notes with NUL", { notes: "a\0b" }, "NUL"],
    ["notes without end", { notes: "x".repeat(1_000_001) }, "at most"],
  ])("is refused whole for %s", async (_what, edit, message) => {
    const { services, first } = await twoRuns();
    const result = editRuns(services, [first], { addTags: ["never"], ...edit });
    expect(result).toMatchObject({ ok: false, error: { kind: "input" } });
    expect(result.ok ? "" : result.error.message).toContain(message);
    expect(detail(services, first)).toMatchObject({ name: "p", tags: [], notes: "", properties: {} });
  });

  it("is refused for all runs when one of them is not there", async () => {
    const { services, first } = await twoRuns();
    const result = editRuns(services, [first, "nobody" as RunId], { addTags: ["x"] });
    expect(result).toMatchObject({ ok: false });
    expect(detail(services, first).tags).toEqual([]);
  });
});

describe("runs that are moved to another project", () => {
  it("take their steps along, are found there, and can be moved back by the answer", async () => {
    const { services, first, second } = await twoRuns();
    const moved = ok(moveRuns(services, [first, second], "lab/other"));
    expect(moved).toEqual({
      runs: [first, second],
      made: true,
      from: [{ project: "home/p", ids: [first, second] }],
    });
    expect(found(services, "project:lab\\/other")).toHaveLength(6);
    expect(found(services, "project:home\\/p")).toEqual([]);
    for (const { project, ids } of moved.from) expect(ok(moveRuns(services, ids, project)).made).toBe(false);
    expect(found(services, "project:home\\/p")).toHaveLength(6);
    expect(
      services.library.database.prepare("SELECT count(*) FROM runs WHERE made_in IS NOT NULL").pluck().get(),
    ).toBe(0);
  });

  it("serve their pipeline as before: nothing is run anew, and reasons compare with them", async () => {
    const { services, file, first, second } = await twoRuns();
    ok(moveRuns(services, [first, second], "elsewhere"));
    const same = await planForTest(services, readForTest(file, { n: "2" }));
    expect(same.steps.map(({ action }) => action)).toEqual(["reuse", "reuse"]);
    const other = await planForTest(services, readForTest(file, { n: "3" }));
    expect(reasonsOf(other, "a")).toEqual(["Parameter changed: n 2 → 3"]);
  });

  const wrongProjects = ["", "/", "a//b", "/a", "a/", "a/\u0000", " a", "a".repeat(10_000)];
  it.each(wrongProjects.map((project) => [JSON.stringify(project.slice(0, 20)), project] as const))(
    "do not go to a project called %s",
    async (_, project) => {
      const { services, first } = await twoRuns();
      expect(moveRuns(services, [first], project)).toMatchObject({ ok: false, error: { kind: "input" } });
      expect(detail(services, first).project).toBe("home/p");
    },
  );

  it("do not go without the run that they are steps of", async () => {
    const { services, first, step } = await twoRuns();
    expect(moveRuns(services, [step], "x")).toMatchObject({ ok: false });
    expect(ok(moveRuns(services, [first, step], "x")).runs).toEqual([first]);
  });
});

describe("archived runs", () => {
  it("are in no list but the archive's, with their steps, and come back", async () => {
    const { services, first, second } = await twoRuns();
    expect(ok(archiveRuns(services, [first], true)).runs).toEqual([first]);
    expect(found(services, "")).toEqual(["p"]);
    expect(found(services, "step:a")).toEqual(["a"]);
    expect(found(services, "", true)).toEqual(["p"]);
    expect(found(services, "step:a", true)).toEqual(["a"]);
    expect(ok(archiveRuns(services, [first, second], true)).runs).toEqual([second]);
    expect(ok(archiveRuns(services, [first, second], false)).runs).toEqual([first, second]);
    expect(found(services, "")).toEqual(["p", "p"]);
    expect(found(services, "", true)).toEqual([]);
  });

  it("count in no project and for no tag", async () => {
    const { services, first, second } = await twoRuns();
    const { database } = services.library;
    const counts = () => ({ projects: countByProject(database), tags: tagCounts(database) });
    tagRuns(services, [first], { add: ["only"], remove: [] });
    tagRuns(services, [first, second], { add: ["both"], remove: [] });
    archiveRuns(services, [first], true);
    expect(counts()).toEqual({
      projects: [{ project: "home/p", runs: 1 }],
      tags: [{ tag: "both", runs: 1 }],
    });
    archiveRuns(services, [second], true);
    expect(counts()).toEqual({ projects: [], tags: [] });
    archiveRuns(services, [first, second], false);
    expect(counts()).toEqual({
      projects: [{ project: "home/p", runs: 2 }],
      tags: [
        { tag: "both", runs: 2 },
        { tag: "only", runs: 1 },
      ],
    });
  });

  it("are not those that go on", async () => {
    const { services, first } = await twoRuns();
    services.library.database.prepare("UPDATE runs SET status = 'running' WHERE id = ?").run(first);
    const result = archiveRuns(services, [first], true);
    expect(result.ok ? "" : result.error.message).toContain('Run #1 ("p") goes on');
    services.library.database.prepare("UPDATE runs SET status = 'succeeded' WHERE id = ?").run(first);
  });
});
