import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Within } from "../../../../src-main/core/contract/run-lists.ts";
import { runId } from "../../../../src-main/core/model/ids.ts";
import { exportAsText } from "../../../../src-main/node/app/interchange/export-text.ts";
import { importRunsAt } from "../../../../src-main/node/app/interchange/runs-at-path.ts";
import type { Services } from "../../../../src-main/node/app/services.ts";
import { openTestServices } from "../../../helpers/services.ts";
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

function exported(services: Services, ids: readonly string[], format: "jsonl" | "csv", limit?: number) {
  return exportAsText(services.library, { by: "ids", ids: ids.map(runId) }, format, limit);
}

describe("selected runs as a file's text", () => {
  it("have their steps with them, and import elsewhere as they were", async () => {
    const services = await newLibrary();
    await importText(services, text);
    const answer = exported(services, ["whole"], "jsonl");
    if (!answer.ok) throw new Error(answer.error.message);
    expect(answer.value).toMatchObject({ name: "runs.jsonl", runs: 2, leftOut: 0 });
    const elsewhere = await newLibrary();
    expect(await importText(elsewhere, answer.value.text)).toMatchObject({ imported: 2, refused: 0 });
    expect(await importText(services, answer.value.text)).toMatchObject({ imported: 0, unchanged: 2 });
  });

  it("are a table as CSV, without formulas", async () => {
    const services = await newLibrary();
    await importText(services, text);
    const answer = exported(services, ["whole", "other"], "csv");
    if (!answer.ok) throw new Error(answer.error.message);
    const rows = answer.value.text.trimEnd().split("\r\n");
    expect(rows).toHaveLength(4);
    expect(answer.value.text).toContain(",'=1+1,");
    expect(answer.value.text).toContain(",'@SUM(A1),");
    expect(answer.value.text).toContain(",-0.1,");
  });

  it("are refused when they are too much for the window", async () => {
    const services = await newLibrary();
    await importText(services, text);
    expect(exported(services, ["whole"], "jsonl", 10)).toMatchObject({
      ok: false,
      error: { kind: "input", message: expect.stringContaining("signet export") },
    });
  });

  it("are those that a query finds in a project, all pages of them, with their steps", async () => {
    const services = await newLibrary();
    const many = Array.from({ length: 120 }, (_, at) => ({
      id: `m${at}`,
      name: `many ${at}`,
      project: at % 2 === 0 ? "even/deep" : "odd",
      params: { at },
      archived: at === 2,
    }));
    await importText(services, text + many.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const of = (choice: {
      query: string;
      project?: string;
      archived?: boolean;
      within?: readonly Within[];
    }) => {
      const answer = exportAsText(services.library, { by: "query", project: null, ...choice }, "jsonl");
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value.text
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { id: string }).id);
    };
    expect(of({ query: "params.at:<50", project: "even" })).toHaveLength(24);
    expect(of({ query: "", project: "even", archived: true })).toEqual(["m2"]);
    expect(of({ query: "params.at:>=0", within: [{ field: "params.at", value: 7 }] })).toEqual(["m7"]);
    expect(of({ query: "name:whole" }).sort()).toEqual(["step", "whole"]);
    expect(of({ query: "" })).toHaveLength(122);
    const wrong = exportAsText(services.library, { by: "query", query: "a:(", project: null }, "jsonl");
    expect(wrong).toMatchObject({ ok: false, error: { kind: "input" } });
  });
});
