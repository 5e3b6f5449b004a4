import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Digest } from "../../../src-main/core/model/ids.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { digestFile } from "../../../src-main/node/host/file-digests.ts";
import type { DigestCache } from "../../../src-main/node/host/stat-cache.ts";
import {
  digestTree,
  listTree,
  manifestDigest,
  manifestText,
  parseManifest,
  type TreeEntry,
  treeSize,
} from "../../../src-main/node/host/tree.ts";
import { openDatabase } from "../../../src-main/node/store/database.ts";
import { digestCacheTable } from "../../../src-main/node/store/tables/stat-cache.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const path = fc.string({ unit: "binary", minLength: 1, maxLength: 6 });
const entry: fc.Arbitrary<TreeEntry> = fc.oneof(
  fc.record({
    kind: fc.constant("file" as const),
    path,
    digest: fc.constantFrom("a", "b").map((letter) => `sha256:${letter}` as Digest),
    size: fc.nat(),
    executable: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("link" as const), path, target: path }),
  fc.record({ kind: fc.constant("folder" as const), path }),
);
const entries = fc.array(entry, { maxLength: 4 });

describe("a folder's manifest", () => {
  it("reads back as the entries it was written from", () => {
    fc.assert(
      fc.property(entries, (list) => {
        expect(parseManifest(manifestText(list))).toEqual(list);
      }),
    );
  });

  it("is never one text for two folders", () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const equal = JSON.stringify(a.map(sorted)) === JSON.stringify(b.map(sorted));
        expect(manifestText(a) === manifestText(b)).toBe(equal);
      }),
      { numRuns: 500 },
    );
    const file = { kind: "file", path: "a\nb", digest: sha256("x"), size: 1, executable: false } as const;
    const two: TreeEntry[] = [
      { ...file, path: "a" },
      { ...file, path: "b" },
    ];
    expect(manifestText([file])).not.toBe(manifestText(two));
  });

  it.each(["", "something else", "signet folder 2\n", "signet folder 1\nnot json\n"])(
    "is not read from what is none: %j",
    (text) => {
      expect(() => parseManifest(text)).toThrow();
    },
  );
});

const sorted = (one: TreeEntry) => Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1));
const none = () => false;

describe("a folder's entries", () => {
  it("are sorted, with links by their target, what may be executed, and folders only when empty", async () => {
    const root = temporaryFolder();
    writeFiles(root, { "b/x.txt": "x", "a.sh": "run", "B.txt": "B", "b.txt": "bb" });
    chmodSync(join(root, "a.sh"), 0o755);
    mkdirSync(join(root, "empty"));
    symlinkSync("b/x.txt", join(root, "link"));
    symlinkSync("gone", join(root, "dangling"));
    const list = await listTree(root, none, digestFile);
    expect(list).toEqual([
      { kind: "file", path: "B.txt", digest: sha256("B"), size: 1, executable: false },
      { kind: "file", path: "a.sh", digest: sha256("run"), size: 3, executable: true },
      { kind: "file", path: "b.txt", digest: sha256("bb"), size: 2, executable: false },
      { kind: "file", path: "b/x.txt", digest: sha256("x"), size: 1, executable: false },
      { kind: "link", path: "dangling", target: "gone" },
      { kind: "folder", path: "empty" },
      { kind: "link", path: "link", target: "b/x.txt" },
    ]);
    expect(treeSize(list)).toBe(7);
  });

  it("are the same wherever the folder is and in whatever order it was filled", async () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    writeFiles(first, { "a/1": "1", "a/2": "2", b: "3" });
    writeFiles(second, { b: "3", "a/2": "2", "a/1": "1" });
    const digestOf = async (root: string) => manifestDigest(await listTree(root, none, digestFile));
    expect(await digestOf(first)).toBe(await digestOf(second));
    writeFileSync(join(second, "a/1"), "!");
    expect(await digestOf(first)).not.toBe(await digestOf(second));
  });

  it("leave out what is ignored, at every depth", async () => {
    const root = temporaryFolder();
    writeFiles(root, { "a/skip/x": "1", "skip/y": "2", "a/z": "3" });
    const list = await listTree(root, (name) => name === "skip", digestFile);
    expect(list.map((one) => one.path)).toEqual(["a/z"]);
  });
});

describe("a folder digested through what is remembered of its files", () => {
  const names = ["a", "a.b", "a-b", "B", "é", "\uFFFD", "\uE000", "😀", "a b", "0", "~"];

  function libraryCache() {
    const opened = openDatabase(join(temporaryFolder(), "signet.db"));
    if (!opened.ok) throw new Error(opened.error.message);
    onTestFinished(() => {
      opened.value.close();
    });
    return digestCacheTable(opened.value);
  }

  /** A folder with every combination of such names, so that files stand before, in and after folders. */
  function manyNames(): string {
    const root = temporaryFolder();
    const files = names.flatMap((name) => [
      `${name}.d/x`,
      ...names.map((inner) => `${name}.d/sub/${inner}`),
      name,
    ]);
    writeFiles(root, Object.fromEntries(files.map((path) => [path, `text of ${path}`])));
    mkdirSync(join(root, "a.d/empty"));
    symlinkSync("a", join(root, "link"));
    return root;
  }

  it("has the entries that reading each file gives, the first time and the second, with a library and without", async () => {
    const root = manyNames();
    const expected = await listTree(root, none, digestFile);
    for (const cache of [memoryCache(), libraryCache()])
      for (let time = 0; time < 2; time += 1) {
        expect(await digestTree(root, none, cache)).toEqual(expected);
        if ("flush" in cache) cache.flush();
      }
  });

  it("reads no file again that did not change, and each that did", async () => {
    const root = manyNames();
    const cache = libraryCache();
    const wrong = sha256("not what is in the file");
    const remember = (path: string) => {
      const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
      const stamp = { dev, inode: ino, size, mtime: mtimeNs, ctime: ctimeNs };
      cache.put(path, { ...stamp, digest: wrong, hashedAt: ctimeNs + 10_000_000_000n });
    };
    const list = await listTree(root, none, digestFile);
    for (const entry of list) if (entry.kind === "file") remember(join(root, entry.path));
    cache.flush();
    writeFileSync(join(root, "a.d/sub/😀"), "changed");
    writeFileSync(join(root, "a.b"), "changed too");
    const found = await digestTree(root, none, cache);
    const read = found.filter((entry) => entry.kind === "file" && entry.digest !== wrong);
    expect(read).toEqual([
      expect.objectContaining({ path: "a.b", digest: sha256("changed too") }),
      expect.objectContaining({ path: "a.d/sub/😀", digest: sha256("changed") }),
    ]);
  });

  it("is told with its path when one file in it is no text's name, even with the replacement character beside it", async () => {
    const root = temporaryFolder();
    writeFiles(root, { "sub/\uFFFD": "a name like any other" });
    expect((await digestTree(root, none, memoryCache())).map(({ path }) => path)).toEqual(["sub/\uFFFD"]);
    writeFileSync(Buffer.concat([Buffer.from(`${root}/sub/bad`), Buffer.from([0xff])]), "");
    const place = `${join(root, "sub")}/bad\\xff`;
    await expect(digestTree(root, none, memoryCache())).rejects.toThrow(`${place} is not UTF-8`);
    await expect(listTree(root, none, digestFile)).rejects.toThrow(`${place} is not UTF-8`);
  });

  it("is refused where a link leads to a name that is no text", async () => {
    const root = temporaryFolder();
    symlinkSync(Buffer.from([0x61, 0xfe]), join(root, "link"));
    await expect(digestTree(root, none, memoryCache())).rejects.toThrow("link leads to a\\xfe");
  });

  it("is refused for a FIFO in it, by name, without waiting for a writer", async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "sub"));
    execFileSync("mkfifo", [join(root, "sub/pipe")]);
    await expect(digestTree(root, none, memoryCache())).rejects.toThrow(
      `${join(root, "sub/pipe")} is neither a file nor a folder`,
    );
  });

  it("takes links by their text, be they in a circle, into nothing or out of it", async () => {
    const root = temporaryFolder();
    const targets = { up: "..", self: "self", gone: "none", out: "/etc" };
    for (const [name, target] of Object.entries(targets)) symlinkSync(target, join(root, name));
    expect(await digestTree(root, none, memoryCache())).toEqual(
      Object.entries(targets)
        .sort()
        .map(([path, target]) => ({ kind: "link", path, target })),
    );
  });

  it("may be a thousand folders deep", async () => {
    const root = temporaryFolder();
    const path = Array(1_000).fill("d").join("/");
    writeFiles(root, { [`${path}/x`]: "x" });
    const [entry, ...more] = await digestTree(root, none, memoryCache());
    expect(entry).toEqual({
      kind: "file",
      path: `${path}/x`,
      digest: sha256("x"),
      size: 1,
      executable: false,
    });
    expect(more).toEqual([]);
  });

  it("is listed again when a file comes or goes meanwhile, and refused when that never ends", async () => {
    const root = temporaryFolder();
    writeFiles(root, { "sub/a": "a", "sub/b": "b" });
    /** Remembers nothing, and lets something happen when the first file is asked for: its folder has been listed. */
    const meanwhile = (change: () => void): DigestCache => {
      const inner = memoryCache();
      let asked = 0;
      const get = (path: string) => {
        asked += 1;
        if (asked === 1) change();
        return inner.get(path);
      };
      return { ...inner, below: () => get };
    };
    const paths = async (cache: DigestCache) => (await digestTree(root, none, cache)).map(({ path }) => path);
    const comes = meanwhile(() => writeFileSync(join(root, "sub/c"), "c"));
    expect(await paths(comes)).toEqual(["sub/a", "sub/b", "sub/c"]);
    const goes = meanwhile(() => rmSync(join(root, "sub/c")));
    expect(await paths(goes)).toEqual(["sub/a", "sub/b"]);
    let number = 0;
    const restless = memoryCache();
    const get = (path: string) => {
      writeFileSync(join(root, `sub/new${number++}`), "");
      return restless.get(path);
    };
    await expect(digestTree(root, none, { ...restless, below: () => get })).rejects.toThrow(
      `${join(root, "sub")} keeps changing while it is listed`,
    );
  });

  it("counts a file that changes while it is read by its bytes at rest", async () => {
    const root = temporaryFolder();
    writeFiles(root, { a: "a", b: "b" });
    const inner = memoryCache();
    let asked = 0;
    const get = (path: string) => {
      asked += 1;
      // `a` has been looked at, and is read after `b` has been too.
      if (asked === 2) writeFileSync(join(root, "a"), "changed");
      return inner.get(path);
    };
    const list = await digestTree(root, none, { ...inner, below: () => get });
    expect(list[0]).toMatchObject({ path: "a", digest: sha256("changed"), size: 7 });
    expect(inner.entries.get(join(root, "a"))?.digest).toBe(sha256("changed"));
  });
});
