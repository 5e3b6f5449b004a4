import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./workspace.ts";

/** Only root may mount file systems, and only root is not kept from writing by a file's mode. */
export const isRoot = process.getuid?.() === 0;

/**
 * A file system of its own for one test, of this many kilobytes and, where it is told, files. For root; throws where mounting
 * is forbidden.
 */
export function smallDisk(kilobytes: number, files: number | null = null): string {
  const folder = temporaryFolder();
  const options = `size=${kilobytes}k${files === null ? "" : `,nr_inodes=${files}`}`;
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", folder], { stdio: "pipe" });
  });
  return folder;
}

/** Makes a folder one that nobody may write to, until the test ends. For root it has to be a file system of its own. */
export function makeReadOnly(folder: string): void {
  if (isRoot) {
    execFileSync("mount", ["-o", "remount,ro", folder], { stdio: "pipe" });
    return;
  }
  const all = ["", ...(readdirSync(folder, { recursive: true }) as string[])].map((name) =>
    join(folder, name),
  );
  const modes = all.map((path) => [path, statSync(path).mode] as const);
  for (const [path, mode] of modes) chmodSync(path, mode & 0o555);
  onTestFinished(() => {
    for (const [path, mode] of modes) chmodSync(path, mode);
  });
}
