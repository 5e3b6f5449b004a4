import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runId } from "../../../../src-main/core/model/ids.ts";
import { collectGarbage } from "../../../../src-main/node/app/collect-garbage.ts";
import { deleteRuns } from "../../../../src-main/node/app/delete-runs.ts";
import { importRuns } from "../../../../src-main/node/app/interchange/import-runs.ts";
import { detailOf } from "../../../../src-main/node/app/run-detail.ts";
import { fileTextOf, runWithSteps } from "../../../../src-main/node/app/run-methods.ts";
import type { Services } from "../../../../src-main/node/app/services.ts";
import { verifyLibrary } from "../../../../src-main/node/app/verify-library.ts";
import { readJsonl } from "../../../../src-main/node/importers/read-jsonl.ts";
import { searchRuns } from "../../../../src-main/node/store/search/search-runs.ts";
import { deletedBefore } from "../../../../src-main/node/store/tables/deletions.ts";
import { rowsBySeq } from "../../../../src-main/node/store/tables/runs.ts";
import { openTestServices } from "../../../helpers/services.ts";
import { temporaryFolder } from "../../../helpers/workspace.ts";

const newLibrary = () => openTestServices(join(temporaryFolder(), "library"));

async function importLines(
  services: Services,
  lines: readonly unknown[],
  options: { replace?: boolean; dryRun?: boolean; follow?: boolean } = {},
) {
  const file = join(temporaryFolder(), "runs.jsonl");
  writeFileSync(
    file,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return importRuns(services, readJsonl(file), { replace: false, ...options });
}

function found({ library: { database } }: Services, query: string): string[] {
  const answer = searchRuns(database, { query, project: null, limit: 100, offset: 0, sort: null });
  if (!answer.ok) throw new Error(answer.error[0]?.message);
  return rowsBySeq(database, answer.value.seqs)
    .map(({ id }) => id)
    .sort();
}

const detail = (services: Services, id: string) => {
  const answer = detailOf(services, runId(id));
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
};

const example = {
  id: "r1",
  parent: null,
  project: "vision/mnist",
  name: "lr sweep 3",
  kind: "script",
  status: "succeeded",
  started: "2026-01-05T10:00:00Z",
  ended: 1767607260000,
  tags: ["zeta", "baseline"],
  params: { train: { lr: 0.1, opt: "adam" }, flag: true },
  metrics: {
    loss: [
      [0, 1767607200000, 0.9],
      [1, 1767607230000, "NaN"],
      [2, 1767607240000, 0.4],
    ],
    acc: 0.91,
  },
  properties: { title: "The Title", timestamp: 1587729413488, deep: { owner: "kim" } },
  notes: "red velvet cake",
  log: "epoch 1\n\u001b[31mdone\u001b[0m\n",
  code: [{ path: "train.py", text: "import torch\n" }],
  inputs: [{ name: "raw", path: "data/raw.csv", digest: "sha256:1234" }],
  environment: {
    python: "3.11.7",
    host: "box",
    packages: { numpy: "1.26.4" },
    variables: { CUDA: "0" },
    gpu: "A100",
  },
  git: { commit: "0123abc", branch: "main", dirty: true, diff: "-a\n+b\n" },
  command: "python train.py",
  exitCode: 0,
  artifacts: [{ name: "model", path: "model.pkl" }],
};

describe("An imported run", () => {
  it("is found by every field it has", async () => {
    const services = await newLibrary();
    await importLines(services, [example, { id: "other", name: "other" }]);
    for (const query of [
      "id:r1",
      'name:"lr sweep"',
      "project:vision\\/mnist",
      "status:succeeded AND kind:script AND tags:baseline",
      "params.train.lr:0.1",
      "params.train.opt:adam",
      "params.flag:true",
      "metrics.loss:0.4 AND metrics.loss.max:0.9 AND metrics.acc:>0.9",
      'properties.title:"The Title" AND velvet',
      "properties.timestamp:[1587729413488 TO *] AND properties.deep.owner:kim",
      '"red velvet"',
      "code:torch",
      "log:done",
      "inputs:raw.csv AND inputs:raw",
      "outputs:model.pkl",
      "env.python:3.11.7 AND env.packages.numpy:1.26.4 AND env.CUDA:0 AND env.gpu:A100",
      "host:box",
      "git.commit:0123abc AND git.branch:main",
      'command:"train py"',
      "started:2026-01-05 AND duration:60",
    ])
      expect(found(services, query), query).toEqual(["r1"]);
  });

  it("shows what it has", async () => {
    const services = await newLibrary();
    await importLines(services, [example]);
    expect(detail(services, "r1")).toMatchObject({
      number: 1,
      tags: ["zeta", "baseline"],
      params: { "train.lr": 0.1, "train.opt": "adam", flag: true },
      metrics: { loss: 0.4, acc: 0.91 },
      inputs: [{ name: "raw", path: "data/raw.csv", digest: "sha256:1234", size: null, kept: false }],
      git: { commit: "0123abc", branch: "main", dirty: true },
      environment: { python: "3.11.7", host: "box" },
    });
    const whole = runWithSteps(services, runId("r1"));
    if (!whole.ok) throw new Error("no run");
    expect(await fileTextOf(services, whole.value, "code", "train.py")).toEqual({
      ok: true,
      value: { kind: "text", text: "import torch\n" },
    });
  });

  it("that says it goes on, or that a step of ours came of it, is nobody's to end or reuse", async () => {
    const services = await newLibrary();
    await importLines(services, [{ id: "r", name: "n", status: "running", started: 1 }]);
    await services.pipelines.lookAfterLeft();
    expect(detail(services, "r").status).toBe("running");
    expect(found(services, "status:running")).toEqual(["r"]);
  });
});

describe("A file of runs", () => {
  it("reports wrong lines by number, takes the others, and tells when the last was cut off", async () => {
    const services = await newLibrary();
    const report = await importLines(services, [
      { id: "a", name: "a" },
      "{oops}",
      "",
      { id: "b", name: "b", metrics: { x: [[1]] } },
      { id: "c", name: "c", colour: "red" },
      { id: "d", name: "d", colour: "blue" },
      '{"id":"e","na',
    ]);
    expect(report).toMatchObject({ imported: 3, conflicts: 0 });
    expect(
      report.problems.map(
        ({ line, severity, message, remedy }) => `${line} ${severity} ${message} ${remedy}`,
      ),
    ).toEqual([
      expect.stringMatching(/^2 error The line is no JSON: /),
      "4 error `metrics.x[0]` must be a point [step, time, value] null",
      "5 warning `colour` is no key of the format: kept as a property (2 times) null",
      expect.stringMatching(
        /^7 error The line is no JSON: .* The last line has no end: whatever wrote it was cut off\.$/,
      ),
    ]);
    expect(found(services, "properties.colour:red")).toEqual(["c"]);
  });

  it("that says something else of a run is a conflict, unless it is to replace", async () => {
    const services = await newLibrary();
    await importLines(services, [
      { id: "p", name: "parent", kind: "pipeline" },
      {
        id: "s",
        name: "step",
        kind: "step",
        parent: "p",
        signet: { step: "s", position: 0 },
        metrics: { m: 1 },
        notes: "old",
      },
    ]);
    const changed = {
      id: "s",
      name: "step",
      kind: "step",
      parent: "p",
      signet: { step: "s", position: 0 },
      metrics: { m: 2 },
    };
    const report = await importLines(services, [changed]);
    expect(report).toMatchObject({
      imported: 0,
      conflicts: 1,
      problems: [{ code: "conflict", line: 1, severity: "error" }],
    });
    expect(detail(services, "s").metrics).toEqual({ m: 1 });
    expect(found(services, "metrics.m:1")).toEqual(["p", "s"]);

    expect(await importLines(services, [changed], { replace: true })).toMatchObject({
      replaced: 1,
      conflicts: 0,
      problems: [],
    });
    expect(detail(services, "s")).toMatchObject({ metrics: { m: 2 }, notes: "", parent: "p" });
    expect(found(services, "metrics.m:2")).toEqual(["p", "s"]);
    expect(found(services, "old")).toEqual([]);

    const parent = { id: "p", name: "renamed", kind: "pipeline" };
    expect(await importLines(services, [parent], { replace: true })).toMatchObject({ replaced: 1 });
    expect(detail(services, "p")).toMatchObject({ name: "renamed", number: 1, steps: [{ id: "s" }] });
  });

  it("keeps what was edited since, when it is imported again", async () => {
    const services = await newLibrary();
    await importLines(services, [example]);
    services.library.database.prepare("UPDATE runs SET name = 'mine' WHERE id = 'r1'").run();
    expect(await importLines(services, [example])).toMatchObject({ imported: 0, unchanged: 1, problems: [] });
    expect(detail(services, "r1").name).toBe("mine");
  });

  it("brings back what was deleted and has not gone for good yet, as new", async () => {
    const services = await newLibrary();
    const [whole, step] = [
      { ...example, id: "whole" },
      { ...example, id: "step", parent: "whole" },
    ];
    await importLines(services, [whole, step]);
    deleteRuns(services, [runId("whole")]);
    expect(await importLines(services, [whole, step], { dryRun: true })).toMatchObject({ imported: 2 });
    expect(found(services, "")).toEqual([]);
    expect(await importLines(services, [whole, step])).toMatchObject({ imported: 2, unchanged: 0 });
    expect(detail(services, "whole")).toMatchObject({ archived: false });
    expect(detail(services, "step")).toMatchObject({ parent: "whole" });
    // Nothing of the deletion is left to be carried out.
    expect(deletedBefore(services.library.database, Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it("with one id twice has one run; the later is a conflict, or nothing new", async () => {
    const services = await newLibrary();
    const report = await importLines(services, [
      { id: "a", name: "first" },
      { id: "a", name: "first" },
      { id: "a", name: "second" },
    ]);
    expect(report).toMatchObject({ imported: 1, unchanged: 1, conflicts: 1 });
    expect(report.problems[0]).toMatchObject({
      line: 3,
      message: "`id` a: an earlier run of this import has the same id",
    });
  });

  it("may name parents after their children, not at all, or in a circle", async () => {
    const services = await newLibrary();
    await importLines(services, [
      { id: "child", name: "child", parent: "top" },
      { id: "orphan", name: "orphan", parent: "later" },
      { id: "top", name: "top" },
      { id: "self", name: "self", parent: "self" },
      { id: "x", name: "x", parent: "z" },
      { id: "y", name: "y", parent: "x" },
      { id: "z", name: "z", parent: "y" },
    ]);
    expect(detail(services, "child").parent).toBe("top");
    expect(detail(services, "orphan").parent).toBeNull();
    expect(detail(services, "self").parent).toBeNull();
    expect([
      detail(services, "x").parent,
      detail(services, "y").parent,
      detail(services, "z").parent,
    ]).toEqual([null, "x", "y"]);
    await importLines(services, [{ id: "later", name: "later" }]);
    expect(detail(services, "orphan").parent).toBe("later");
  });

  it("changes nothing in a dry run, and tells what it would do", async () => {
    const services = await newLibrary();
    await importLines(services, [{ id: "a", name: "a" }]);
    const lines = [
      { id: "a", name: "a" },
      { id: "a", name: "b" },
      { id: "b", name: "b" },
      { id: "b", name: "c" },
      "x",
    ];
    expect(await importLines(services, lines, { dryRun: true })).toMatchObject({
      imported: 1,
      unchanged: 1,
      conflicts: 2,
    });
    expect(found(services, "*:*")).toEqual(["a"]);
  });
});

describe("Hostile runs", () => {
  const ids = [
    "../../x",
    "a\0b",
    "/etc/passwd",
    ".",
    "..",
    "CON",
    "x".repeat(10_000),
    "%2e%2e",
    "R1",
    "r1",
    "__proto__",
    "é",
    "🦊",
  ];

  it("may have any id, and leave nothing outside their own folders", async () => {
    const services = await newLibrary();
    const report = await importLines(
      services,
      ids.map((id) => ({
        id,
        name: "n",
        log: `log of ${id.slice(0, 20)}`,
        params: { __proto__: { polluted: true } },
      })),
    );
    expect(report).toMatchObject({ imported: ids.length, problems: [] });
    expect(readdirSync(join(services.library.folder, "runs"))).toHaveLength(ids.length);
    expect(existsSync(join(services.library.folder, "..", "x"))).toBe(false);
    for (const id of ids) expect(detail(services, id).id).toBe(id);
    expect(
      (await collectGarbage(services.library, { deletes: true, grace: 0, now: Date.now() + 86_400_000 })).runs
        .count,
    ).toBe(0);
    expect(readdirSync(join(services.library.folder, "runs"))).toHaveLength(ids.length);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("may pretend to digests and to be ours, and spoil nothing", async () => {
    const services = await newLibrary();
    const outside = join(services.library.folder, "..", "mine.txt");
    writeFileSync(outside, "mine");
    await importLines(services, [
      {
        id: "h",
        name: "\u001b[2J<script>",
        outputs: [{ name: "o", path: "/etc/passwd", digest: "sha256:../../mine.txt" }],
        code: [{ path: "x.py", digest: "sha256:../../mine.txt" }],
        signet: {
          step: "s",
          pipeline: "p",
          signature: "sha256:../..",
          reasons: [1, { kind: "x" }],
          graph: [1],
          traces: [{}],
        },
      },
    ]);
    expect(detail(services, "h")).toMatchObject({ reasons: [], outputs: [{ kept: false }] });
    expect(existsSync(outside)).toBe(true);
    const findings = await verifyLibrary(services.library, () => {});
    expect(findings).toMatchObject({ damaged: [], missing: [], database: [] });
  });

  it("with a line of more than the limit are refused alone", async () => {
    const services = await newLibrary();
    const file = join(temporaryFolder(), "runs.jsonl");
    writeFileSync(file, `{"id":"a","name":"${"x".repeat(20_000)}"}\n{"id":"b","name":"b"}\n`);
    expect(await importRuns(services, readJsonl(file), { replace: false })).toMatchObject({
      imported: 1,
      problems: [{ line: 1, message: "`name` has more than 10000 characters" }],
    });
  });
});

describe("Runs of another tool", () => {
  const line = (more: object) => ({
    id: "t",
    name: "theirs",
    project: "p",
    metrics: { loss: [[0, 1, 0.5]] },
    ...more,
  });

  it("are brought up to date, and keep what was edited here", async () => {
    const services = await newLibrary();
    await importLines(services, [line({ properties: { a: 1 } })], { follow: true });
    const { database } = services.library;
    database.prepare("UPDATE runs SET name = 'mine', notes = 'seen' WHERE id = 't'").run();
    const more = line({
      metrics: {
        loss: [
          [0, 1, 0.5],
          [1, 2, 0.25],
        ],
      },
      properties: { a: 2, b: 3 },
    });
    expect(await importLines(services, [more], { follow: true })).toMatchObject({
      replaced: 1,
      conflicts: 0,
      problems: [],
    });
    expect(detail(services, "t")).toMatchObject({
      name: "mine",
      notes: "seen",
      metrics: { loss: 0.25 },
      properties: { a: 1, b: 3 },
    });
    expect(found(services, "name:mine AND metrics.loss:0.25")).toEqual(["t"]);
    expect(await importLines(services, [more], { follow: true })).toMatchObject({
      replaced: 0,
      unchanged: 1,
    });
  });
});
