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
  if (process.platform === "linux") {
    const stat = statOf(pid);
    return stat?.isLiving === true ? stat.start : null;
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    // No such process.
    return null;
  }
}

/** What Linux tells of a process: `start` in clock ticks since boot. One that ended and was not collected does not live. */
export type ProcessStat = { readonly isLiving: boolean; readonly group: number; readonly start: string };

/** Null: no such process. Linux alone. */
export function statOf(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // The command in brackets may hold spaces and brackets itself: count fields after the last one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, , group] = fields;
  const start = fields[19];
  if (start === undefined) return null;
  return { isLiving: state !== "Z" && state !== "X", group: Number(group), start };
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
