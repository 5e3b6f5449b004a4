import { chmodSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";

/** Changes one bit of an object, of the byte `at`; `quietly` with its modification time as before, as rotting bits do. */
export function flipBit(path: string, quietly: boolean, at = 0): void {
  const { atime, mtime, mode } = statSync(path);
  chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  if (quietly) utimesSync(path, atime, mtime);
  chmodSync(path, mode);
}
