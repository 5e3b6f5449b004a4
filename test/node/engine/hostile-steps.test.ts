import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readLogPiece } from "../../../src-main/node/app/log-piece.ts";
import { runCli, startCli } from "../../helpers/cli.ts";
import { stepRow, until } from "../../helpers/killed-run.ts";
import { actionsOf, openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { isRoot, smallDisk } from "../../helpers/small-disk.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A pipeline of one step that runs this script, its output as `$1`. */
function stepOf(script: string, keys = "", folders: { library?: string } = {}) {
  const workspace = temporaryFolder();
  writeFiles(workspace, {
    "pipeline.yaml": `signet: 1
name: p
steps:
  a: {run: [sh, a.sh, "{outputs.x}"], outputs: [x]${keys}}
`,
    "a.sh": `${script}\n`,
  });
  const library = folders.library ?? join(temporaryFolder(), "library");
  const file = join(workspace, "pipeline.yaml");
  return {
    workspace,
    library,
    file,
    log: () => join(library, "runs", stepRow(library, "a").id, "console.log"),
  };
}

/** Runs the command line and answers its exit code, how much it printed, and its peak memory in bytes. */
async function measured(library: string, args: readonly string[]) {
  const child = startCli(library, args);
  let bytes = 0;
  let peak = 0;
  const look = () => {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
  };
  const timer = setInterval(() => existsSync(`/proc/${child.pid}/status`) && look(), 50);
  child.stdout?.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  child.stderr?.resume();
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(timer);
  return { code, bytes, peak };
}

const megabyte = 1 << 20;
/** The command line alone takes some 110 MB; what a step prints must not come on top of it. */
const memoryLimit = 250 * megabyte;

describe("a step that", () => {
  it("closes its console goes on and counts", async () => {
    const { library, file } = stepOf("exec >&- 2>&-; echo x > $1");
    const services = await openTestServices(library);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ a: "executed" });
  });

  it("floods its console counts, whole, and Signet's memory stays as it was", async () => {
    const { library, file, log } = stepOf(
      "yes 'a line of a flood, one of 100 000 a second' | head -n 500000; echo x > $1",
    );
    const { code, peak } = await measured(library, ["run", file]);
    expect(code).toBe(0);
    expect(statSync(log()).size).toBe(500_000 * 43);
    expect(peak).toBeLessThan(memoryLimit);
  });

  it("writes one line of 256 MB counts, and its console can be read in little memory", async () => {
    const size = 256 * megabyte;
    const { library, file, log } = stepOf(`head -c ${size} /dev/zero | tr '\\0' x; echo x > $1`);
    const run = await measured(library, ["run", file]);
    expect(run.code).toBe(0);
    expect(run.peak).toBeLessThan(memoryLimit);
    for (const [args, frame] of [
      [["logs", "latest"], 0],
      [["logs", "latest", "--json"], 1],
    ] as const) {
      const { code, bytes, peak } = await measured(library, args);
      expect(code).toBe(0);
      expect(bytes).toBeGreaterThanOrEqual(size + frame);
      expect(peak).toBeLessThan(memoryLimit);
    }
    const piece = await readLogPiece(log(), 100 * megabyte, 4_000_000);
    expect(piece).toMatchObject({ next: 100 * megabyte + 3_999_999, size });
  });

  it("ignores SIGTERM is killed ten seconds after its time", async () => {
    const { library, file } = stepOf("trap '' TERM; while :; do sleep 0.05; done", ", timeout: 500ms");
    const services = await openTestServices(library);
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]).toMatchObject({ action: "failed", error: "It took longer than 500ms (timeout)" });
  });

  it("leaves a daemon that holds the console is over when it is over", async () => {
    const daemon = "setsid sh -c '(echo $$ > pid; until [ -e stop ]; do echo up; sleep 0.05; done) &' &";
    const { library, file, workspace } = stepOf(
      `${daemon} until [ -e pid ]; do sleep 0.01; done; echo x > $1`,
    );
    const services = await openTestServices(library);
    const run = await runForTest(services, readForTest(file));
    writeFiles(workspace, { stop: "" });
    expect(run.status).toBe("succeeded");
  });

  it("does not write its output fails and says where it was to be", async () => {
    const { library, file } = stepOf("true");
    const services = await openTestServices(library);
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]?.error).toMatch(/^The command ended well but did not write its output: x at \//);
  });

  it.each([
    [
      "[no-such-program, '{outputs.x}']",
      "The command could not be started: no-such-program was not found on PATH",
    ],
    ["[./a.sh, '{outputs.x}']", "The command could not be started: ./a.sh is not executable"],
    ["[./gone.sh, '{outputs.x}']", "The command could not be started: ./gone.sh is not there"],
  ])("has nothing to run it with, %s, fails and says so", async (run, error) => {
    const { library, file, workspace } = stepOf("true");
    const text = readFileSync(file, "utf8").replace('[sh, a.sh, "{outputs.x}"]', run);
    writeFiles(workspace, { "pipeline.yaml": text });
    const services = await openTestServices(library);
    expect((await runForTest(services, readForTest(file))).steps[0]).toMatchObject({
      action: "failed",
      error,
    });
  });

  it("wants a Python that is not there is not started, and its file is named", async () => {
    const { library, file, workspace } = stepOf("true");
    writeFiles(workspace, {
      "pipeline.yaml": readFileSync(file, "utf8").replace("name: p", "name: p\npython: /no/python3"),
    });
    const { code, stderr } = await runCli(library, ["run", file]);
    expect(code).toBe(2);
    expect(stderr).toContain("The Python that the file names is not there: /no/python3");
  });

  // Only root can make a small disk.
  it.skipIf(!isRoot)("fills the disk fails, and succeeds when there is room again", async () => {
    const disk = smallDisk(12_000);
    const { library, file } = stepOf("head -c $(cat size) /dev/zero > $1 || exit 9", "", {
      library: join(disk, "library"),
    });
    writeFiles(join(file, ".."), { size: "20000000" });
    const full = await runCli(library, ["run", file]);
    expect(full.code, full.stderr).toBe(1);
    expect(stepRow(library, "a")).toMatchObject({ status: "failed", exitCode: 9 });
    writeFiles(join(file, ".."), { size: "1000" });
    expect((await runCli(library, ["run", file])).code).toBe(0);
  });

  it("is killed with its wrapper, for want of memory or by hand, has failed", async () => {
    const { library, file } = stepOf("sleep 60");
    const running = runCli(library, ["run", file]);
    await until(() => existsSync(join(library, "signet.db")) && stepIsRunning(library));
    const wrapper = Number.parseInt(stepRow(library, "a").process ?? "", 10);
    process.kill(wrapper, "SIGKILL");
    expect((await running).code).toBe(1);
    expect(stepRow(library, "a")).toMatchObject({
      status: "failed",
      error: "The command was ended by SIGKILL",
    });
    // What it waited for is ended too.
    const group = spawn("ps", ["-o", "stat=", "-g", String(wrapper)]);
    let left = "";
    group.stdout.on("data", (chunk: Buffer) => {
      left += String(chunk);
    });
    await new Promise((resolve) => group.once("close", resolve));
    expect(left.split("\n").filter((state) => /^[^Z]/.test(state))).toEqual([]);
  });
});

function stepIsRunning(library: string): boolean {
  try {
    return stepRow(library, "a").status === "running";
  } catch {
    // It has not been recorded yet.
    return false;
  }
}
