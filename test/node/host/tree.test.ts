import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src-main/core/model/ids.ts";
import { digestFile, sha256 } from "../../../src-main/node/host/digest.ts";
import {
  listTree,
  manifestDigest,
  manifestText,
  parseManifest,
  type TreeEntry,
  treeSize,
} from "../../../src-main/node/host/tree.ts";
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
