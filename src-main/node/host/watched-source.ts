import { constants, lstatSync, readdirSync, statSync } from "node:fs";
import { chmod, copyFile, mkdir, readlink, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Dataset } from "../../core/model/pipeline.ts";
import type { Content } from "../../core/ports/files.ts";
import { type DigestCache, type FileStamp, sameStamp, stampOf } from "./stat-cache.ts";
import { pause } from "./time-slice.ts";
import { contentAt, ignoring } from "./workspace-files.ts";

/** How a step reads a source that is too large to keep. */
export type WatchedSource = {
  /** Absolute path: of a private view, or of the source itself. */
  readonly path: string;
  /** Whether it is not what the step was decided by. */
  readonly isChanged: boolean;
  /** By which to tell whether anything was done to it since; null for a private view, which nobody else knows. */
  readonly watch: SourceWatch | null;
};

/** A source as it stood, to be compared later, by another process too: it is a stored value. */
export type SourceWatch = {
  readonly source: string;
  readonly ignore: readonly string[];
  readonly stamps: readonly (readonly [path: string, stamp: Stamp])[];
};

/** Whether anything was done to a source since it was looked at. */
export const isTouched = async ({ source, ignore, stamps }: SourceWatch): Promise<boolean> =>
  !sameStamps(new Map(stamps), await stampsBelow(source, await ignoring(ignore)));

/**
 * A private view of a large source at `target`, where the file system makes one that shares the bytes; else the source
 * itself, with the state of each of its files, by which a change is seen even when it was taken back.
 */
export async function watchedSource(
  cache: DigestCache,
  source: string,
  { type, ignore }: Pick<Dataset, "type" | "ignore">,
  expected: Content,
  target: string,
): Promise<WatchedSource> {
  const before = await stampsBelow(source, await ignoring(ignore));
  const found = await contentAt(source, source, { type, ignore }, cache);
  if (!found.ok) throw new Error(found.error.message);
  const isChanged = found.value?.digest !== expected.digest;
  const watch: SourceWatch = { source, ignore: [...ignore], stamps: [...before] };
  if (await cloned(source, target, before))
    return { path: target, isChanged: isChanged || (await isTouched(watch)), watch: null };
  await rm(target, { recursive: true, force: true });
  return { path: source, isChanged, watch };
}

/** What lies below a folder by its path there, "" for a file or the folder itself. */
type Stamps = ReadonlyMap<string, Stamp>;
type Stamp = FileStamp & { readonly kind: "file" | "folder" | "link" };

async function stampsBelow(root: string, ignored: (name: string) => boolean): Promise<Stamps> {
  const stamps = new Map<string, Stamp>();
  const left = [""];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    await pause();
    const absolute = path === "" ? root : join(root, path);
    // Gone since it was listed: then it is missing here, which is a difference too.
    const stats = (path === "" ? statSync : lstatSync)(absolute, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) continue;
    const kind = stats.isDirectory() ? "folder" : stats.isSymbolicLink() ? "link" : "file";
    stamps.set(path, { ...stampOf(stats), kind });
    if (kind === "folder")
      for (const name of readdirSync(absolute))
        if (!ignored(name)) left.push(path === "" ? name : `${path}/${name}`);
  }
  return stamps;
}

/** A folder's own times are left out: names that are ignored move them, and all others are compared. */
function sameStamps(before: Stamps, after: Stamps): boolean {
  if (before.size !== after.size) return false;
  for (const [path, stamp] of before) {
    const now = after.get(path);
    if (now === undefined || now.kind !== stamp.kind) return false;
    if (stamp.kind !== "folder" && !sameStamp(stamp, now)) return false;
  }
  return true;
}

/** Copies by reference alone. False, and something half made, where the file system does not do that. */
async function cloned(source: string, target: string, stamps: Stamps): Promise<boolean> {
  try {
    for (const [path, { kind }] of stamps) {
      const to = path === "" ? target : join(target, path);
      const from = path === "" ? source : join(source, path);
      await mkdir(kind === "folder" ? to : dirname(to), { recursive: true });
      if (kind === "link") await symlink(await readlink(from), to);
      else if (kind === "file") {
        await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
        await chmod(to, (lstatSync(from).mode & 0o111) === 0 ? 0o444 : 0o555);
      }
    }
    return true;
  } catch {
    // What stands in the way of a view is met again when the source is read where it is.
    return false;
  }
}
