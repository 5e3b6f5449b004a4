import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withoutControl } from "../../../src-main/cli/output.ts";
import { runCli, startCli } from "../../helpers/cli.ts";
import { openTestServices } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const entry = join(import.meta.dirname, "../../../src-main/cli/index.ts");

const twoSteps = `signet: 1
name: p
steps:
  a: {run: "echo a > {outputs.x}", outputs: [x]}
  b: {run: "cat {inputs.x} > {outputs.y}", inputs: [x], outputs: [y]}
`;

function place(text: string) {
  const workspace = temporaryFolder();
  writeFiles(workspace, { "pipeline.yaml": text });
  return { file: join(workspace, "pipeline.yaml"), library: join(temporaryFolder(), "library") };
}

describe("a run whose output nobody reads any more", () => {
  it("goes on to its end, without a word", async () => {
    const { file, library } = place(twoSteps);
    const child = startCli(library, ["run", file]);
    let stderr = "";
    child.stderr?.on("data", (data) => {
      stderr += data;
    });
    child.stdout?.destroy();
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
    expect(stderr).toBe("");
    const listed = await runCli(library, ["runs", "--json"]);
    expect(JSON.parse(listed.stdout).runs[0].status).toBe("succeeded");
  });
});

describe("commands", () => {
  it("exit with 1 when what they print is written to a full disk", () => {
    const { library } = place(twoSteps);
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", entry, "runs", "--json", "--library", library],
      { stdio: ["ignore", full, "pipe"], encoding: "utf8" },
    );
    closeSync(full);
    expect(stderr).toContain("signet: standard output cannot be written: ENOSPC");
    expect(status).toBe(1);
  });

  it("exit with 3, and say why and what to do, when the library cannot be written", async () => {
    const { file, library } = place(twoSteps);
    const services = await openTestServices(library);
    services.library.database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON runs BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    );
    const { code, stdout, stderr } = await runCli(library, ["run", file, "--json"]);
    expect(code).toBe(3);
    const remedy =
      "Make room on its disk, then try again: what is recorded stays. `signet gc --delete` and `signet delete` work on a full disk too";
    const message = `The library ${library} cannot be used: database or disk is full. ${remedy}`;
    expect(JSON.parse(stdout)).toEqual({ error: { kind: "library", message, problems: [] } });
    expect(stderr).toBe(`signet: ${message}\n`);
  });

  it("exit with 2 for counts that are no counts", async () => {
    const { library } = place(twoSteps);
    for (const limit of ["1e99", "-1", "1.5", "x"])
      expect((await runCli(library, ["runs", "--limit", limit])).code).toBe(2);
  });

  it("exit with 130 for an interrupt that comes while the run is being made", async () => {
    const { file, library } = place(twoSteps.replace("echo a", "sleep 60; echo a"));
    // A `git` that interrupts the command that asks it, which it does before the run is made.
    const tools = temporaryFolder();
    writeFiles(tools, { git: "#!/bin/sh\nkill -INT $PPID\n" });
    execFileSync("chmod", ["+x", join(tools, "git")]);
    const { code, stdout } = await runCli(library, ["run", file, "--json"], {
      PATH: `${tools}:${process.env.PATH}`,
    });
    expect(code).toBe(130);
    expect(JSON.parse(stdout).status).toBe("cancelled");
  });
});

describe("a console that is shown in a terminal", () => {
  it("keeps its colours and lines, and steers nothing", () => {
    expect(withoutControl("\u001b[1;31mred\u001b[0m\tx\r\n")).toBe("\u001b[1;31mred\u001b[0m\tx\r\n");
    expect(withoutControl("\u001b]0;title\u0007\u001b[2J\u009b1m")).toBe("\\x1b]0;title\\x07\\x1b[2J\\x9b1m");
  });
});
