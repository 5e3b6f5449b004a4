import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCliHere } from "../../helpers/cli-here.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

let folder: string;
const entry = (): string => join(folder, "data/applications/signet.desktop");
const said = (): string[] => readFileSync(join(folder, "said"), "utf8").trim().split("\n");

/** A program of the desktop that notes what it is asked. */
function program(name: string, script: string): void {
  const path = join(folder, "bin", name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> "${folder}/said"\n${script}\n`);
  chmodSync(path, 0o755);
}

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  vi.stubEnv("XDG_DATA_HOME", join(folder, "data"));
  vi.stubEnv("PATH", `${join(folder, "bin")}:${process.env.PATH}`);
  program("update-desktop-database", "");
  // Before the entry is there, folders have a manager and texts an editor; then it is the one for all.
  program(
    "xdg-mime",
    `[ "$1" = query ] || exit 0
[ ! -e "${entry()}" ] || { echo signet.desktop; exit 0; }
case $3 in inode/directory) echo files.desktop;; text/plain) echo editor.desktop;; esac`,
  );
});
afterEach(() => vi.unstubAllEnvs());

describe.runIf(process.platform === "linux")("signet desktop", () => {
  it("makes Signet an application, and leaves to others what they open", async () => {
    const { code, stdout } = await runCliHere(["desktop"]);
    expect([code, stdout.trim()]).toEqual([0, entry()]);
    const text = readFileSync(entry(), "utf8");
    expect(text).toMatch(/^Exec="\/.*\/resources\/bin\/signet" open %U$/m);
    const [, icon = ""] = /^Icon=(.*)$/m.exec(text) ?? [];
    expect(existsSync(icon)).toBe(true);
    expect(text).toContain("x-scheme-handler/signet;");
    expect(said()).toContain(`update-desktop-database ${join(folder, "data/applications")}`);
    expect(said().filter((line) => line.startsWith("xdg-mime default"))).toEqual([
      "xdg-mime default editor.desktop application/yaml",
      "xdg-mime default editor.desktop application/x-yaml",
      "xdg-mime default editor.desktop application/json",
      "xdg-mime default files.desktop inode/directory",
    ]);
  });

  it("takes it out again, also when it is not there", async () => {
    await runCliHere(["desktop"]);
    for (const _ of [1, 2]) {
      const { code, stdout } = await runCliHere(["desktop", "--remove", "--json"]);
      expect([code, JSON.parse(stdout)]).toEqual([0, { file: entry(), added: false }]);
      expect(existsSync(entry())).toBe(false);
    }
  });

  it("opens files by the addresses that desktops give", async () => {
    const { code, stderr } = await runCliHere(["open", "file:///no%20where/a%2520b.yaml"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("/no where/a%20b.yaml is not there")]);
  });

  it("an address that no file can have is said not to be there", async () => {
    const { code, stderr } = await runCliHere(["open", "file:///a%2Fb.yaml"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("a%2Fb.yaml is not there")]);
  });

  it("says which file could not be written", async () => {
    writeFileSync(join(folder, "data"), "no folder");
    const { code, stderr } = await runCliHere(["desktop"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${entry()} could not be changed`)]);
  });
});
