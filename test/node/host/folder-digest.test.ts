import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { digestFile } from "../../../src-main/node/host/file-digests.ts";
import { folderDigest, type IgnoreRule } from "../../../src-main/node/host/folder-digest.ts";
import type { DigestCache } from "../../../src-main/node/host/stat-cache.ts";
import { listTree, manifestDigest, treeSize } from "../../../src-main/node/host/tree.ts";
import { openDatabase } from "../../../src-main/node/store/database.ts";
import { digestCacheTable } from "../../../src-main/node/store/tables/stat-cache.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const all: IgnoreRule = { ignored: () => false, name: "all" };
const noTexts: IgnoreRule = { ignored: (name) => name.endsWith(".txt"), name: "no texts" };

let root: string;
let cache: ReturnType<typeof digestCacheTable>;

beforeEach(() => {
  root = temporaryFolder();
  writeFiles(root, { a: "a", "b.txt": "b", "sub/c": "c", "sub/deep/d": "d", "sub.x": "x" });
  const opened = openDatabase(join(temporaryFolder(), "signet.db"));
  if (!opened.ok) throw new Error(opened.error.message);
  cache = digestCacheTable(opened.value);
});

/** Waits until files that were just written are no longer too young to be trusted by their times. */
const rest = async () => {
  const from = Date.now();
  await vi.waitUntil(() => Date.now() > from + 25, { interval: 5 });
};

/** Digests the folder, and tells whether it was asked for what is remembered of its files. */
async function digested(rule: IgnoreRule) {
  let asked = false;
  const noting: DigestCache = {
    ...cache,
    below: (folder) => {
      asked = true;
      return cache.below(folder);
    },
  };
  const { digest, size } = await folderDigest(root, rule, noting);
  const entries = await listTree(root, rule.ignored, digestFile);
  expect({ digest, size }).toEqual({ digest: manifestDigest(entries), size: treeSize(entries) });
  return asked;
}

const at = (path: string) => join(root, path);

const changes: { readonly [what: string]: (number: number) => void } = {
  nothing: () => {},
  "a file's bytes": (number) => writeFileSync(at("sub/deep/d"), String(number)),
  "another file in its place, as old": (number) => {
    writeFileSync(at("new"), String(number));
    utimesSync(at("new"), 1, 1);
    renameSync(at("new"), at("sub/c"));
  },
  "a file more or less": (number) => writeFileSync(at(`sub/n${number}`), ""),
  "a file that is gone": () => rmSync(at("sub/deep/d"), { force: true }),
  "an ignored file": (number) => writeFileSync(at(`sub/${number}.txt`), String(number)),
  "whether a file can be executed": (number) => chmodSync(at("a"), number % 2 === 0 ? 0o600 : 0o700),
  "an empty folder": (number) => mkdirSync(at(`empty${number}`), { recursive: true }),
  "where a link leads": (number) => {
    rmSync(at("link"), { force: true });
    symlinkSync(`n${number}`, at("link"));
  },
  "a file in the place of a folder": () => {
    rmSync(at("sub.x"), { recursive: true });
    mkdirSync(at("sub.x/a"), { recursive: true });
  },
};

describe("the digest of a folder", () => {
  it("is that of its entries, whatever changed since it was remembered, by whichever rule", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...Object.keys(changes)), fc.nat({ max: 3 }), fc.boolean()), {
          minLength: 1,
          maxLength: 8,
        }),
        async (some) => {
          for (const [what, number, isAll] of some) {
            changes[what]?.(number);
            if (number > 1) await rest();
            await digested(isAll ? all : noTexts);
            await digested(isAll ? all : noTexts);
            cache.flush();
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it("is remembered, without what is remembered of its files, until something in it is another", async () => {
    await rest();
    expect(await digested(all)).toBe(true);
    expect(await digested(all)).toBe(false);
    expect(await digested(noTexts)).toBe(true);
    expect(await digested(all)).toBe(true);
    cache.flush();
    expect(await digested(all)).toBe(false);
    for (const what of Object.keys(changes).filter((key) => key !== "nothing")) {
      changes[what]?.(1);
      await rest();
      expect([what, await digested(all)]).toEqual([what, true]);
      expect([what, await digested(all)]).toEqual([what, false]);
    }
  });

  it("is not remembered while a file in it is too young to be trusted by its times", async () => {
    const future = { ...cache, put: vi.fn() };
    // Nothing that changes now is older than its digest.
    vi.useFakeTimers({ now: Date.now() - 1_000_000, toFake: ["Date"] });
    try {
      await folderDigest(root, all, future);
    } finally {
      vi.useRealTimers();
    }
    expect(future.put.mock.calls.map(([path]) => path)).not.toContain(root);
    expect(future.put).toHaveBeenCalledTimes(5);
  });
});
