import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import type { CachedDigest, DigestCache } from "../../../src-main/node/host/stat-cache.ts";
import { objectStore } from "../../../src-main/node/objects/object-store.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

function newStore() {
  const folder = temporaryFolder();
  const known = new Map<string, CachedDigest>();
  const cache: DigestCache = {
    get: (path) => known.get(path) ?? null,
    put: (path, entry) => {
      known.set(path, entry);
    },
  };
  return { folder, objects: objectStore(join(folder, "objects"), join(folder, "tmp"), cache) };
}

describe("the object store", () => {
  it("keeps bytes under their digest, read-only, and gives them back", async () => {
    const { folder, objects } = newStore();
    writeFileSync(join(folder, "a"), "hello");
    const content = await objects.take(join(folder, "a"), "file", "move");
    expect(content).toEqual({ digest: sha256("hello"), size: 5, type: "file" });
    expect(statSync(objects.pathOf(content.digest)).mode & 0o777).toBe(0o444);
    expect((await objects.read(content.digest))?.toString()).toBe("hello");
    await objects.copyTo(content, join(folder, "b"));
    writeFileSync(join(folder, "b"), "edited");
    expect((await objects.read(content.digest))?.toString()).toBe("hello");
  });

  it("keeps folders whole: nested files, empty folders, links and what is executable", async () => {
    const { folder, objects } = newStore();
    const source = join(folder, "tree");
    mkdirSync(join(source, "deep/empty"), { recursive: true });
    writeFileSync(join(source, "deep/one"), "1");
    writeFileSync(join(source, "run.sh"), "#!/bin/sh\n");
    chmodSync(join(source, "run.sh"), 0o755);
    symlinkSync("deep/one", join(source, "link"));
    const content = await objects.take(source, "directory", "copy");
    await objects.copyTo(content, join(folder, "again"));
    expect(readFileSync(join(folder, "again/link"), "utf8")).toBe("1");
    expect(statSync(join(folder, "again/deep/empty")).isDirectory()).toBe(true);
    expect(statSync(join(folder, "again/run.sh")).mode & 0o111).not.toBe(0);
    expect(await objects.take(join(folder, "again"), "directory", "copy")).toEqual(content);
  });

  it("refuses a folder with a link that leads out of it", async () => {
    const { folder, objects } = newStore();
    mkdirSync(join(folder, "tree"));
    symlinkSync("../../etc/passwd", join(folder, "tree/link"));
    await expect(objects.take(join(folder, "tree"), "directory", "copy")).rejects.toThrow(
      /leads out of the folder/,
    );
  });

  it("never serves bytes that are not those of the digest, and forgets them", async () => {
    const { folder, objects } = newStore();
    writeFileSync(join(folder, "a"), "hello");
    const content = await objects.take(join(folder, "a"), "file", "move");
    chmodSync(objects.pathOf(content.digest), 0o644);
    writeFileSync(objects.pathOf(content.digest), "jello");
    await expect(objects.copyTo(content, join(folder, "b"))).rejects.toThrow(/damaged/);
    expect(objects.has(content)).toBe(false);
  });
});
