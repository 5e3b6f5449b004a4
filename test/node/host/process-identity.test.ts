import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isAlive, pidOf, processIdentity } from "../../../src-main/node/host/process-identity.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

function start(program: string, ...args: string[]) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

describe("a process's identity", () => {
  it("is the same each time it is asked for, and another for each process", async () => {
    const child = start("cat");
    await once(child, "spawn");
    const identity = processIdentity(child.pid ?? 0);
    expect(identity).toBe(processIdentity(child.pid ?? 0));
    expect(identity).not.toBe(processIdentity(process.pid));
    expect(pidOf(identity ?? "")).toBe(child.pid);
    expect(isAlive(identity ?? "")).toBe(true);
  });

  it("is not that of a process that has ended", async () => {
    const child = start("cat");
    await once(child, "spawn");
    const identity = processIdentity(child.pid ?? 0) ?? "";
    child.stdin.end();
    await once(child, "exit");
    expect(isAlive(identity)).toBe(false);
    expect(processIdentity(child.pid ?? 0)).toBeNull();
  });

  it("is not that of one that ended and was not collected by its parent", async () => {
    // The shell starts a child, becomes a program that collects nobody, and tells the child's pid.
    const parent = start("sh", "-c", "sleep 0 & echo $!; exec cat");
    const [data] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(String(data).trim());
    await expect.poll(() => processIdentity(pid)).toBeNull();
  });

  it("is told from another process with the same number, and from one before the last start of the machine", () => {
    const identity = processIdentity(process.pid) ?? "";
    const [pid, began, boot] = identity.split(":");
    expect(isAlive(identity)).toBe(true);
    expect(isAlive(`${pid}:${Number(began) - 1}:${boot}`)).toBe(false);
    expect(isAlive(`${pid}:${began}:another-boot`)).toBe(false);
    expect(isAlive(`${pid}`)).toBe(false);
  });

  // Reads /proc, which other systems lack.
  it.runIf(process.platform === "linux")("is found whatever the program is called", async () => {
    const script = join(temporaryFolder(), "a) S 1 (b c");
    writeFileSync(script, "#!/bin/cat -\n", { mode: 0o755 });
    const child = start(script);
    await once(child, "spawn");
    expect(processIdentity(child.pid ?? 0)).toMatch(/^\d+:\d+:[0-9a-f-]{36}$/);
  });

  it.each(["", "abc", "-5:1:2", "0:1:2", "1e3"])("has no number when it is none: %s", (text) => {
    expect([null, 1]).toContain(pidOf(text));
    expect(isAlive(text)).toBe(false);
  });
});
