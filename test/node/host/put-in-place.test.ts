import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Digest } from "../../../src-main/core/model/ids.ts";
import type { Content } from "../../../src-main/core/ports/files.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import {
  putBackAfterCrash,
  releaseAside,
  setAside,
  showAt,
} from "../../../src-main/node/host/put-in-place.ts";
import { objectStore } from "../../../src-main/node/objects/object-store.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

function place(files: { readonly [path: string]: string } = {}) {
  const root = temporaryFolder();
  const workspace = join(root, "workspace");
  mkdirSync(workspace);
  writeFiles(workspace, files);
  const cache = memoryCache();
  const objects = objectStore(join(root, "library/objects"), join(root, "library/tmp"));
  const displaced: [string, Content][] = [];
  const recorded = new Set<Digest>();
  const placing = {
    objects,
    cache,
    isRecorded: (digest: Digest) => recorded.has(digest),
    onDisplaced: (path: string, content: Content) => displaced.push([path, content]),
  };
  const at = (path: string) => join(workspace, path);
  /** Content that a run made. */
  const take = async (text: string): Promise<Content> => {
    const digest = await objects.takeText(text);
    recorded.add(digest);
    return { digest, size: text.length, type: "file" };
  };
  return { root, workspace, objects, placing, displaced, at, take, aside: join(root, "library/aside") };
}

const textAt = (path: string): string | null => (existsSync(path) ? readFileSync(path, "utf8") : null);

/** Everything below a folder: its files by path, with their texts. */
function treeOf(folder: string): { [path: string]: string } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

describe("an output shown in the workspace", () => {
  it("appears at its path, in folders made for it, and can be edited without harm to the library", async () => {
    const { workspace, placing, at, take, objects } = place();
    const content = await take("made");
    await showAt(placing, workspace, at("deep/out.txt"), content);
    expect(treeOf(workspace)).toEqual({ "deep/out.txt": "made" });
    writeFileSync(at("deep/out.txt"), "edited");
    expect(String(await objects.read(content.digest))).toBe("made");
  });

  it("is left alone when it is there already", async () => {
    const { workspace, placing, at, take } = place({ "out.txt": "made" });
    const { ino } = statSync(at("out.txt"));
    await showAt(placing, workspace, at("out.txt"), await take("made"));
    expect(statSync(at("out.txt")).ino).toBe(ino);
  });

  it("replaces what is there, which the library keeps when it did not know it", async () => {
    const { workspace, placing, at, take, displaced, objects } = place({ "out.txt": "mine" });
    await showAt(placing, workspace, at("out.txt"), await take("made"));
    expect(treeOf(workspace)).toEqual({ "out.txt": "made" });
    expect(displaced).toEqual([[at("out.txt"), { digest: sha256("mine"), size: 4, type: "file" }]]);
    expect(String(await objects.read(sha256("mine")))).toBe("mine");
    await showAt(placing, workspace, at("out.txt"), await take("again"));
    expect(displaced).toHaveLength(1);
  });

  it("replaces a folder by a file and a file by a folder, keeping both", async () => {
    const { root, workspace, placing, at, take, displaced, objects } = place({
      "a/x": "mine",
      b: "mine too",
    });
    await showAt(placing, workspace, at("a"), await take("a file now"));
    writeFiles(root, { "made/y": "y" });
    await showAt(placing, workspace, at("b"), await objects.take(join(root, "made"), "directory", "copy"));
    expect(treeOf(workspace)).toEqual({ a: "a file now", "b/y": "y" });
    expect(displaced.map(([path, { type }]) => [path, type])).toEqual([
      [at("a"), "directory"],
      [at("b"), "file"],
    ]);
  });

  it("takes no part of a folder that it replaces for granted, not even what tools dropped there", async () => {
    const { root, workspace, placing, at, displaced, objects } = place({
      "out/x": "x",
      "out/.git/config": "mine",
    });
    writeFiles(root, { "made/x": "x" });
    const content = await objects.take(join(root, "made"), "directory", "copy");
    await showAt(placing, workspace, at("out"), content);
    expect(treeOf(workspace)).toEqual({ "out/x": "x" });
    expect(displaced).toHaveLength(1);
    await objects.copyTo(displaced[0]?.[1] as Content, at("kept"));
    expect(treeOf(at("kept"))).toEqual({ x: "x", ".git/config": "mine" });
  });

  it("is not written, nor a folder made, through a link that leads out of the workspace", async () => {
    const { root, workspace, placing, at, take } = place();
    mkdirSync(join(root, "outside"));
    symlinkSync(join(root, "outside"), at("link"));
    await expect(showAt(placing, workspace, at("link/deep/out.txt"), await take("made"))).rejects.toThrow(
      /leads out of the workspace/,
    );
    expect(readdirSync(join(root, "outside"))).toEqual([]);
  });

  it("leaves what is there when the library's bytes are damaged", async () => {
    const { workspace, placing, at, take, objects } = place({ "out.txt": "mine" });
    const content = await take("made");
    chmodSync(objects.pathOf(content.digest), 0o644);
    writeFileSync(objects.pathOf(content.digest), "MADE");
    await expect(showAt(placing, workspace, at("out.txt"), content)).rejects.toThrow(/damaged/);
    expect(treeOf(workspace)).toEqual({ "out.txt": "mine" });
  });
});

describe("files set aside while a command writes at their paths", () => {
  const paths = ["a.txt", "folder", "new.txt"];
  const before = { "a.txt": "a", "folder/x": "x", "folder/deep/y": "y" };

  /** What a command may have written before it was stopped. */
  const halfMade = { "a.txt": "half", "folder/z": "half", "new.txt": "half" };

  it("are out of its way, and come back when it failed", async () => {
    const { workspace, placing, at, aside } = place(before);
    await setAside(placing, workspace, aside, paths.map(at));
    expect(treeOf(workspace)).toEqual({});
    writeFiles(workspace, halfMade);
    await putBackAfterCrash(aside);
    expect(treeOf(workspace)).toEqual(before);
    expect(existsSync(aside)).toBe(false);
  });

  it("are gone from the workspace when it succeeded, and in the library", async () => {
    const { workspace, placing, at, aside, displaced, objects } = place(before);
    await setAside(placing, workspace, aside, paths.map(at));
    writeFiles(workspace, halfMade);
    await releaseAside(aside);
    expect(treeOf(workspace)).toEqual(halfMade);
    expect(displaced.map(([path]) => path)).toEqual([at("a.txt"), at("folder")]);
    expect(String(await objects.read(sha256("a")))).toBe("a");
  });

  it("come back whole after an end at any point of setting aside, of the command, and of putting back", async () => {
    // Every state that an end can leave: the list half written or whole, then the first `moved` paths moved (in
    // order), then the command's files, then the first `back` paths put back.
    for (const moved of [0, 1, 2])
      for (const wrote of moved === 2 ? [false, true] : [false])
        for (const back of wrote ? [0, 1, 2] : [0]) {
          const { workspace, placing, at, aside } = place(before);
          await setAside(placing, workspace, aside, paths.map(at));
          const list = readFileSync(join(aside, "list.json"), "utf8");
          if (wrote) writeFiles(workspace, halfMade);
          await putBackAfterCrash(aside);
          // The state as it was then, from the pieces.
          mkdirSync(aside);
          writeFileSync(join(aside, "list.json"), list);
          for (const index of [0, 1].filter((one) => one >= back && one < moved)) {
            rmSync(join(aside, String(index)), { recursive: true, force: true });
            const name = paths[index] ?? "";
            if (statSync(at(name)).isDirectory()) {
              writeFiles(join(aside, String(index)), { x: "x", "deep/y": "y" });
              rmSync(at(name), { recursive: true });
              if (wrote) writeFiles(workspace, { "folder/z": "half" });
            } else {
              writeFiles(aside, { [String(index)]: "a" });
              rmSync(at(name));
              if (wrote) writeFiles(workspace, { "a.txt": "half" });
            }
          }
          if (wrote) writeFiles(workspace, { "new.txt": "half" });
          await putBackAfterCrash(aside);
          expect(treeOf(workspace), `${moved} moved, written: ${wrote}, ${back} back`).toEqual(before);
          expect(existsSync(aside)).toBe(false);
          await putBackAfterCrash(aside);
          expect(treeOf(workspace)).toEqual(before);
        }
  });

  it("are untouched by a list that was only half written", async () => {
    const { workspace, aside } = place(before);
    writeFiles(aside, { "list.json.part": '[{"path":"' });
    await putBackAfterCrash(aside);
    expect(treeOf(workspace)).toEqual(before);
  });

  it("come back at once when one of them cannot be moved", async () => {
    const { workspace, placing, at, aside } = place({ "a.txt": "a", "b.txt": "b" });
    writeFiles(aside, { "1/in-the-way": "" });
    await expect(setAside(placing, workspace, aside, [at("a.txt"), at("b.txt")])).rejects.toThrow();
    expect(textAt(at("a.txt"))).toBe("a");
  });

  it("are refused when a folder on the way leads out of the workspace", async () => {
    const { root, workspace, placing, at, aside } = place(before);
    writeFiles(root, { "outside/a.txt": "theirs" });
    symlinkSync(join(root, "outside"), at("link"));
    await expect(setAside(placing, workspace, aside, [at("a.txt"), at("link/a.txt")])).rejects.toThrow(
      /leads out of the workspace/,
    );
    expect(textAt(at("a.txt"))).toBe("a");
    expect(textAt(join(root, "outside/a.txt"))).toBe("theirs");
  });
});

const otherFileSystem = "/dev/shm";
const isOther = existsSync(otherFileSystem) && statSync(otherFileSystem).dev !== statSync(tmpdir()).dev;

// Needs a second file system that anybody can write to.
describe.runIf(isOther)("files set aside on another file system", () => {
  const elsewhere = (): string => {
    const folder = mkdtempSync(join(otherFileSystem, "signet-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return join(folder, "aside");
  };

  it("come back as they were", async () => {
    const { workspace, placing, at } = place({ "a.txt": "a", "folder/x": "x" });
    symlinkSync("x", at("folder/link"));
    chmodSync(at("a.txt"), 0o755);
    const folder = elsewhere();
    await setAside(placing, workspace, folder, [at("a.txt"), at("folder")]);
    expect(treeOf(workspace)).toEqual({});
    await putBackAfterCrash(folder);
    expect(treeOf(workspace)).toEqual({ "a.txt": "a", "folder/x": "x" });
    expect(textAt(at("folder/link"))).toBe("x");
    expect(statSync(at("a.txt")).mode & 0o777).toBe(0o755);
  });

  it("are whole after an end in the middle of being copied there", async () => {
    const { root, workspace, at } = place();
    const bytes = Buffer.alloc(48 << 20, "signet");
    writeFileSync(at("big.bin"), bytes);
    const aside = elsewhere();
    const host = join(import.meta.dirname, "../../../src-main/node");
    const program = `
      import { setAside } from ${JSON.stringify(join(host, "host/put-in-place.ts"))};
      import { objectStore } from ${JSON.stringify(join(host, "objects/object-store.ts"))};
      const cache = { get: () => null, put: () => {} };
      const objects = objectStore(${JSON.stringify(join(root, "o"))}, ${JSON.stringify(join(root, "t"))});
      const placing = { objects, cache, isRecorded: () => false, onDisplaced: () => {} };
      await setAside(placing, ${JSON.stringify(workspace)}, ${JSON.stringify(aside)}, [${JSON.stringify(at("big.bin"))}]);
    `;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
      stdio: "inherit",
    });
    const ended = once(child, "exit");
    // Ended as soon as the copy begins; if it is quicker, the state after it must do as well.
    const copies = () =>
      existsSync(aside) ? readdirSync(aside).filter((name) => !name.startsWith("list.json")) : [];
    const limit = Date.now() + 30_000;
    while (copies().length === 0 && child.exitCode === null && Date.now() < limit)
      await new Promise((resolve) => setImmediate(resolve));
    child.kill("SIGKILL");
    await ended;
    expect(copies()).not.toEqual([]);
    await putBackAfterCrash(aside);
    expect(readFileSync(at("big.bin")).equals(bytes)).toBe(true);
  });
});

describe("a file of the user's whose bytes the library holds by chance", () => {
  it("is noted when nothing refers to them, or they could be collected as garbage", async () => {
    const { workspace, objects, placing, displaced, at, take } = place({ "out.txt": "mine" });
    const unused = await objects.takeText("mine");
    await showAt(placing, workspace, at("out.txt"), await take("made"));
    expect(displaced).toMatchObject([[at("out.txt"), { digest: unused }]]);
    expect(textAt(at("out.txt"))).toBe("made");
  });
});
