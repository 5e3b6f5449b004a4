import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { Digest } from "../../core/model/ids.ts";
import { StampRows } from "./stamp-rows.ts";
import { type DigestCache, isSettled, stampOf } from "./stat-cache.ts";

/** Where a file is with its bytes, or nothing. */
export type KnownFile = readonly [absolute: string, digest: Digest | null];

/**
 * Digest of how files must stand so that their bytes are these without being read: by the stamps that the cache would
 * believe. Null when it would read one of them.
 */
export function rememberedState(cache: DigestCache, files: readonly KnownFile[]): string | null {
  const rows = new StampRows();
  for (const [path, digest] of files) {
    const known = digest === null ? null : cache.get(path);
    if (digest !== null && (known?.digest !== digest || !isSettled(known))) return null;
    rows.add(known);
  }
  return digestOf(rows);
}

/** The same of how files stand now; null when there is something else at one of the paths. */
export function presentState(paths: readonly string[]): string | null {
  const rows = new StampRows();
  for (const path of paths) {
    let stats: ReturnType<typeof statOf>;
    try {
      stats = statOf(path);
    } catch (error) {
      // Below what is no folder there is nothing.
      if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") return null;
    }
    if (stats !== undefined && !stats.isFile()) return null;
    rows.add(stats === undefined ? null : stampOf(stats));
  }
  return digestOf(rows);
}

const statOf = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false });

const digestOf = ({ rows }: StampRows): string => createHash("sha256").update(rows).digest("hex");
