import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isFromTerminal, loginEnvironment } from "../../../src-main/node/host/login-environment.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A shell that does what a file says, as a user's start-up files would. */
function shellThat(script: string): string {
  const folder = temporaryFolder();
  writeFiles(folder, { shell: `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, "shell"), 0o755);
  return join(folder, "shell");
}

describe("the environment of a login shell", () => {
  it("has what start-up files set, whatever they print, and nothing that belongs to the shell itself", async () => {
    const home = temporaryFolder();
    writeFiles(home, {
      ".bash_profile": "echo hello; export PATH=/opt/mine:$PATH; export TWO_LINES='a\nb=c'; export EMPTY=\n",
    });
    const found = await loginEnvironment({
      SHELL: "/bin/bash",
      HOME: home,
      PATH: "/usr/bin:/bin",
      SHLVL: "7",
    });
    if (!found.ok) throw new Error(found.error);
    expect(found.value).toMatchObject({ HOME: home, TWO_LINES: "a\nb=c", EMPTY: "" });
    expect(found.value.PATH).toMatch(/^\/opt\/mine:/);
    expect(Object.keys(found.value)).not.toContain("SHLVL");
  });

  it.each([
    ["could not be started", null],
    ["ended with exit code 3", "exit 3"],
    ["did not answer", "exit 0"],
    ["ended with SIGKILL", "kill -9 $$"],
  ])("is told as a failure when the shell %s", async (text, script) => {
    const shell = script === null ? "/nowhere/shell" : shellThat(script);
    const found = await loginEnvironment({ SHELL: shell, PATH: "/usr/bin:/bin" });
    expect(found.ok ? "" : found.error).toContain(`${shell} ${text}`);
  });

  it("is not asked for by what a terminal started", () => {
    expect(isFromTerminal({ TERM: "xterm-256color" })).toBe(true);
    expect(isFromTerminal({ TERM: "dumb" })).toBe(false);
    expect(isFromTerminal({})).toBe(false);
  });
});
