import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { processIdentity } from "./process-identity.ts";

export type ProcessToStart = {
  /** Words; the first is the program. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  /** File that standard output and standard error are appended to, by descriptor: no pipe through this process. */
  readonly log: string;
  /** Its standard input is that of this process; else it is closed. */
  readonly inheritsInput?: boolean;
};

/** How a process ended, as its parent is told; null: its parent is gone. */
export type ProcessEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null } | null;

export type StartedProcess = {
  readonly pid: number;
  /** Beyond reuse of its pid; null when it has ended already. */
  readonly identity: string | null;
  readonly ended: Promise<ProcessEnd>;
};

/** Starts a process in a group of its own. Rejects when it cannot be started. */
export function startProcess({
  argv: [program, ...args],
  cwd,
  env,
  log,
  inheritsInput = false,
}: ProcessToStart): Promise<StartedProcess> {
  const file = openSync(log, "a");
  return new Promise((resolve, reject) => {
    try {
      // Of some problems (too many words) Node tells by throwing, of others by an event.
      const child = spawn(program, args, {
        cwd,
        env,
        stdio: [inheritsInput ? "inherit" : "ignore", file, file],
        detached: true,
      });
      const ended = new Promise<ProcessEnd>((end) => {
        child.once("exit", (code, signal) => end({ code, signal }));
      });
      child.once("error", reject);
      child.once("spawn", () => {
        const pid = child.pid as number;
        resolve({ pid, identity: processIdentity(pid), ended });
      });
    } catch (error) {
      reject(error as Error);
    } finally {
      closeSync(file);
    }
  });
}
