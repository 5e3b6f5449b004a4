import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workspaceFiles } from "../../../src-main/node/host/workspace-files.ts";
import { memoryCache } from "../../helpers/digest-cache.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

describe("the files that words name", () => {
  it.each(["Makefile", "größe"])("are the same whether one is asked or thousands, beside %s", (name) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "sub"));
    for (const path of [name, "a.py", "sub/b.py", "-x", ".hidden"]) writeFileSync(join(folder, path), "");
    symlinkSync("a.py", join(folder, "link"));
    symlinkSync("nowhere", join(folder, "broken"));
    symlinkSync("/etc/hostname", join(folder, "outside"));
    const words = [
      ...Array.from({ length: 500 }, (_, index) => `word${index}`),
      ...[name, "a.py", "A.PY", "sub", "sub/b.py", "./a.py", "../a.py", "link", "broken", "outside", "-x"],
      ...[".hidden", ".", "..", "", "a.py", join(folder, "a.py"), "/etc/hostname", "no/such", "a.py/x"],
    ];
    const atRest = workspaceFiles(folder, memoryCache(), { atRest: true });
    const asked = workspaceFiles(folder, memoryCache());
    const found: string[] = [];
    for (const word of words) {
      const file = atRest.fileNamed(word);
      expect([word, file]).toEqual([word, asked.fileNamed(word)]);
      if (file !== null) found.push(file);
    }
    expect(new Set(found)).toEqual(new Set([name, "a.py", "sub/b.py", "link", "-x", ".hidden"]));
  });

  it("are looked for anew each time where they may be made meanwhile", () => {
    const folder = temporaryFolder();
    const files = workspaceFiles(folder, memoryCache());
    expect(files.fileNamed("a.py")).toBeNull();
    writeFileSync(join(folder, "a.py"), "");
    expect(files.fileNamed("a.py")).toBe("a.py");
  });
});
