import { readFileSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { capture, isRoot } from "./processes.ts";
import { SetupProblem } from "./setup-problem.ts";

/** Below this much shared memory (containers often have 64 MB) Chromium's renderers crash, so it is told to use files. */
const enoughSharedMemoryBytes = 256 * 1024 * 1024;

/** Bit of CAP_SYS_ADMIN in the capability masks of /proc/self/status (linux/capability.h). */
const capSysAdmin = 21n;

/** The flags that Chromium needs on this machine whoever starts it; none on an ordinary desktop. */
export function machineFlags(): string[] {
  if (process.platform !== "linux") return [];
  const flags: string[] = [];
  if (sharedMemoryBytes() < enoughSharedMemoryBytes) flags.push("--disable-dev-shm-usage");
  if (process.env.WAYLAND_DISPLAY && !process.env.DISPLAY) flags.push("--ozone-platform-hint=auto");
  return flags;
}

/**
 * The flags for starting the window as the current user. Only root gets `--no-sandbox`: Chromium's sandbox refuses
 * to run as root. For others a machine without sandbox is a `SetupProblem` that names the remedy.
 */
export async function windowFlags(executable: string): Promise<string[]> {
  if (isRoot()) return ["--no-sandbox", ...machineFlags()];
  const helper = join(dirname(executable), "chrome-sandbox");
  if (process.platform !== "linux" || hasSetuidRoot(helper) || (await userNamespacesWork()))
    return machineFlags();
  throw new SetupProblem(
    `Chromium's sandbox cannot start here: user namespaces are switched off. Enable its helper, then start again:\n\n  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}\n`,
  );
}

/** Whether a sandboxed Chromium can run here as `user`, when this process is root: not in most containers. */
export async function sandboxPossible(user: { uid: number; gid: number }): Promise<boolean> {
  return hasCapability(capSysAdmin) || (await userNamespacesWork(user));
}

async function userNamespacesWork(user: { uid?: number; gid?: number } = {}): Promise<boolean> {
  return (await capture("unshare", ["--user", "--map-root-user", "true"], user)).status === 0;
}

function hasCapability(bit: bigint): boolean {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  return ((BigInt(`0x${mask}`) >> bit) & 1n) === 1n;
}

function hasSetuidRoot(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.uid === 0 && (stat.mode & 0o4000) !== 0;
}

function sharedMemoryBytes(): number {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize;
  } catch {
    return 0;
  }
}
