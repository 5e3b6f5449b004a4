import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isTouched, watchedSource } from "../../../src-main/node/host/watched-source.ts";
import { contentAt } from "../../../src-main/node/host/workspace-files.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const watch = async (source: string, type: "file" | "directory") => {
  const cache = memoryCache();
  const content = await contentAt(source, source, { type, ignore: ["*.tmp"] }, cache);
  if (!content.ok || content.value === null) throw new Error("There is no source");
  const target = join(temporaryFolder(), "view");
  return watchedSource(cache, source, { type, ignore: ["*.tmp"] }, content.value, target);
};

describe("a source that is too large to keep", () => {
  it("is read through a private view, or where it is and watched", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { "data.csv": "1" });
    const source = join(folder, "data.csv");
    const view = await watch(source, "file");
    expect(readFileSync(view.path, "utf8")).toBe("1");
    expect(view.isChanged).toBe(false);
    // Without a view it is the file itself.
    expect(view.watch === null).toBe(view.path !== source);
  });

  it("that was changed and changed back while it was read is noticed, even with its time set back", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { "data/a.csv": "1", "data/b/c.csv": "2" });
    const source = join(folder, "data");
    const view = await watch(source, "directory");
    if (view.watch === null) return expect(readFileSync(join(view.path, "a.csv"), "utf8")).toBe("1");
    expect(await isTouched(view.watch)).toBe(false);
    writeFileSync(join(source, "x.tmp"), "no matter");
    expect(await isTouched(view.watch)).toBe(false);
    const { atime, mtime } = statSync(join(source, "b/c.csv"));
    writeFileSync(join(source, "b/c.csv"), "3");
    writeFileSync(join(source, "b/c.csv"), "2");
    utimesSync(join(source, "b/c.csv"), atime, mtime);
    expect(await isTouched(view.watch)).toBe(true);
  });

  it("that is not what the step was decided by is noticed at once", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { "data.csv": "1" });
    const source = join(folder, "data.csv");
    const cache = memoryCache();
    const content = await contentAt(source, source, { type: "file", ignore: [] }, cache);
    if (!content.ok || content.value === null) throw new Error("There is no source");
    writeFileSync(source, "22");
    const target = join(temporaryFolder(), "view");
    const view = await watchedSource(cache, source, { type: "file", ignore: [] }, content.value, target);
    expect(view.isChanged).toBe(true);
  });
});
