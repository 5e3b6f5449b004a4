import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src-main/core/model/ids.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { objectStore } from "../../../src-main/node/objects/object-store.ts";
import { flipBit } from "../../helpers/damage.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

function newStore() {
  const folder = temporaryFolder();
  return { folder, objects: objectStore(join(folder, "objects"), join(folder, "tmp")) };
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

/** The same store as another process sees it. */
const another = (folder: string) => objectStore(join(folder, "objects"), join(folder, "tmp"));

describe("a damaged object", () => {
  it("is not there for whoever asks whether it is, without being read", async () => {
    const { folder, objects } = newStore();
    const digest = await objects.takeText("hello");
    const content = { digest, size: 5, type: "file" } as const;
    expect(objects.has(content)).toBe(true);
    flipBit(objects.pathOf(digest), false);
    expect(objects.has(content)).toBe(false);
    expect(readdirSync(join(objects.pathOf(digest), ".."))).toEqual([
      `${basename(objects.pathOf(digest))}.damaged`,
    ]);
    expect(await objects.takeText("hello")).toBe(digest);
    expect(objects.has(content)).toBe(true);
    expect(another(folder).has(content)).toBe(true);
  });

  it("is never served, also when nothing but its bytes tells", async () => {
    const { folder, objects } = newStore();
    const digest = await objects.takeText("hello");
    flipBit(objects.pathOf(digest), true);
    const other = another(folder);
    const content = { digest, size: 5, type: "file" } as const;
    await expect(other.linkTo(content, join(folder, "b"))).rejects.toThrow(/damaged/);
    expect(existsSync(join(folder, "b"))).toBe(false);
    expect(other.has(content)).toBe(false);
  });

  it("of a folder makes the folder one that is not there", async () => {
    const { folder, objects } = newStore();
    mkdirSync(join(folder, "tree"));
    writeFileSync(join(folder, "tree/one"), "1");
    writeFileSync(join(folder, "tree/two"), "2");
    const content = await objects.take(join(folder, "tree"), "directory", "copy");
    expect(objects.has(content)).toBe(true);
    flipBit(objects.pathOf(sha256("2")), false);
    expect(objects.has(content)).toBe(false);
  });

  it("that lost its end is noticed by its size", async () => {
    const { objects } = newStore();
    const digest = await objects.takeText("hello");
    const path = objects.pathOf(digest);
    const { atime, mtime } = statSync(path);
    chmodSync(path, 0o644);
    truncateSync(path, 2);
    utimesSync(path, atime, mtime);
    expect(objects.has({ digest, size: 5, type: "file" })).toBe(false);
  });
});

describe("an object that came with another time", () => {
  it("that was not made durable is read before it counts elsewhere, whatever its time and size are", async () => {
    const { folder, objects } = newStore();
    writeFileSync(join(folder, "a"), "hello");
    const content = await objects.takeSoon(join(folder, "a"), "file", "copy");
    const path = objects.pathOf(content.digest);
    expect(await objects.read(content.digest)).toEqual(Buffer.from("hello"));
    expect(another(folder).has(content)).toBe(true);
    // What a loss of power may leave of one that was not flushed.
    writeFileSync(join(folder, "b"), "world");
    const { digest } = await objects.takeSoon(join(folder, "b"), "file", "copy");
    truncateSync(objects.pathOf(digest));
    expect(another(folder).has({ digest, size: 0, type: "file" })).toBe(false);
    expect(statSync(path).size).toBe(5);
  });

  it("bears the time of objects once it is durable, also when its maker gave it that time before", async () => {
    const { folder, objects } = newStore();
    const { mtimeMs } = statSync(objects.pathOf(await objects.takeText("other")));
    writeFileSync(join(folder, "a"), "hello");
    utimesSync(join(folder, "a"), mtimeMs / 1_000, mtimeMs / 1_000);
    const { digest } = await objects.takeSoon(join(folder, "a"), "file", "move");
    expect(statSync(objects.pathOf(digest)).mtimeMs).not.toBe(mtimeMs);
    await objects.durable();
    expect(statSync(objects.pathOf(digest)).mtimeMs).toBe(mtimeMs);
  });

  it("from an older library or a copy of one, is read once and bears the time of objects from then on", async () => {
    const { folder, objects } = newStore();
    const digest = await objects.takeText("hello");
    const path = objects.pathOf(digest);
    const { mtimeMs } = statSync(path);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    expect(another(folder).has({ digest, size: 5, type: "file" })).toBe(true);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });
});

describe("what only pretends to be a digest", () => {
  it.each(["sha256:../../outside", "sha256:", "md5:0123", "5ab3c1f0", "", `sha256:${"A".repeat(64)}`])(
    "%j leads to no file, in the library or out of it",
    async (text) => {
      const { folder, objects } = newStore();
      writeFileSync(join(folder, "outside"), "mine");
      const digest = text as Digest;
      expect(objects.has({ digest, size: 4, type: "file" })).toBe(false);
      expect(await objects.read(digest)).toBeNull();
      expect(readFileSync(join(folder, "outside"), "utf8")).toBe("mine");
    },
  );
});
