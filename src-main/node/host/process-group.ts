import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { statOf } from "./process-identity.ts";

/** How often a group is looked at that is to end, in milliseconds. */
const lookInterval = 20;

/** Sends a signal to all processes of a group, if there are any; `leader` is the pid of its first one. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  // 0 and 1 would mean ourselves and everybody.
  if (leader <= 1) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // The group has ended.
  }
}

/** Waits until all processes of a group have ended, or `isOver` says that it is enough. */
export async function groupEnded(leader: number, isOver: () => boolean): Promise<void> {
  while (isGroupThere(leader) && !isOver()) await wait(lookInterval);
}

function isGroupThere(leader: number): boolean {
  if (leader <= 1) return false;
  try {
    process.kill(-leader, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // Those that ended and that nobody collects, as in some containers, are there for the system.
  return process.platform !== "linux" || readdirSync("/proc").some((name) => isLiving(name, leader));
}

function isLiving(name: string, leader: number): boolean {
  if (!/^\d+$/.test(name)) return false;
  const stat = statOf(Number(name));
  return stat?.isLiving === true && stat.group === leader;
}
