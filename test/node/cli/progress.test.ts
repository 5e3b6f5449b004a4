import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CliResult, runCli } from "../../helpers/cli.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const entry = join(import.meta.dirname, "../../../src-main/cli/index.ts");

/** Runs a command whose standard error is a terminal of 60 columns, and says what it read there. */
const terminal = `
import fcntl, os, pty, struct, subprocess, sys, termios
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
while True:
    try:
        piece = os.read(ours, 65536)
    except OSError:
        break
    if not piece:
        break
    os.write(2, piece)
sys.exit(child.wait())
`;

function atTerminal(library: string, args: readonly string[], term = "xterm"): Promise<CliResult> {
  const words = ["-c", terminal, process.execPath, "--disable-warning=ExperimentalWarning", entry, ...args];
  const child = spawn("python3", words, {
    env: { ...process.env, NO_COLOR: "1", SIGNET_LIBRARY: library, TERM: term },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

function place() {
  const [folder, library] = [temporaryFolder(), join(temporaryFolder(), "library")];
  const runs = join(folder, "runs.jsonl");
  writeFileSync(runs, `${JSON.stringify({ id: "a", name: "one", code: [{ path: "a.py", text: "x" }] })}\n`);
  return { library, runs, exported: join(folder, "exported.jsonl") };
}

const lineStart = "\r\u001b[K";

describe("Long work tells at a terminal how far it is", () => {
  it("on a line that is gone in the end, and standard output has nothing of it", async () => {
    const { library, runs, exported } = place();
    const commands: readonly (readonly [args: readonly string[], told: string])[] = [
      [["import", runs], "Importing: 1 runs · 100 %"],
      [["export", "-o", exported], "Exporting: 0 of 1 runs"],
      [["verify"], "Reading objects: 1, "],
      [["gc"], "Looking at objects: 0"],
      [["backup"], "Copying the database"],
    ];
    for (const [args, told] of commands) {
      const { code, stdout, stderr } = await atTerminal(library, args);
      expect([args, code]).toEqual([args, 0]);
      expect(stderr).toContain(lineStart + told);
      expect(stderr.lastIndexOf(lineStart)).toBeGreaterThan(stderr.lastIndexOf(told));
      expect(stdout).not.toContain(lineStart);
    }
  });

  it("and nowhere else: not in a pipe, not beside JSON, and not where no line can be written over", async () => {
    const { library, runs, exported } = place();
    const commands = [["import", runs], ["export", "-o", exported], ["verify"], ["gc"]];
    for (const args of commands) {
      const piped = await runCli(library, args);
      expect([args, piped.code]).toEqual([args, 0]);
      expect(piped.stderr + piped.stdout).not.toContain("\u001b[K");
      const { code, stdout, stderr } = await atTerminal(library, [...args, "--json"]);
      expect([args, code, stderr]).toEqual([args, 0, ""]);
      JSON.parse(stdout);
      const dumb = await atTerminal(library, args, "dumb");
      expect([args, dumb.code]).toEqual([args, 0]);
      expect(dumb.stderr).not.toContain("\u001b");
    }
  });
});
