import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/**
 * A process beyond the life of its pid: `pid:start:boot`. The start is the kernel's own (clock ticks since boot on
 * Linux, the start date elsewhere) and the boot id tells a reboot, so that a reused pid is not taken for the old process.
 */
export function processIdentity(pid: number): string | null {
  const start = startOf(pid);
  return start === null ? null : identityOf(pid, start);
}

/** The same of one whose start was read already. */
export const identityOf = (pid: number, start: string): string => `${pid}:${start}:${bootId()}`;

/** Whether exactly that process is still there. */
export function isAlive(identity: string): boolean {
  const pid = pidOf(identity);
  return pid !== null && processIdentity(pid) === identity;
}

/** For how long a process has been there, in milliseconds, whatever the wall clock did meanwhile on Linux. */
export function ageOf(identity: string): number {
  const start = identity.split(":").slice(1, -1).join(":");
  // The kernel tells user space of hundredths of a second, on every architecture.
  if (process.platform === "linux") return uptime() * 1_000 - Number(start) * 10;
  return Date.now() - Date.parse(start);
}

export function pidOf(identity: string): number | null {
  const pid = Number.parseInt(identity, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

function startOf(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The command in brackets may hold spaces and brackets itself: count fields after the last one.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const [state, start] = [fields[0], fields[19]];
      return state === "Z" || state === "X" || start === undefined ? null : start;
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    // No such process.
    return null;
  }
}

let knownBootId: string | undefined;

/** Another one after every reboot. */
export function bootId(): string {
  if (knownBootId === undefined)
    knownBootId =
      process.platform === "linux"
        ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
        : execFileSync("sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8" }).trim();
  return knownBootId;
}

/** Whether a process with this number exists, whoever it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
