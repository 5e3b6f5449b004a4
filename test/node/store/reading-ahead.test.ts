import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunId, Signature } from "../../../src-main/core/model/ids.ts";
import type { CachedDigest } from "../../../src-main/node/host/stat-cache.ts";
import { digestCacheTable } from "../../../src-main/node/store/tables/stat-cache.ts";
import { insertTrace, traceSource, traceSourceAhead } from "../../../src-main/node/store/tables/traces.ts";
import { place, readForTest, runForTest } from "../../helpers/services.ts";

const pipeline = `
signet: 1
params: {n: 1}
steps:
  a: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
  b: {run: "cat {inputs.x} > {outputs.y}", inputs: [x], outputs: [y]}
`;

describe("traces that are read ahead", () => {
  // 200 reads all there are, and 400 of 1,000 leaves older ones behind.
  it.each([0, 1_000])(
    "are those that would be read one by one, with %d others after them",
    async (others) => {
      const { services, file } = await place({ "pipeline.yaml": pipeline });
      const { database } = services.library;
      await runForTest(services, readForTest(file));
      await runForTest(services, readForTest(file, { n: "2" }));
      const known = database.prepare("SELECT signature, run FROM traces").all() as {
        signature: Signature;
        run: RunId;
      }[];
      expect(known.length).toBe(4);
      const [first] = known;
      if (first === undefined) throw new Error("No trace");
      const add = (signature: Signature, accepted: number | null, voided: boolean) =>
        insertTrace(database, {
          signature,
          run: first.run,
          outputs: {},
          discovered: [],
          voided: voided
            ? [{ kind: "changed-while-running", subject: "x", from: null, to: null, text: "x changed" }]
            : [],
          accepted,
        });
      for (let index = 0; index < others; index += 1) add(`sha256:${index}` as Signature, null, false);
      // Newer ones of a signature that has older ones, too.
      add(first.signature, 5, false);
      add(first.signature, null, true);
      const ahead = traceSourceAhead(database, () => 200);
      const one = traceSource(database);
      const signatures = [
        ...known.map(({ signature }) => signature),
        "sha256:0",
        "sha256:999",
        "sha256:none",
      ];
      for (const signature of signatures as Signature[])
        expect(ahead.of(signature)).toEqual(one.of(signature));
      expect(ahead.of(first.signature).length).toBe(2);
    },
  );
});

describe("earlier runs of steps, of a source that reads ahead", () => {
  it("are those that are looked up one by one, of pipelines that ran, ran elsewhere and never ran", async () => {
    const { services, file } = await place({ "pipeline.yaml": pipeline });
    const { database } = services.library;
    const read = readForTest(file);
    await runForTest(services, read);
    const ahead = traceSourceAhead(database, () => 200);
    const one = traceSource(database);
    const histories = ({ history }: typeof one, project: string, pipeline: string) =>
      ["a", "b", "c"].map((step) => {
        const { lastSuccess, lastFailure } = history({ project, pipeline, step });
        return [lastSuccess?.stepRun ?? null, lastFailure];
      });
    const { project, name } = read;
    for (const [ofProject, ofName] of [
      [project, name],
      [project, "other"],
      ["other", name],
      [project, name],
    ] as const)
      expect(histories(ahead, ofProject, ofName)).toEqual(histories(one, ofProject, ofName));
    expect(histories(ahead, project, name)[0]?.[0]).not.toBe(null);
  });
});

describe("digests that are read ahead", () => {
  it("are those that would be read one by one, those not written yet and those elsewhere too", async () => {
    const { services } = await place({ "pipeline.yaml": pipeline });
    const table = digestCacheTable(services.library.database);
    const entry = (index: number): CachedDigest => ({
      dev: 2n ** 64n - 1n,
      inode: 2n ** 63n + BigInt(index),
      size: BigInt(index),
      mtime: 1_700_000_000_123_456_789n,
      ctime: -5n,
      digest: `sha256:${index}` as CachedDigest["digest"],
      hashedAt: 1_800_000_000_000_000_000n,
    });
    const paths = Array.from({ length: 3_000 }, (_, index) => join("/w", `f${index}`));
    for (const [index, path] of paths.entries()) table.put(path, entry(index));
    table.put("/w2/other", entry(7));
    table.flush();
    table.put("/w/f1", entry(99));
    table.put("/w/new", entry(8));
    // More are there than are read ahead.
    const ahead = table.ahead("/w", () => 500);
    for (const path of [...paths, "/w/new", "/w2/other", "/w/none", "/w"])
      expect([path, ahead.get(path)]).toEqual([path, table.get(path)]);
    ahead.put("/w/f2", entry(1_000));
    expect(table.get("/w/f2")).toEqual(entry(1_000));
    expect(ahead.get("/w/f2")).toEqual(entry(1_000));
  });
});
