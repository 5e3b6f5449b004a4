import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { summarize } from "../../../src-main/core/fingerprint/python/parse.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { digestFile, digestFiles } from "../../../src-main/node/host/file-digests.ts";
import { summarizeModule } from "../../../src-main/node/host/python-summaries.ts";
import { workerPool } from "../../../src-main/node/host/worker-pool.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

/** Enough that worker threads take it, by the sizes that files are thought to have. */
const large = 1 << 30;

describe("files digested in worker threads", () => {
  it("have the digests and sizes of their bytes, in the order they were asked for", async () => {
    const folder = temporaryFolder();
    const texts = [...Array(40).keys()].map((index) => `${index}`.repeat(index * 7_000));
    const files = texts.map((text, index) => {
      const path = join(folder, `${index}`);
      writeFileSync(path, text);
      return { path, size: large };
    });
    const expected = texts.map((text) => ({ digest: sha256(text), size: text.length }));
    expect(await digestFiles(files)).toEqual(expected);
    expect(await digestFiles(files.map(({ path }) => ({ path, size: 0 })))).toEqual(expected);
  });

  it("are each told apart when one cannot be read, by the system's error", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "there"), "text");
    for (const size of [0, large]) {
      const found = await digestFiles([
        { path: join(folder, "gone"), size },
        { path: join(folder, "there"), size },
        { path: folder, size },
      ]);
      expect(found[0]).toMatchObject({ code: "ENOENT", message: expect.stringContaining("gone") });
      expect(found[1]).toEqual({ digest: sha256("text"), size: 4 });
      expect(found[2]).toMatchObject({ message: `${folder} is no regular file` });
    }
  });

  it("are read by worker threads one at a time too, when they are large", async () => {
    const path = join(temporaryFolder(), "large");
    const bytes = Buffer.alloc((64 << 20) + 1, "signet");
    writeFileSync(path, bytes);
    expect(await digestFile(path)).toEqual({ digest: sha256(bytes), size: bytes.length });
  });
});

describe("Python summed up in worker threads", () => {
  it("says what it says in this one, for few modules and for many, whether they can be parsed or not", async () => {
    const module = (index: number) =>
      `import m${index + 1}\n${`def f${index}(a):\n    return a + ${index}\n`.repeat(200)}`;
    const texts = [...[...Array(30).keys()].map(module), "def (", "x = 1\n"];
    const expected = texts.map((text) => summarize(text, sha256));
    expect(await Promise.all(texts.map(summarizeModule))).toEqual(expected);
    expect(await summarizeModule(texts[3] ?? "")).toEqual(expected[3]);
  });
});

describe("a pool of worker threads", () => {
  it("hands on what a task threw and goes on with the next", async () => {
    // Whoever asks for something else than a text gets a type error from the parser.
    const pool = workerPool<unknown, unknown>("python-worker", 1);
    const bad = pool.run(7);
    const good = pool.run("x = 1\n");
    await expect(bad).rejects.toThrow(/not a function/);
    expect(await good).toEqual(summarize("x = 1\n", sha256));
  });

  it("rejects every task when the thread cannot be started, and does not wait for ever", async () => {
    const pool = workerPool<unknown, unknown>("no-such-worker", 2);
    const tasks = [...Array(6).keys()].map((task) => pool.run(task));
    for (const { status } of await Promise.allSettled(tasks)) expect(status).toBe("rejected");
  });
});
