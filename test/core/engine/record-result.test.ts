import { describe, expect, it } from "vitest";
import { recordResult } from "../../../src-main/core/engine/record-result.ts";
import type { Step } from "../../../src-main/core/model/pipeline.ts";
import type { Content } from "../../../src-main/core/ports/files.ts";

type Ports = Parameters<typeof recordResult>[0];
type Recorded = Parameters<typeof recordResult>[1];

const content = (digest: string) => ({ type: "file", digest, size: 1 }) as Content;

describe("the record of a success", () => {
  it("shows what is staged, and leaves a path alone at which the command itself wrote: it is free once recorded", async () => {
    const done: string[] = [];
    const executor: Ports["executor"] = {
      settle: async () => void done.push("settled"),
      show: async (_pipeline, _step, _decision, outputs) => {
        done.push(`shown: ${Object.keys(outputs).join(", ")}`);
        return [];
      },
    };
    const sink = { stepSucceeded: async () => void done.push("recorded") } as unknown as Ports["sink"];
    const recorded = {
      stepRun: "s",
      pipeline: {},
      step: { inPlace: ["model"] } as unknown as Step,
      decision: { notes: [] },
    } as unknown as Recorded;
    const outputs = { model: content("sha256:1"), report: content("sha256:2") };
    await recordResult({ executor, sink }, recorded, {
      kind: "succeeded",
      outputs,
      discovered: [],
      voided: [],
      notes: [],
      warnings: [],
    } as unknown as Parameters<typeof recordResult>[2]);
    expect(done).toEqual(["recorded", "settled", "shown: report"]);
  });
});
