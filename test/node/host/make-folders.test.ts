import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolders } from "../../../src-main/node/host/make-folders.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

describe("folders that are made", () => {
  it("are there with those above them, also when they were there before", () => {
    const folder = join(temporaryFolder(), "a/b/c");
    makeFolders(folder);
    makeFolders(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it("are an error below a file", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(() => makeFolders(join(file, "a/b"))).toThrow(/ENOTDIR/);
  });

  it.runIf(process.platform === "linux")("are an error where nobody can make any", () => {
    expect(() => makeFolders("/proc/self/a/b")).toThrow(/ENOENT/);
  });
});
