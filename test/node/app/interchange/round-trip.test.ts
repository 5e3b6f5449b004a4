import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printRecord } from "../../../../src-main/core/interchange/print-record.ts";
import { readRecord } from "../../../../src-main/core/interchange/read-record.ts";
import type { FileRecord, RunRecord } from "../../../../src-main/core/interchange/record.ts";
import { editRuns } from "../../../../src-main/node/app/edit-runs.ts";
import { archiveRuns } from "../../../../src-main/node/app/file-runs.ts";
import { rebuildSearchIndex, searchIndexProblems } from "../../../../src-main/node/app/index-recorded-run.ts";
import { takeInInbox } from "../../../../src-main/node/app/intake/inbox.ts";
import { exportToFile } from "../../../../src-main/node/app/interchange/export-file.ts";
import { exportRuns } from "../../../../src-main/node/app/interchange/export-runs.ts";
import { importRuns } from "../../../../src-main/node/app/interchange/import-runs.ts";
import type { Services } from "../../../../src-main/node/app/services.ts";
import { sha256 } from "../../../../src-main/node/host/digest.ts";
import { readJsonl } from "../../../../src-main/node/importers/read-jsonl.ts";
import { runIds } from "../../../../src-main/node/store/tables/recorded-facts.ts";
import { anyRecord } from "../../../core/interchange/any-record.ts";
import { gone, leaveInInbox, lines } from "../../../helpers/scripts.ts";
import { indexOf } from "../../../helpers/search-index.ts";
import { openTestServices, place, readForTest, runForTest } from "../../../helpers/services.ts";
import { temporaryFolder } from "../../../helpers/workspace.ts";

const newLibrary = () => openTestServices(join(temporaryFolder(), "library"));

async function importText(services: Services, text: string | Buffer, replace = false) {
  const file = join(temporaryFolder(), "runs.jsonl");
  writeFileSync(file, text);
  return importRuns(services, readJsonl(file), { replace });
}

const exported = ({ library }: Services, data = true): string[] => [
  ...exportRuns(library, runIds(library.database), {
    format: "jsonl",
    metrics: false,
    data,
    onMissing: () => {},
  }),
];

/** What a library makes of a record: bytes have the digest they have, times of nothing are when it was imported. */
function asKept(record: RunRecord): RunRecord {
  const file = (one: FileRecord): FileRecord =>
    one.data === null
      ? one
      : {
          ...one,
          digest: sha256(Buffer.from(one.data, "base64")),
          size: one.type === "file" ? Buffer.from(one.data, "base64").length : one.size,
          data: one.type === "file" ? one.data : null,
        };
  const data = (one: FileRecord): FileRecord => ({ ...file(one), data: null });
  return {
    ...record,
    metrics: new Map(
      [...record.metrics].filter(([, metric]) => typeof metric === "number" || metric.length > 0),
    ),
    code: record.code.map((one) => (one.text === null ? one : { ...one, digest: null })),
    inputs: record.inputs.map(data),
    outputs: record.outputs.map(data),
    artifacts: record.artifacts.map(file),
  };
}

describe("Runs that are imported", () => {
  it("are exported as they were, are found by what they are, and importing them again changes nothing", async () => {
    const services = await newLibrary();
    const random = fc.sample(
      fc.uniqueArray(anyRecord, { selector: ({ id }) => id, minLength: 30, maxLength: 60 }),
      6,
    );
    const records = [...new Map(random.flat().map((record) => [record.id, record])).values()];
    // Code that has neither text nor digest is nothing that could be kept, and a digest beside a text follows from it.
    const lines = records.map((record) => `${printRecord(record)}\n`);
    const report = await importText(services, lines.join(""));
    expect(report).toMatchObject({ imported: records.length, unchanged: 0, conflicts: 0 });

    const out = exported(services);
    const back = new Map(
      out.map((line) => {
        const read = readRecord(line);
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        return [read.value.record.id, read.value.record] as const;
      }),
    );
    for (const record of records) {
      const found = back.get(record.id);
      if (found === undefined) throw new Error(`${record.id} is gone`);
      const known = record.created ?? record.started ?? record.ended;
      expect(printRecord({ ...found, created: known === null ? null : found.created })).toBe(
        printRecord({ ...asKept(record), created: known }),
      );
    }

    const before = indexOf(services);
    await rebuildSearchIndex(services.library);
    expect(indexOf(services)).toEqual(before);

    expect(await importText(services, lines.join(""))).toMatchObject({
      imported: 0,
      unchanged: records.length,
    });
    expect(await importText(services, out.join(""))).toMatchObject({
      imported: 0,
      unchanged: records.length,
      conflicts: 0,
    });
    expect(exported(services)).toEqual(out);

    const other = await newLibrary();
    await importText(other, out.join(""));
    expect(exported(other)).toEqual(out);
  });

  it("are the same run by run when Signet made them: reasons, fingerprints, signatures and all", async () => {
    const { services, file } = await place({
      "pipeline.yaml": `signet: 1
name: small
params: { n: 1, f: 1.0, deep: { x: [1, .nan] } }
steps:
  a: { run: "echo hello; echo a > {outputs.o}", outputs: { o: a.txt }, params: [n, f, deep] }
  b: { run: "cat {inputs.o} > {outputs.p}", inputs: { o: a.txt }, outputs: { p: b.txt } }
`,
    });
    await runForTest(services, readForTest(file));
    await runForTest(services, readForTest(file));
    const out = exported(services, false);
    expect(out).toHaveLength(6);
    expect(out.join("")).toContain('"cache":"reused"');
    expect(await importText(services, out.join(""))).toMatchObject({
      imported: 0,
      unchanged: 6,
      conflicts: 0,
      problems: [],
    });

    const other = await newLibrary();
    expect(await importText(other, out.join(""))).toMatchObject({ imported: 6, problems: [] });
    expect(exported(other, false)).toEqual(out);
    const before = indexOf(other);
    await rebuildSearchIndex(other.library);
    expect(indexOf(other)).toEqual(before);
  });

  it("are byte for byte the same with all that a library can hold, through files", {
    timeout: 120_000,
  }, async () => {
    const { services, file } = await place({
      "raw/a.csv": "x,y\n1,2\n",
      "pipeline.yaml": `signet: 1
name: "größte ✓"
project: vision/mnist
params: { n: 1, f: 1.0, big: 123456789012345678901234567890, odd: [.nan, .inf, -.inf, -0.0], "ключ": "日本\u2028" }
datasets: { raw: { path: raw, type: directory }, told: events.jsonl, made: { path: made, type: directory }, b: b.txt, never: never.txt }
steps:
  make:
    run: 'echo "läuft"; mkdir -p {outputs.made}; echo 1 > {outputs.made}/x; printf "\\000\\377" > {outputs.made}/y'
    inputs: [raw]
    outputs: [made]
    params: [n, f, big, odd, "ключ"]
  tell:
    run: 'cat {inputs.told} >> "$SIGNET_EVENTS"; cat {inputs.made}/x > {outputs.b}'
    inputs: [made, told]
    outputs: [b]
  fail: { run: "cat {inputs.b} >&2; exit 3; echo > {outputs.never}", inputs: [b], outputs: [never] }
  after: { run: "cat {inputs.never}", inputs: [never] }
`,
      "events.jsonl": lines([
        { type: "metric", name: "loss", value: "NaN", step: 0, time: 1 },
        { type: "metric", name: "loss", value: "-Infinity", step: -2.5, time: 1 },
        { type: "metric", name: "loss", value: 5e-324, step: 2 ** 53, time: 0 },
        { type: "metric", name: "a/b 🦊", value: -0.0, step: 1, time: 2 },
        { type: "property", key: "zwölf", value: 12 },
        { type: "notes", text: "# Notes\r\n\ttab" },
        { type: "tags", add: ["ü", "b"] },
      ]),
    });
    const pipeline = readForTest(file);
    await runForTest(services, pipeline, { keepGoing: true });
    const reused = await runForTest(services, pipeline, { keepGoing: true });
    const artifact = "picture.png";
    const long = Array.from({ length: 9_000 }, (_, at) => [at, 1_000 + at, at % 100] as const);
    leaveInInbox(
      services.library.folder,
      [
        {
          type: "start",
          version: 1,
          host: hostname(),
          ...gone,
          name: "many",
          params: { a: { b: [1, "x"] } },
        },
        ...Array.from({ length: 4 }, (_, part) => ({
          type: "metrics",
          step: 1,
          time: 1_000,
          values: Object.fromEntries(
            Array.from({ length: 5_000 }, (_, at) => [`m${part * 5_000 + at}`, at / 7]),
          ),
        })),
        ...long.map(([step, time, value]) => ({ type: "metric", name: "long", step, time, value })),
        { type: "artifact", name: "p", path: `files/${artifact}`, kind: "image", step: 4, time: 5 },
        { type: "code", path: "train.py", text: "print('ü')\n" },
        {
          type: "environment",
          os: "Linux",
          host: "h",
          user: "u",
          python: "3.12",
          packages: { numpy: "2.0" },
        },
        { type: "git", commit: "c".repeat(40), branch: "main", dirty: true, diff: "--- a\n+++ b\n" },
        { type: "end", status: "failed", exitCode: 1, error: "Traceback …", time: 2_000 },
      ],
      { [`files/${artifact}`]: "no picture", "console.log": "one\r\ntwo\u001b[31m\n" },
    );
    await takeInInbox(services.library, services.events, (text) => {
      throw new Error(text);
    });
    expect(
      editRuns(services, [reused.run], { notes: "noted", addTags: ["t"], properties: { p: false } }).ok,
    ).toBe(true);
    expect(archiveRuns(services, [reused.run], true).ok).toBe(true);

    const write = async (from: Services, name: string): Promise<string> => {
      const path = join(temporaryFolder(), name);
      const settings = { format: "jsonl", metrics: false, data: true } as const;
      const report = await exportToFile(from.library, runIds(from.library.database), settings, path);
      expect(report).toMatchObject({ ok: true, value: { problems: [] } });
      return path;
    };
    const first = await write(services, "first.jsonl");
    const text = readFileSync(first, "utf8");
    for (const part of [
      '"cache":"reused"',
      '"m19999"',
      '"ключ"',
      "123456789012345678901234567890",
      '"failed"',
      '"skipped"',
    ])
      expect(text).toContain(part);
    const read = text.split("\n").find((line) => line.includes('"long"'));
    expect((JSON.parse(read ?? "") as { metrics: { long: unknown } }).metrics.long).toEqual(long);
    const other = await newLibrary();
    expect(await importRuns(other, readJsonl(first), { replace: false })).toMatchObject({
      problems: [],
      conflicts: 0,
    });
    expect(readFileSync(await write(other, "second.jsonl")).equals(readFileSync(first))).toBe(true);
    expect(await searchIndexProblems(other.library)).toEqual([]);
    expect(await importRuns(services, readJsonl(first), { replace: false })).toMatchObject({
      imported: 0,
      replaced: 0,
      conflicts: 0,
      problems: [],
    });
  });
});
