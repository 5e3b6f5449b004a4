import { chmodSync, chownSync, writeFileSync } from "node:fs";
import { systemPath } from "./ensure-system.ts";
import { capture, findProgram } from "./processes.ts";
import { SetupProblem } from "./setup-problem.ts";

/** A user of the system, by number. */
export type SystemUser = { uid: number; gid: number };

const userName = "signet-e2e";

/** Gives the unprivileged user that runs the app in end-to-end tests, made when missing. Root only. */
export async function ensureTestUser(): Promise<SystemUser> {
  const known = await findUser();
  if (known) return known;
  const options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"];
  const made = await capture(systemProgram("useradd"), [
    ...options,
    "--shell",
    "/usr/sbin/nologin",
    userName,
  ]);
  const user = await findUser();
  if (!user) throw new SetupProblem(`The user ${userName} could not be made: ${made.stderr.trim()}`);
  return user;
}

/** Whether `user` can read all of `paths`, folders on the way included. */
export async function canRead(user: SystemUser, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    if ((await capture(systemProgram("test"), ["-r", path], { ...user, cwd: "/" })).status !== 0)
      return false;
  }
  return true;
}

/**
 * Writes a program that becomes `user` and then `executable`, passing on arguments and environment. It replaces its
 * process instead of starting another one, so that who starts it can watch and end it by its process id.
 */
export function writeRunAsUser(file: string, user: SystemUser, executable: string): void {
  const become = `${systemProgram("setpriv")} --reuid=${user.uid} --regid=${user.gid} --init-groups`;
  writeFileSync(file, `#!/bin/sh\nexec ${become} -- ${shellQuoted(executable)} "$@"\n`);
  chmodSync(file, 0o755);
}

/** Makes Chromium's sandbox helper effective: owned by root, and run as root whoever starts it. */
export function enableSandboxHelper(helper: string): void {
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
}

async function findUser(): Promise<SystemUser | null> {
  const entry = (await capture(systemProgram("getent"), ["passwd", userName])).stdout.trim().split(":");
  return entry.length > 3 ? { uid: Number(entry[2]), gid: Number(entry[3]) } : null;
}

function systemProgram(name: string): string {
  const path = findProgram(name, systemPath);
  if (path === null) throw new SetupProblem(`The program ${name} is missing.`);
  return path;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
