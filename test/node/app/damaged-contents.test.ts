import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentToShow } from "../../../src-main/node/app/content-to-show.ts";
import { readTable } from "../../../src-main/node/app/read-table.ts";
import { objectStore } from "../../../src-main/node/objects/object-store.ts";
import { runCli } from "../../helpers/cli.ts";
import { flipBit } from "../../helpers/damage.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const picture = Buffer.alloc(64);
Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01", "latin1").copy(picture);

describe("what is shown of contents of which a bit flipped", () => {
  it.each([
    ["a.txt", Buffer.from("text\n")],
    ["a.csv", Buffer.from("a,b\n1,2\n")],
    ["a.parquet", Buffer.from("PAR1\x15\0", "latin1")],
    ["a.png", picture],
  ])("is of %s that they are damaged, again and again", async (name, bytes) => {
    const folder = temporaryFolder();
    const objects = objectStore(join(folder, "objects"), join(folder, "tmp"));
    writeFileSync(join(folder, name), bytes);
    const content = await objects.take(join(folder, name), "file", "copy");
    const file = { ...content, name, path: name, format: null };
    // Of a picture the last byte: its first ones tell what it is.
    flipBit(objects.pathOf(content.digest), true, bytes.length - 1);
    const shown = { kind: "text", content: { kind: "damaged" } };
    expect(await contentToShow({ objects }, file)).toEqual(shown);
    expect(await contentToShow({ objects }, file)).toEqual(shown);
    const another = objectStore(join(folder, "objects"), join(folder, "tmp"));
    expect(await contentToShow({ objects: another }, file)).toEqual(shown);
    writeFileSync(join(folder, name), bytes);
    await objects.take(join(folder, name), "file", "copy");
    expect(await contentToShow({ objects }, file)).not.toEqual(shown);
  });

  it("is no table", async () => {
    const folder = temporaryFolder();
    const objects = objectStore(join(folder, "objects"), join(folder, "tmp"));
    writeFileSync(join(folder, "a"), "PAR1");
    const content = await objects.take(join(folder, "a"), "file", "copy");
    flipBit(objects.pathOf(content.digest), true);
    const file = { ...content, name: "a", path: "a.parquet", format: null };
    // One that has not read it yet.
    const another = objectStore(join(folder, "objects"), join(folder, "tmp"));
    expect(await readTable({ objects: another }, file, 10)).toEqual({
      kind: "unreadable",
      why: expect.stringContaining("damaged"),
    });
  });
});

/** Two runs of a step whose program and output differ; of the first, damage what is named by its bytes. */
async function twoRuns(damaged: string) {
  const workspace = temporaryFolder();
  const library = join(temporaryFolder(), "library");
  const file = join(workspace, "pipeline.yaml");
  const cli = (...words: string[]) => runCli(library, words);
  for (const word of ["one", "two"]) {
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1
datasets: {o: {path: out/o, type: directory}}
steps:
  a: {run: "sh a.sh > {outputs.o}/it", outputs: [o]}
`,
      "a.sh": `echo ${word}\n`,
    });
    expect((await cli("run", file)).code).toBe(0);
  }
  rmSync(join(workspace, "out"), { recursive: true });
  const digest = createHash("sha256").update(damaged).digest("hex");
  flipBit(join(library, "objects", digest.slice(0, 2), digest.slice(2)), true);
  return cli;
}

describe("a run of which an object is damaged", () => {
  it("is compared all the same, and the difference says what is damaged", async () => {
    const cli = await twoRuns("echo one\n");
    const { code, stdout, stderr } = await cli("diff", "1/a", "2/a");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Contents damaged in the library");
  });

  it("is shown without a path to a folder that cannot be laid out any more", async () => {
    const cli = await twoRuns("one\n");
    const { code, stdout } = await cli("show", "1/a", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).outputs.o.path).toBeNull();
  });

  it("is exported without the text that nobody wrote", async () => {
    const cli = await twoRuns("echo one\n");
    const out = join(temporaryFolder(), "runs.jsonl");
    expect((await cli("export", "1", "-o", out)).code).toBe(0);
    const lines = readFileSync(out, "utf8");
    expect(lines).toContain(`"sha256:${createHash("sha256").update("echo one\n").digest("hex")}"`);
    expect(lines).not.toContain("cho one");
  });
});
