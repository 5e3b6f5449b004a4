import { appendFileSync, linkSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { cachedDigest, type DigestCache, forgetful } from "../../../src-main/node/host/stat-cache.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const wrong = sha256("not what is in the file");

/** A file and a cache that knows a wrong digest of it, so that an answer tells whether the file was read. */
function known({ age }: { readonly age: number }) {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "text");
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  const cache = memoryCache();
  const newest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const hashedAt = newest + BigInt(age) * 1_000_000n;
  cache.put(path, { dev, inode: ino, size, mtime: mtimeNs, ctime: ctimeNs, digest: wrong, hashedAt });
  return { path, cache };
}

describe("a file's digest", () => {
  it("is remembered for a file that was older than its hash, which is then not read again", async () => {
    const { path, cache } = known({ age: 1_000 });
    expect(await cachedDigest(cache, path)).toEqual({ digest: wrong, size: 4 });
  });

  it("is read anew when everything before is forgotten, once, and is remembered for later", async () => {
    const { path, cache } = known({ age: 1_000 });
    const fresh = forgetful(cache);
    expect(await cachedDigest(fresh, path)).toEqual({ digest: sha256("text"), size: 4 });
    expect(cache.get(path)?.digest).toBe(sha256("text"));
    expect(fresh.below("/")(path)).toEqual(cache.get(path));
  });

  it("is read anew when the file was as young as its hash: it could have changed within the clock's tick", async () => {
    const { path, cache } = known({ age: 15 });
    expect(await cachedDigest(cache, path)).toEqual({ digest: sha256("text"), size: 4 });
  });

  it("is read anew where times are whole seconds and the file was as young as its hash", async () => {
    const { path, cache } = known({ age: 1_000 });
    const whole = Math.floor(Date.now() / 1000) - 60;
    utimesSync(path, whole, whole);
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    const entry = { dev, inode: ino, size, mtime: mtimeNs, ctime: ctimeNs, digest: wrong };
    cache.put(path, { ...entry, hashedAt: mtimeNs + 1_500_000_000n });
    expect((await cachedDigest(cache, path, { countsLinks: false })).digest).toBe(sha256("text"));
    cache.put(path, { ...entry, hashedAt: mtimeNs + 2_500_000_000n });
    expect((await cachedDigest(cache, path, { countsLinks: false })).digest).toBe(wrong);
  });

  it("is read anew when the file changed in the tick of its hash and its modification time was set back", async () => {
    const { path, cache } = known({ age: 15 });
    utimesSync(path, 1_000_000, 1_000_000);
    const { mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    const entry = cache.entries.get(path);
    if (entry === undefined) throw new Error("The cache lost its entry");
    cache.put(path, { ...entry, mtime: mtimeNs, ctime: ctimeNs, hashedAt: ctimeNs + 1_000_000n });
    expect((await cachedDigest(cache, path)).digest).toBe(sha256("text"));
  });

  it.each<readonly [what: string, change: (path: string) => void, text: string]>([
    ["its size changed", (path) => appendFileSync(path, "!"), "text!"],
    ["its bytes changed", (path) => writeFileSync(path, "TEXT"), "TEXT"],
    [
      "another file took its place",
      (path) => {
        writeFileSync(`${path}.new`, "else");
        renameSync(`${path}.new`, path);
      },
      "else",
    ],
    ["its modification time was set", (path) => utimesSync(path, 1_000_000, 1_000_000), "text"],
  ])("is read anew when %s", async (_what, change, text) => {
    const { path, cache } = known({ age: 1_000 });
    change(path);
    expect(await cachedDigest(cache, path)).toEqual({ digest: sha256(text), size: text.length });
  });

  it("overlooks a hard link to one of the library's own objects, and only to those", async () => {
    const { path, cache } = known({ age: 1_000 });
    linkSync(path, `${path}.link`);
    expect((await cachedDigest(cache, path, { countsLinks: false })).digest).toBe(wrong);
    expect((await cachedDigest(cache, path, { countsLinks: true })).digest).toBe(sha256("text"));
  });

  /** A cache that lets the file change right before it is read, the first `times` times. */
  const changing = (path: string, times: number): DigestCache & { readonly asked: () => number } => {
    const inner = memoryCache();
    let asked = 0;
    return {
      ...inner,
      asked: () => asked,
      get: (key) => {
        asked += 1;
        if (asked <= times) appendFileSync(path, "+");
        return inner.get(key);
      },
    };
  };

  it("is that of the bytes at rest when the file changes while it is read", async () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, "text");
    const cache = changing(path, 3);
    expect(await cachedDigest(cache, path)).toEqual({ digest: sha256("text+++"), size: 7 });
    expect(cache.asked()).toBe(4);
  });

  it("is not given for a file that never rests", async () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, "text");
    const cache = changing(path, Number.POSITIVE_INFINITY);
    await expect(cachedDigest(cache, path)).rejects.toThrow(/keeps changing/);
    expect(cache.asked()).toBe(5);
  });

  it("rejects with the system's error for a file that is not there", async () => {
    await expect(cachedDigest(memoryCache(), join(temporaryFolder(), "none"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});
