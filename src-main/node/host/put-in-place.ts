import { constants, existsSync, lstatSync, realpathSync, renameSync } from "node:fs";
import { cp, lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { diagnosticText } from "../../core/model/diagnostic.ts";
import type { Digest } from "../../core/model/ids.ts";
import type { Content } from "../../core/ports/files.ts";
import type { Objects } from "../objects/object-store.ts";
import { makeFolders } from "./make-folders.ts";
import { removeTree } from "./small-files.ts";
import type { DigestCache } from "./stat-cache.ts";
import { contentAt, isOutside } from "./workspace-files.ts";

export type Placing = {
  readonly objects: Objects;
  readonly cache: DigestCache;
  /** Whether a run or an earlier replacement refers to bytes; what nothing refers to is not kept for long. */
  readonly isRecorded: (digest: Digest) => boolean;
  /** Called when bytes that are not recorded are about to be replaced; the library holds them now. */
  readonly onDisplaced: (path: string, content: Content) => void;
};

/** Shows content at an absolute path of a workspace, atomically; what is there and unknown becomes an object first. */
export async function showAt(
  placing: Placing,
  workspace: string,
  target: string,
  content: Content,
): Promise<void> {
  refuseOutside(workspace, target);
  makeFolders(dirname(target));
  const found = await contentAt(target, target, { type: content.type, ignore: null }, placing.cache);
  if (found.ok && found.value?.digest === content.digest) return;
  await keepDisplaced(placing, target);
  const made = await placing.objects.copyNear(content, target);
  try {
    // A rename replaces a file by a file only; the library holds whatever else is there by now.
    const isFolder = lstatSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
    if (content.type === "directory" || isFolder) await removeTree(target);
    renameSync(made, target);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** Takes whatever stands at a path into the library, and notes it, unless it is there for good already. */
async function keepDisplaced(
  { objects, cache, isRecorded, onDisplaced }: Placing,
  target: string,
): Promise<void> {
  const stats = lstatSync(target, { throwIfNoEntry: false });
  if (stats === undefined) return;
  const type = stats.isDirectory() ? "directory" : "file";
  const content = await contentAt(target, target, { type, ignore: null }, cache);
  if (!content.ok) throw new Error(`${diagnosticText(content.error)}; it was left as it is`);
  if (content.value === null || (objects.has(content.value) && isRecorded(content.value.digest))) return;
  onDisplaced(target, await objects.take(target, type, "copy"));
}

/** A folder on the way may be a link out of the workspace: nothing is written, and no folder made, through it. */
function refuseOutside(workspace: string, target: string): void {
  const home = realpathSync.native(workspace);
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    if (!existsSync(folder)) continue;
    if (isOutside(relative(home, realpathSync.native(folder))))
      throw new Error(`${target} leads out of the workspace through a link`);
    return;
  }
}

/**
 * Moves what stands at these absolute paths into `folder` (in the library), with a list of it written first, so that
 * `putBackAfterCrash` can undo it whatever happens.
 */
export async function setAside(
  placing: Placing,
  workspace: string,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    refuseOutside(workspace, path);
    makeFolders(dirname(path));
    await keepDisplaced(placing, path);
  }
  const places: Place[] = await Promise.all(
    paths.map(async (path) => ({ path, existed: (await lstat(path).catch(() => null)) !== null })),
  );
  if (places.length > 0) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${listName}.part`), JSON.stringify(places), { flush: true });
    await rename(join(folder, `${listName}.part`), join(folder, listName));
  }
  try {
    for (const [index, { path, existed }] of places.entries())
      if (existed) await move(path, join(folder, String(index)));
  } catch (error) {
    await putBackAfterCrash(folder);
    throw error;
  }
}

const listName = "list.json";
type Place = { readonly path: string; readonly existed: boolean };

/** The command's success is recorded: what `setAside` moved is kept as objects and need not come back. */
export const releaseAside = (folder: string): Promise<void> => removeTree(folder);

/** Puts back what `setAside` moved into `folder`, if anything. Safe to call again, and after a crash at any point of either. */
export async function putBackAfterCrash(folder: string): Promise<void> {
  const list = await readFile(join(folder, listName), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  // Nothing is moved before the list is there.
  if (list === null) return rm(folder, { recursive: true, force: true });
  for (const [index, { path, existed }] of (JSON.parse(list) as Place[]).entries()) {
    const kept = join(folder, String(index));
    const moved = (await lstat(kept).catch(() => null)) !== null;
    // It existed and was not moved (or is back already): what is there is the user's own.
    if (existed && !moved) continue;
    await rm(path, { recursive: true, force: true });
    if (moved) await move(kept, path);
  }
  await rm(folder, { recursive: true, force: true });
}

/** Renames, or copies across file systems: what stands at `to` is whole, and `from` stays until it does. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const half = join(dirname(to), `.${basename(to)}.signet-part`);
    await rm(half, { recursive: true, force: true });
    await cp(from, half, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      mode: constants.COPYFILE_FICLONE,
    });
    await rename(half, to);
    await rm(from, { recursive: true, force: true });
  }
}
