import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testApp } from "../../helpers/test-app.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const text = `signet: 1
name: p
include: [more.yaml]
params: {n: 1}
steps:
  a: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
`;
const more = `steps:
  b: {run: "cat {inputs.x}", inputs: [x]}
`;

/** An imported pipeline, its files, and what the app says of it. */
async function imported() {
  const app = await testApp();
  const workspace = temporaryFolder();
  writeFiles(workspace, { "pipeline.yaml": text, "more.yaml": more });
  const file = join(workspace, "pipeline.yaml");
  const included = join(workspace, "more.yaml");
  const { id } = await app.keep(file);
  const summary = async () => (await app.call("pipelines.list", {}))[0];
  return { ...app, id, file, included, summary };
}

describe("a pipeline on the list", () => {
  it("is as it was imported until its file is written with other text", async () => {
    const { file, included, summary, inspect, id } = await imported();
    writeFileSync(file, text);
    expect(await summary()).toMatchObject({ id, changed: false, trusted: true });
    expect(await inspect(file)).toMatchObject({ known: id, changes: null });
    writeFileSync(included, `# a comment\n${more}`);
    expect(await summary()).toMatchObject({ changed: true, trusted: true });
    const { changes } = await inspect(file);
    expect(changes).toMatchObject({
      parts: [],
      texts: [
        {
          file: included,
          from: { kind: "text", text: more },
          to: { kind: "text", text: `# a comment\n${more}` },
        },
      ],
    });
  });

  it("tells what changed since the import, and asks for trust again when a command did", async () => {
    const { file, included, summary, inspect, keep, call, id } = await imported();
    writeFileSync(file, text.replace("n: 1", "n: 2").replace("include: [more.yaml]\n", ""));
    expect(await summary()).toMatchObject({ changed: true, trusted: false });
    const { changes } = await inspect(file);
    expect(changes?.parts).toEqual([
      { part: "step", name: "b", change: "removed", facets: expect.any(Array) },
      { part: "parameter", name: "n", change: "changed", facets: [{ what: "value", from: "1", to: "2" }] },
    ]);
    expect(changes?.texts.map((one) => [one.file, one.to === null])).toEqual([
      [file, false],
      [included, true],
    ]);
    expect((await keep(file)).id).toBe(id);
    expect(await summary()).toMatchObject({ changed: false, trusted: true });
    expect(await call("pipelines.list", {})).toHaveLength(1);
  });

  it("tells the texts where it cannot be read any more, and is missing, not changed, when it is gone", async () => {
    const { file, summary, inspect } = await imported();
    writeFileSync(file, "signet: 1\nsteps: [");
    const { changes, trust } = await inspect(file);
    expect(trust).toBeNull();
    expect(changes).toMatchObject({ parts: null, texts: [{ file }] });
    expect(await summary()).toMatchObject({ changed: true });
    rmSync(file);
    expect(await summary()).toMatchObject({ changed: false, missing: true });
  });

  it("is told of to the window when its file or one that it includes is written", async () => {
    const { included, event, summary } = await imported();
    // What the watch saw last may be from before the import: it is written until it is seen.
    let count = 0;
    const told = event("pipelines").then(() => "told");
    let seen: string | null = null;
    void told.then((word) => {
      seen = word;
    });
    while (seen === null) {
      count += 1;
      writeFileSync(included, `# ${count}\n${more}`);
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 100))]);
    }
    expect(await summary()).toMatchObject({ changed: true });
  });
});
