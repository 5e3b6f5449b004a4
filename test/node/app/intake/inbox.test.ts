import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ulid } from "ulid";
import { describe, expect, it } from "vitest";
import { bringIndexUp } from "../../../../src-main/node/app/index-recorded-run.ts";
import { takeInInbox } from "../../../../src-main/node/app/intake/inbox.ts";
import type { Services } from "../../../../src-main/node/app/services.ts";
import { signalScript } from "../../../../src-main/node/app/signal-script.ts";
import { searchRuns } from "../../../../src-main/node/store/search/search-runs.ts";
import { metricSummaries, readSeries } from "../../../../src-main/node/store/tables/metrics.ts";
import { kindOf } from "../../../../src-main/node/store/tables/run-lookups.ts";
import { rowsBySeq } from "../../../../src-main/node/store/tables/runs.ts";
import { startCli } from "../../../helpers/cli.ts";
import { until } from "../../../helpers/killed-run.ts";
import {
  detail,
  gone,
  leaveInInbox,
  lines,
  runWriter,
  startWriter,
  thisProcess,
} from "../../../helpers/scripts.ts";
import { openTestServices } from "../../../helpers/services.ts";
import { temporaryFolder } from "../../../helpers/workspace.ts";

async function library(): Promise<Services> {
  return openTestServices(join(temporaryFolder(), "library"));
}

const look = async (services: Services): Promise<string[]> => {
  const warnings: string[] = [];
  await takeInInbox(services.library, services.events, (text) => warnings.push(text));
  return warnings;
};

const found = (services: Services, query: string): string[] => {
  bringIndexUp(services.library);
  const answer = searchRuns(services.library.database, {
    query,
    project: null,
    limit: 100,
    offset: 0,
    sort: null,
  });
  if (!answer.ok) throw new Error(answer.error.map(({ message }) => message).join("\n"));
  return rowsBySeq(services.library.database, answer.value.seqs).map(({ name }) => name);
};

const start = { type: "start", version: 1, host: hostname(), ...gone };

describe("a script that has ended", () => {
  it("is a run with all that it told, its console and its artifacts, and its folder is out of the inbox", async () => {
    const services = await library();
    const workspace = temporaryFolder();
    writeFileSync(join(workspace, "raw.csv"), "a,b\n");
    const { id, folder } = leaveInInbox(
      services.library.folder,
      [
        {
          ...start,
          project: "vision/mnist",
          name: "sweep",
          params: { lr: 0.1, deep: { n: 1 } },
          tags: ["first"],
          command: "python train.py --lr 0.1",
          cwd: workspace,
          time: 1_700_000_000_000,
        },
        { type: "params", values: { deep: { m: 2.5 } } },
        { type: "metric", name: "loss", value: 0.5, time: 1_700_000_001_000 },
        { type: "metric", name: "loss", value: "NaN", time: 1_700_000_002_000 },
        { type: "metrics", values: { acc: 0.9, loss: 0.25 }, step: 7, time: 1_700_000_003_000 },
        { type: "tags", add: ["good", "bad"], remove: ["bad"] },
        { type: "property", key: "title", value: "A title" },
        { type: "property", key: "score", value: 3 },
        { type: "notes", text: "Began well." },
        { type: "notes", append: "Ended well." },
        { type: "artifact", name: "model", path: "files/model.bin", kind: "file", step: 3 },
        { type: "input", name: "raw", path: "raw.csv" },
        { type: "code", path: "train.py", text: "print('train')\n" },
        {
          type: "environment",
          python: "3.11.7",
          packages: { numpy: "1.26.4" },
          variables: { A_KEY: "x", SEED: "1" },
        },
        { type: "git", commit: "a".repeat(40), branch: "main", dirty: true, diff: "+ changed\n" },
        { type: "resources", cpu: 80, memory: 1e6, time: 1_700_000_003_500 },
        { type: "end", status: "failed", exitCode: 3, error: "ValueError: no", time: 1_700_000_010_000 },
      ],
      { "files/model.bin": "bytes", "console.log": "epoch one\n" },
    );
    expect(await look(services)).toEqual([]);
    const run = detail(services, id);
    expect(run).toMatchObject({
      kind: "script",
      number: 1,
      project: "vision/mnist",
      name: "sweep",
      status: "failed",
      exitCode: 3,
      error: "ValueError: no",
      started: 1_700_000_000_000,
      ended: 1_700_000_010_000,
      command: "python train.py --lr 0.1",
      ownParams: { lr: 0.1, deep: { n: 1n, m: 2.5 } },
      tags: ["first", "good"],
      properties: { title: "A title", score: 3 },
      notes: "Began well.\nEnded well.",
      metrics: { loss: 0.25, acc: 0.9 },
      environment: { python: "3.11.7", packages: { numpy: "1.26.4" }, variables: { SEED: "1" } },
      git: { commit: "a".repeat(40), branch: "main", dirty: true },
      inputs: [{ name: "raw", path: "raw.csv", size: 4, kept: false }],
      artifacts: [{ name: "model", kind: "file", step: 3, size: 5 }],
      eventProblems: null,
    });
    expect(run.metricSummaries.map(({ name, count, best }) => [name, count, best])).toEqual([
      ["acc", 1, 0.9],
      ["loss", 3, 0.25],
      ["system.cpu", 1, 80],
      ["system.memory", 1, 1e6],
    ]);
    expect(readSeries(services.library.database, id, "loss", 10)).toMatchObject({ steps: [0, 1, 7] });
    expect(readFileSync(run.artifacts[0]?.kept ?? "", "utf8")).toBe("bytes");
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(services.library.runFolder(id))).toEqual(["console.log"]);
    for (const query of [
      "log:epoch",
      "tags:good",
      "metrics.loss.best:<0.3",
      "params.deep.m:2.5",
      "code:train",
      "status:failed",
      "kind:script",
    ])
      expect([query, ...found(services, query)]).toEqual([query, "sweep"]);
  });

  it("is interrupted when it did not say how it ended; the end of a cut line is not made up", async () => {
    const services = await library();
    const { id, folder } = leaveInInbox(services.library.folder, [
      { ...start, name: "killed" },
      { type: "metric", name: "loss", value: 1 },
    ]);
    appendFileSync(join(folder, "events.jsonl"), '{"type":"metric","name":"loss","value":2');
    await look(services);
    expect(detail(services, id)).toMatchObject({
      status: "interrupted",
      metrics: { loss: 1 },
      project: "scripts",
    });
  });
});

describe("a script that goes on", () => {
  it("runs, grows with each look, and ends with its last word", async () => {
    const services = await library();
    const { id, folder } = leaveInInbox(services.library.folder, [
      { ...start, ...thisProcess(), name: "live" },
      { type: "metric", name: "loss", value: 1 },
    ]);
    writeFileSync(join(folder, "console.log"), "so far\n");
    await look(services);
    expect(detail(services, id)).toMatchObject({ status: "running", metrics: { loss: 1 }, ended: null });
    appendFileSync(join(folder, "events.jsonl"), lines([{ type: "metric", name: "loss", value: 2 }]));
    await look(services);
    await look(services);
    expect(readSeries(services.library.database, id, "loss", 10)).toMatchObject({
      steps: [0, 1],
      values: [1, 2],
    });
    appendFileSync(
      join(folder, "events.jsonl"),
      lines([{ type: "end", status: "cancelled", exitCode: 130 }]),
    );
    await look(services);
    expect(detail(services, id)).toMatchObject({ status: "cancelled", exitCode: 130 });
    // Its process is there and may still write.
    expect(existsSync(folder)).toBe(true);
  });

  it("is interrupted as by Ctrl-C when it is cancelled, and ends as it says", async () => {
    const services = await library();
    const id = ulid();
    const file = join(services.library.folder, "inbox", id, "events.jsonl");
    const ended = runWriter(file, 1_000_000, 10, 0.05).catch((error: Error) => error.message);
    await until(() => existsSync(file));
    while ((await look(services)).length > 0 || kindOf(services.library.database, id as never) === null);
    expect(detail(services, id as never).status).toBe("running");
    expect(signalScript(services.library, id as never, "SIGINT")).toBe(true);
    expect(await ended).toMatch(/the writer ended with (null|130|1)/);
    await look(services);
    expect(detail(services, id as never).status).toBe("interrupted");
    expect(signalScript(services.library, id as never, "SIGINT")).toBe(false);
  });

  it("is taken in live by a window's app, from a real program", async () => {
    const folder = join(temporaryFolder(), "library");
    const services = await openTestServices(folder);
    const id = ulid();
    const { ended, goOn } = startWriter(join(folder, "inbox", id, "events.jsonl"), 2_000, 100, "told");
    const state = () =>
      kindOf(services.library.database, id as never) === null ? null : detail(services, id as never);
    const counts = [0];
    for (let now = state(); now === null || now.status === "running"; now = state()) {
      await look(services);
      const count = state()?.metricSummaries[0]?.count ?? 0;
      if (count === counts.at(-1)) continue;
      counts.push(count);
      // The next batch is written when the one before was seen.
      goOn();
    }
    await ended;
    expect(detail(services, id as never)).toMatchObject({ status: "succeeded", name: "writer", exitCode: 0 });
    expect(counts).toEqual(Array.from({ length: 21 }, (_, batch) => batch * 100));
  });
});

describe("a script with very many metrics", () => {
  it("has them by the page and by name; its row and its detail have the first of them", async () => {
    const services = await library();
    const values = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`layer/${at}`, at]));
    const { id } = leaveInInbox(services.library.folder, [
      { ...start, name: "many" },
      { type: "metrics", values },
      { type: "end", status: "succeeded" },
    ]);
    expect(await look(services)).toEqual([]);
    const { database } = services.library;
    const run = detail(services, id);
    expect([run.metricSummaries.length, run.metricCount, Object.keys(run.metrics).length]).toEqual([
      1_000, 20_000, 200,
    ]);
    expect(metricSummaries(database, id, { filter: "layer/1234" }).map(({ last }) => last)).toEqual([
      1234, 12340, 12341, 12342, 12343, 12344, 12345, 12346, 12347, 12348, 12349,
    ]);
    expect(found(services, "metrics.layer\\/19999:19999")).toEqual(["many"]);
  });
});

describe("an inbox that several processes take in, some of which are killed", () => {
  it("loses nothing and doubles nothing", async () => {
    const folder = join(temporaryFolder(), "library");
    const points = 60_000;
    const ids = [ulid(), ulid()];
    await Promise.all(
      ids.map((id) => runWriter(join(folder, "inbox", id, "events.jsonl"), points, 5_000, 0)),
    );
    // Every command that opens the library takes the inbox in; most of these are killed in the midst of it.
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const children = [startCli(folder, ["runs"]), startCli(folder, ["runs"])];
      const ended = children.map((child) => new Promise((resolve) => child.once("exit", resolve)));
      await new Promise((resolve) => setTimeout(resolve, 150 + attempt * 90));
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(ended);
    }
    const last = [startCli(folder, ["runs"]), startCli(folder, ["runs"])];
    await Promise.all(last.map((child) => new Promise((resolve) => child.once("exit", resolve))));
    const services = await openTestServices(folder);
    for (const id of ids) {
      const series = readSeries(services.library.database, id as never, "loss", Number.POSITIVE_INFINITY);
      expect(series.values.length).toBe(points);
      expect(series.steps.every((step, at) => step === at && series.values[at] === at / 7)).toBe(true);
      expect(detail(services, id as never)).toMatchObject({ status: "succeeded", eventProblems: null });
    }
    expect(detail(services, ids[0] as never).number).not.toBe(detail(services, ids[1] as never).number);
  });
});

describe("a hostile inbox", () => {
  it("is taken in as far as it makes sense, and says what does not", async () => {
    const services = await library();
    const secret = join(temporaryFolder(), "outside.txt");
    writeFileSync(secret, "outside");
    const { id, folder } = leaveInInbox(services.library.folder, [
      { ...start, name: "hostile", params: JSON.parse('{"__proto__":{"x":1}}') },
      "not json",
      `{"type":"params","values":{"a":${"[".repeat(100_000)}`,
      { type: "artifact", name: "out", path: "../../../../../../../../etc/passwd" },
      { type: "artifact", name: "link", path: "files/link" },
      { type: "artifact", name: "fifo", path: "files/fifo" },
      { type: "artifact", name: "device", path: "/dev/zero" },
      { type: "artifact", name: "fine", path: secret },
      { type: "metric", name: "loss", value: 1 },
    ]);
    symlinkSync(secret, join(folder, "files/link"));
    execFileSync("mkfifo", [join(folder, "files/fifo")]);
    const events = join(folder, "events.jsonl");
    appendFileSync(events, Buffer.from([0x7b, 0xff, 0xfe, 0x0a]));
    appendFileSync(events, `{"type":"notes","text":"${"x".repeat(17 * 1024 * 1024)}"}\n`);
    appendFileSync(
      events,
      lines([
        { type: "metric", name: "loss", value: 2 },
        { type: "end", status: "succeeded" },
      ]),
    );
    expect(await look(services)).toEqual([]);
    const run = detail(services, id);
    expect(run).toMatchObject({ status: "succeeded", metrics: { loss: 2 } });
    expect(run.artifacts.map(({ name }) => name)).toEqual(["fine"]);
    expect(run.eventProblems?.bad).toBe(8);
    const told = run.eventProblems?.problems.join("\n") ?? "";
    for (const part of [
      "Line 2: no JSON",
      "leads out of the run's folder",
      "neither a file nor a folder",
      "no UTF-8",
      "longer than 16 MB",
    ])
      expect(told).toContain(part);
    expect(({} as { x?: unknown }).x).toBeUndefined();
    // What could not be taken in can be looked at.
    expect(existsSync(join(services.library.runFolder(id), "events.jsonl"))).toBe(true);
  });

  it("passes over what is no run's folder, and what bears the id of another run", async () => {
    const services = await library();
    const inbox = join(services.library.folder, "inbox");
    mkdirSync(join(inbox, "../../elsewhere"), { recursive: true });
    mkdirSync(inbox, { recursive: true });
    writeFileSync(join(inbox, "a file"), "");
    mkdirSync(join(inbox, "not-a-ulid"));
    symlinkSync("/etc", join(inbox, ulid()));
    mkdirSync(join(inbox, ulid()));
    const taken = ulid();
    services.library.database
      .prepare(
        "INSERT INTO runs (id, project, name, kind, status, created) VALUES (?, 'p', 'mine', 'pipeline', 'succeeded', 0)",
      )
      .run(taken);
    mkdirSync(join(inbox, taken));
    writeFileSync(join(inbox, taken, "events.jsonl"), lines([start, { type: "tags", add: ["evil"] }]));
    expect(await look(services)).toEqual([]);
    expect(detail(services, taken as never)).toMatchObject({ name: "mine", tags: [] });
    expect(services.library.database.prepare("SELECT count(*) FROM runs").pluck().get()).toBe(1);
  });

  it("has a run even when the first line says nothing", async () => {
    const services = await library();
    const { id } = leaveInInbox(services.library.folder, ["{", { type: "end", status: "succeeded" }]);
    await look(services);
    expect(detail(services, id)).toMatchObject({ status: "succeeded", name: id, eventProblems: { bad: 1 } });
    await until(() => true);
  });
});
