import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ok } from "../../../src-main/core/base/result.ts";
import type { Digest } from "../../../src-main/core/model/ids.ts";
import { datasetsOf } from "../../../src-main/core/model/pipeline.ts";
import { readSources } from "../../../src-main/core/plan/given.ts";
import { readForTest } from "../../helpers/services.ts";
import { writeFiles } from "../../helpers/workspace.ts";

it("looks at what the steps read, and not through all datasets of the pipeline", async () => {
  const workspace = mkdtempSync(join(tmpdir(), "signet-sources-"));
  writeFiles(workspace, {
    "pipeline.yaml": `signet: 1
name: p
datasets: {raw: raw.csv, other: other.csv}
steps:
  a: {run: "cat {inputs.raw} > {outputs.x}", inputs: [raw], outputs: [x]}
  b: {run: "cat {inputs.other} {inputs.x} > {outputs.y}", inputs: [other, x], outputs: [y]}
`,
  });
  const read = readForTest(join(workspace, "pipeline.yaml"));
  let looks = 0;
  const datasets = new Proxy(read.datasets, {
    get: (target, name, receiver) => {
      looks += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  const pipeline = { ...read, datasets };
  datasetsOf(pipeline);
  looks = 0;
  const asked: string[] = [];
  const content = { digest: "sha256:00" as Digest, size: 1, type: "file" as const };
  const files = {
    content: async (path: string) => {
      asked.push(path);
      return ok(content);
    },
  };
  const ports = { files } as unknown as Parameters<typeof readSources>[0];
  const found = await readSources(
    ports,
    pipeline,
    pipeline.steps.filter(({ name }) => name === "b"),
  );
  expect(found).toEqual(ok(new Map([["other", content]])));
  expect(asked).toEqual(["other.csv"]);
  expect(looks).toBe(0);
});
