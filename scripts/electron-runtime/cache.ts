import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRoot } from "../processes.ts";

const lockPollMs = 200;

/**
 * The folder for what the launcher downloads and builds; made when missing. Root's is the machine-wide one, because
 * the end-to-end tests started by root run the app as another user, who cannot look into root's home.
 */
export function cacheFolder(): string {
  const folder =
    isRoot() && process.platform === "linux"
      ? "/var/cache/signet"
      : join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "signet");
  mkdirSync(folder, { recursive: true });
  if (isRoot()) chmodSync(folder, 0o755);
  return folder;
}

/**
 * Gives the cache's folder `name`, which `make` fills the first time. It is filled under another name and renamed
 * when complete, so an interrupted attempt is never taken for the real thing; of several processes one does the
 * work and the others wait for it.
 */
export async function cachedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  return await withLock(name, async () => {
    if (existsSync(target)) return target;
    removeLeftovers(name);
    const unfinished = mkdtempSync(join(cacheFolder(), unfinishedPrefix(name)));
    process.umask(0o022); // Readable by others, see `cacheFolder`.
    try {
      await make(unfinished);
      chmodSync(unfinished, 0o755);
      publish(unfinished, target);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
    return target;
  });
}

/** What a killed process had begun; to be called by the holder of the lock. */
function removeLeftovers(name: string): void {
  for (const entry of readdirSync(cacheFolder())) {
    if (entry.startsWith(unfinishedPrefix(name)))
      rmSync(join(cacheFolder(), entry), { recursive: true, force: true });
  }
}

function unfinishedPrefix(name: string): string {
  return `unfinished-${name}-`;
}

/** Renaming fails when somebody else was first, which is just as good. */
function publish(unfinished: string, target: string): void {
  try {
    renameSync(unfinished, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

/**
 * Runs `work` while no other process runs work under the same name. A lock whose holder has died is taken over.
 * This saves double work and no more: should two waiters take over at the same moment, both work.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const lock = join(cacheFolder(), `${name}.lock`);
  while (!takeLock(lock)) await delay(lockPollMs);
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A lock is a folder (making one is atomic) that names its holder in a file. */
function takeLock(lock: string): boolean {
  const mine = `${lock}.${process.pid}`;
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine);
  writeFileSync(join(mine, "pid"), String(process.pid));
  try {
    // Renaming onto a folder that is not empty fails, so only one process can succeed.
    renameSync(mine, lock);
    return true;
  } catch {
    rmSync(mine, { recursive: true, force: true });
  }
  if (!holderLives(lock)) rmSync(lock, { recursive: true, force: true });
  return false;
}

function holderLives(lock: string): boolean {
  let pid: number;
  try {
    pid = Number(readFileSync(join(lock, "pid"), "utf8"));
  } catch {
    return true; // Just released: ask again.
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
