import { type ChildProcess, fork } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { err } from "../../core/base/result.ts";
import { scriptBeside } from "../host/script-beside.ts";
import { halfBackup, type WrittenBackup } from "../store/backups.ts";
import type { BackupNews } from "./backup-process.ts";

/** How far a backup is: the bytes that were written, or that all are and it is being checked. */
export type BackupProgress = { readonly written: number } | "checking";

/** How often it is looked, in milliseconds. */
const lookInterval = 200;

export type BackupApart = {
  readonly ended: Promise<WrittenBackup>;
  /** Ends it at once, and takes away what is half made. */
  readonly stop: () => void;
};

/**
 * Makes a backup of a database in a process of its own: SQLite copies all of it in one statement, which nothing can break
 * off but the end of its process.
 */
export function backUpApart(
  database: string,
  file: string,
  onProgress: (progress: BackupProgress) => void,
): BackupApart {
  const child = fork(fileURLToPath(scriptBeside("backup-process", import.meta.url)), [database, file], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const half = halfBackup(file, child.pid ?? 0);
  const takeAway = (): void => {
    // Below what is no folder, `force` would not do.
    for (const name of [half, `${half}-journal`]) if (existsSync(name)) rmSync(name, { force: true });
  };
  const timer = setInterval(() => {
    const written = existsSync(half) ? statSync(half, { throwIfNoEntry: false })?.size : undefined;
    if (written !== undefined) onProgress({ written });
  }, lookInterval);
  const copied = (): void => {
    clearInterval(timer);
    onProgress("checking");
  };
  return {
    ended: answerOf(child, file, copied).finally(() => {
      clearInterval(timer);
      takeAway();
    }),
    stop: () => {
      child.kill("SIGKILL");
      takeAway();
    },
  };
}

function answerOf(child: ChildProcess, file: string, onCopied: () => void): Promise<WrittenBackup> {
  return new Promise((resolve) => {
    let answer: WrittenBackup | undefined;
    const failed = (what: string) => err(`The backup ${file} could not be written: ${what}`);
    child.on("message", (news: BackupNews) => {
      if (news.kind === "copied") onCopied();
      else answer = news.backup;
    });
    child.once("error", ({ message }) => resolve(failed(message)));
    child.once("close", (code, signal) =>
      resolve(answer ?? failed(`its process ended with ${signal ?? code}`)),
    );
  });
}
