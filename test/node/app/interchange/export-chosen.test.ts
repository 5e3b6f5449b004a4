import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { ExportFormat, ExportProgress } from "../../../../src-main/core/contract/run-export.ts";
import type { Within } from "../../../../src-main/core/contract/run-lists.ts";
import { windowExports } from "../../../../src-main/node/app/interchange/export-chosen.ts";
import { importRunsAt } from "../../../../src-main/node/app/interchange/runs-at-path.ts";
import type { Services } from "../../../../src-main/node/app/services.ts";
import { openTestServices } from "../../../helpers/services.ts";
import { isRoot, smallDisk } from "../../../helpers/small-disk.ts";
import { temporaryFolder } from "../../../helpers/workspace.ts";

const newLibrary = () => openTestServices(join(temporaryFolder(), "library"));

async function importText(services: Services, text: string) {
  const file = join(temporaryFolder(), "runs.jsonl");
  writeFileSync(file, text);
  const answer = await importRunsAt(services, file);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

const lines = [
  { id: "whole", name: "whole", kind: "pipeline", params: { lr: -0.1 } },
  { id: "step", name: "step", kind: "step", parent: "whole", metrics: { acc: 0.5 } },
  { id: "other", name: "=1+1", notes: "@SUM(A1)" },
];
const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");

const manyText = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) =>
      `${JSON.stringify({
        id: `m${at}`,
        name: `many ${at}`,
        project: at % 2 === 0 ? "even/deep" : "odd",
        params: { at },
        archived: at === 2,
        notes: "n".repeat(5_000),
      })}\n`,
  ).join("");

/** Exports to a new file, and answers the report with what is in it. */
async function exported(services: Services, runs: unknown, format: ExportFormat = "jsonl") {
  const file = join(temporaryFolder(), `runs.${format}`);
  const written = await windowExports(services.library).start({ runs, format }, file, () => {});
  if (!written.ok) throw new Error(written.error.message);
  expect(written.value?.file).toBe(file);
  return { ...written.value, text: readFileSync(file, "utf8") };
}

const quiet = () => {};
const all = { query: "", project: null };

describe("runs that the window exports", () => {
  it("have their steps with them, and import elsewhere as they were", async () => {
    const services = await newLibrary();
    await importText(services, text);
    const answer = await exported(services, { ids: ["whole"] });
    expect(answer).toMatchObject({ runs: 2, leftOut: 0 });
    const elsewhere = await newLibrary();
    expect(await importText(elsewhere, answer.text)).toMatchObject({ imported: 2, refused: 0 });
    expect(await importText(services, answer.text)).toMatchObject({ imported: 0, unchanged: 2 });
  });

  it("are a table as CSV, without formulas", async () => {
    const services = await newLibrary();
    await importText(services, text);
    const table = (await exported(services, { ids: ["whole", "other"] }, "csv")).text;
    expect(table.trimEnd().split("\r\n")).toHaveLength(4);
    expect(table).toContain(",'=1+1,");
    expect(table).toContain(",'@SUM(A1),");
    expect(table).toContain(",-0.1,");
  });

  it("are those that a query finds in a project, all pages of them, with their steps", async () => {
    const services = await newLibrary();
    await importText(services, text + manyText(120));
    const of = async (choice: {
      query: string;
      project?: string;
      archived?: boolean;
      within?: readonly Within[];
    }) =>
      (await exported(services, { project: null, ...choice })).text
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(await of({ query: "params.at:<50", project: "even" })).toHaveLength(24);
    expect(await of({ query: "", project: "even", archived: true })).toEqual(["m2"]);
    expect(await of({ query: "params.at:>=0", within: [{ field: "params.at", value: 7 }] })).toEqual(["m7"]);
    expect((await of({ query: "name:whole" })).sort()).toEqual(["step", "whole"]);
    expect(await of({ query: "" })).toHaveLength(122);
  });

  it("are refused where the choice is wrong, and no file is made", async () => {
    const services = await newLibrary();
    const folder = temporaryFolder();
    const { start } = windowExports(services.library);
    for (const chosen of [
      { runs: { query: "a:(", project: null }, format: "jsonl" },
      { runs: all, format: "exe" },
      { runs: all, format: "csv", file: "/etc/passwd" },
      null,
    ])
      expect(await start(chosen, join(folder, "runs"), quiet)).toMatchObject({
        ok: false,
        error: { kind: "input" },
      });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["jsonl", "csv"] as const)(
    "tell as %s how far they are, while others have a turn",
    async (format) => {
      const services = await newLibrary();
      await importText(services, manyText(120));
      let now = Date.now();
      vi.spyOn(Date, "now").mockImplementation(() => (now += 300));
      const told: ExportProgress[] = [];
      const file = join(temporaryFolder(), "runs");
      const order: string[] = [];
      const written = windowExports(services.library)
        .start({ runs: all, format }, file, (progress) => told.push(progress))
        .then(() => order.push("exported"));
      setImmediate(() => order.push("another"));
      await written;
      expect(order).toEqual(["another", "exported"]);
      expect(told.map(({ done }) => done)).toEqual(told.map((_, at) => at));
      expect(told.at(-1)).toEqual({ file, done: 118, all: 119 });
      vi.restoreAllMocks();
    },
  );

  it("leave the file that was there when they are stopped, and when the library is closed", async () => {
    const services = await newLibrary();
    await importText(services, manyText(120));
    const folder = temporaryFolder();
    const file = join(folder, "runs.jsonl");
    writeFileSync(file, "earlier");
    const exports = windowExports(services.library);
    const stops = [
      async () => exports.stop(file),
      async () => {
        await exports.close();
        expect(readdirSync(folder)).toEqual(["runs.jsonl"]);
      },
    ];
    for (const stop of stops) {
      const written = exports.start({ runs: all, format: "jsonl" }, file, quiet);
      exports.stop("/elsewhere");
      const second = exports.start({ runs: all, format: "csv" }, file, quiet);
      await stop();
      expect(await second).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining("another export") },
      });
      expect(await written).toEqual({ ok: true, value: null });
      expect(readFileSync(file, "utf8")).toBe("earlier");
      expect(readdirSync(folder)).toEqual(["runs.jsonl"]);
    }
    expect(await exports.start({ runs: all, format: "jsonl" }, file, quiet)).toMatchObject({
      value: { runs: 119 },
    });
    expect(readdirSync(folder)).toEqual(["runs.jsonl"]);
  });

  it.runIf(isRoot)("leave the file that was there, and no half one, when the disk is full", async () => {
    const services = await newLibrary();
    await importText(services, manyText(120));
    const disk = smallDisk(256);
    const file = join(disk, "runs.jsonl");
    writeFileSync(file, "earlier");
    const written = await windowExports(services.library).start({ runs: all, format: "jsonl" }, file, quiet);
    expect(written).toMatchObject({
      ok: false,
      error: { kind: "input", message: expect.stringMatching(/runs\.jsonl cannot be written: ENOSPC/) },
    });
    expect(readFileSync(file, "utf8")).toBe("earlier");
    expect(readdirSync(disk)).toEqual(["runs.jsonl"]);
  });
});
