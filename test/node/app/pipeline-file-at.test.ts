import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pipelineFileAt, unreadable } from "../../../src-main/node/app/pipeline-file-at.ts";
import { testApp } from "../../helpers/test-app.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A link to itself: the system refuses to look at it, whoever asks. */
function endlessLink(): string {
  const path = join(temporaryFolder(), "pipeline.yaml");
  symlinkSync(path, path);
  return path;
}

describe("a path that the system does not let one look at", () => {
  it("is a problem with its reason, not an exception", () => {
    const path = endlessLink();
    const found = pipelineFileAt(path);
    expect(found).toMatchObject({ ok: false, error: { code: "unreadable", file: path } });
    expect(!found.ok && found.error.message).toContain("ELOOP");
  });

  it("says what to do where a permission lacks", () => {
    const error = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
    expect(unreadable(error)).toMatchObject({
      message: "You may not read this",
      remedy: "Ask its owner for the permission, or for a copy.",
    });
  });

  it("does not keep what was dropped with it from being imported", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { "pipeline.yaml": "signet: 1\nname: p\nsteps: {a: {run: 'echo'}}\n" });
    const { call } = await testApp();
    const found = await call("pipelines.inspect", { paths: [endlessLink(), folder] });
    expect(found).toMatchObject([
      { format: null, trust: null, diagnostics: [{ code: "unreadable" }] },
      { name: "p", trust: expect.any(String) },
    ]);
  });
});

describe("a dropped file that is no text", () => {
  it("is of no known format when its name promises none", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { "weights.bin": Buffer.from([0, 1, 2, 255]) as never });
    const { call } = await testApp();
    const [found] = await call("pipelines.inspect", { paths: [join(folder, "weights.bin")] });
    expect(found).toMatchObject({ kind: "pipeline", format: null, trust: null });
  });
});
