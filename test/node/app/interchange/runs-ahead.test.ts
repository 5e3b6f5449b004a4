import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printRecord } from "../../../../src-main/core/interchange/print-record.ts";
import type { FileRecord, RunRecord } from "../../../../src-main/core/interchange/record.ts";
import { rebuildSearchIndex } from "../../../../src-main/node/app/index-recorded-run.ts";
import { exportRuns } from "../../../../src-main/node/app/interchange/export-runs.ts";
import { importRuns } from "../../../../src-main/node/app/interchange/import-runs.ts";
import { preparedRuns } from "../../../../src-main/node/app/interchange/prepared-runs.ts";
import { runsAhead } from "../../../../src-main/node/app/interchange/runs-ahead.ts";
import { importRunsAt } from "../../../../src-main/node/app/interchange/runs-at-path.ts";
import { writePrepared } from "../../../../src-main/node/app/interchange/write-prepared.ts";
import type { Services } from "../../../../src-main/node/app/services.ts";
import { readJsonl } from "../../../../src-main/node/importers/read-jsonl.ts";
import { runIds } from "../../../../src-main/node/store/tables/recorded-facts.ts";
import { anyRecord } from "../../../core/interchange/any-record.ts";
import { indexOf } from "../../../helpers/search-index.ts";
import { openTestServices } from "../../../helpers/services.ts";
import { temporaryFolder } from "../../../helpers/workspace.ts";

const newLibrary = () => openTestServices(join(temporaryFolder(), "library"));

const exported = ({ library }: Services): string[] => [
  ...exportRuns(library, runIds(library.database), {
    format: "jsonl",
    metrics: false,
    data: true,
    onMissing: () => {},
  }),
];

const places = ({ library }: Services) =>
  library.database.prepare("SELECT seq, number, id, parent FROM runs ORDER BY seq").all();

const plainRun = (at: number) => ({
  id: `r${at}`,
  name: `run ${at}`,
  started: 1_767_607_200_000 + at,
  tags: at % 3 === 0 ? ["third"] : [],
  params: { lr: at / 7, deep: { layers: at % 5 } },
  metrics: { loss: [[0, 1_767_607_200_000, 1 / (at + 1)]], accuracy: at / 1_000 },
  properties: { place: at },
  notes: `word${at % 100} ${"and more of it ".repeat(30)}`,
});

/** A file that is read in two groups: the first of runs that stand alone, the second with all that runs may be. */
function largeFile(): string {
  const lines: unknown[] = Array.from({ length: 2_300 }, (_, at) => plainRun(at));
  lines[10] = "{oops}";
  lines[20] = { ...plainRun(20), colour: "red" };
  lines.push(
    { id: "child", name: "child", parent: "r5", created: 1 },
    { id: "with console", name: "console", log: "said something\n", created: 1 },
    { id: "with code", name: "code", code: [{ path: "a.py", text: "import torch\n" }], created: 1 },
    { id: "r7", name: "another r7", created: 1 },
    { id: "child", name: "child", parent: "r5", created: 1 },
    { id: "lone \ud800", name: "half a character", created: 1 },
    { id: "n", name: "not", metrics: { x: [[1]] }, created: 1 },
    { id: "long", name: "long", notes: "x".repeat(1_100_000), created: 1 },
    { id: "last", name: "last", created: 1 },
  );
  const file = join(temporaryFolder(), "runs.jsonl");
  writeFileSync(
    file,
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
  return file;
}

const found = (path: string) => ({ format: "signet", path }) as const;

describe("A large file that another thread reads ahead", () => {
  it("comes to what it comes to line by line, in the same places, and again to nothing", async () => {
    const file = largeFile();
    const [ahead, here] = [await newLibrary(), await newLibrary()];
    const waiting = join(temporaryFolder(), "waiting.jsonl");
    writeFileSync(waiting, '{"id":"early","name":"waits for its parent","parent":"r3","created":1}\n');
    for (const services of [ahead, here]) await importRuns(services, readJsonl(waiting), { replace: false });

    const report = await importRuns(ahead, runsAhead(found(file)), { replace: false });
    const wanted = await importRuns(here, readJsonl(file), { replace: false });
    expect(report).toEqual(wanted);
    expect(report).toMatchObject({ imported: 2_305, unchanged: 1, conflicts: 1 });
    expect(exported(ahead)).toEqual(exported(here));
    expect(places(ahead)).toEqual(places(here));
    // As texts: of so many rows vitest's comparison takes seconds.
    expect(JSON.stringify(indexOf(ahead))).toBe(JSON.stringify(indexOf(here)));

    const again = await importRuns(ahead, runsAhead(found(file)), { replace: false });
    expect(again).toMatchObject({ imported: 0, replaced: 0, unchanged: 2_306 });
    expect(exported(ahead)).toEqual(exported(here));
  });

  it("is made ready but for what has to ask the library, and told how far it was taken", async () => {
    const file = largeFile();
    const read: number[] = [];
    const kinds: string[] = [];
    for await (const item of runsAhead(found(file), (bytes) => read.push(bytes)))
      kinds.push(
        item.kind === "group"
          ? item.prepared === null
            ? "unprepared"
            : `${item.prepared.ids.length}`
          : item.kind,
      );
    expect(kinds).toEqual(["1999", "unprepared", "run", "1"]);
    expect(read).toEqual(read.toSorted((a, b) => a - b));
  });

  it("counts in the window what it refused, and takes what has come to the file since", async () => {
    const file = largeFile();
    const services = await newLibrary();
    expect(await importRunsAt(services, file)).toMatchObject({
      ok: true,
      value: { imported: 2_305, refused: 3 },
    });
    appendFileSync(file, '{"id":"new","name":"came later"}\n');
    expect(await importRunsAt(services, file)).toMatchObject({
      ok: true,
      value: { imported: 1, unchanged: 2_306, refused: 3 },
    });
  });
});

describe("Runs that were made ready without the library", () => {
  const alone = (record: RunRecord): RunRecord => {
    const bare = (file: FileRecord): FileRecord => ({ ...file, data: null });
    return {
      ...record,
      parent: null,
      log: null,
      code: [],
      inputs: record.inputs.map(bare),
      outputs: record.outputs.map(bare),
      artifacts: record.artifacts.map(bare),
      git: record.git === null ? null : { ...record.git, diff: null },
      signet: record.signet === null ? null : { ...record.signet, origin: null },
    };
  };
  const sourceOf = (record: RunRecord) => ({
    record,
    source: printRecord(record),
    file: "f",
    line: 1,
    contents: [],
  });

  it("are the same runs, whatever is in them, also when they went from thread to thread", async () => {
    const records = fc
      .sample(anyRecord, { numRuns: 300, seed: 5 })
      .map(alone)
      .filter(({ created, started, ended }) => (created ?? started ?? ended) !== null);
    const runs = [...new Map(records.map((record) => [record.id, sourceOf(record)])).values()];
    const prepared = preparedRuns(runs.filter((run) => preparedRuns([run]) !== null));
    expect(prepared?.ids.length).toBeGreaterThan(100);
    const [ahead, here] = [await newLibrary(), await newLibrary()];
    expect(writePrepared(ahead.library, structuredClone(prepared as NonNullable<typeof prepared>))).toBe(
      true,
    );
    const wanted = new Set(prepared?.ids);
    const file = join(temporaryFolder(), "runs.jsonl");
    writeFileSync(
      file,
      runs.flatMap(({ record, source }) => (wanted.has(record.id) ? [`${source}\n`] : [])).join(""),
    );
    await importRuns(here, readJsonl(file), { replace: false });
    expect(exported(ahead)).toEqual(exported(here));
    const index = indexOf(ahead);
    expect(index).toEqual(indexOf(here));
    await rebuildSearchIndex(ahead.library);
    expect(indexOf(ahead)).toEqual(index);
  });

  it("are left alone when one of them is there by now", async () => {
    const services = await newLibrary();
    const file = join(temporaryFolder(), "one.jsonl");
    writeFileSync(file, '{"id":"b","name":"there already"}\n');
    await importRuns(services, readJsonl(file), { replace: false });
    const before = exported(services);
    const records = fc.sample(anyRecord, { numRuns: 2, seed: 1 }).map(alone);
    const prepared = preparedRuns(
      ["a", "b"].map((id, at) => sourceOf({ ...(records[at] as RunRecord), id })),
    );
    expect(prepared).not.toBeNull();
    expect(writePrepared(services.library, prepared as NonNullable<typeof prepared>)).toBe(false);
    expect(exported(services)).toEqual(before);
  });
});
