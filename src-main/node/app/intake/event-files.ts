import { lstatSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { err, ok, type Result } from "../../../core/base/result.ts";
import type { ProgramEvent } from "../../../core/events/program-event.ts";
import type { Digest } from "../../../core/model/ids.ts";
import type { RunArtifact, RunFile } from "../../../core/model/run.ts";
import { sha256 } from "../../host/digest.ts";
import { digestFile } from "../../host/file-digests.ts";
import { defaultIgnores, listTree, manifestText, treeSize } from "../../host/tree.ts";
import type { Library } from "../library.ts";

type ArtifactEvent = Extract<ProgramEvent, { readonly type: "artifact" }>;
type FileEvent = Extract<ProgramEvent, { readonly type: "input" | "output" }>;

export type TakenArtifact = Omit<RunArtifact, "position" | "kept" | "run">;
export type NotedFile = Pick<RunFile, "name" | "path" | "digest" | "size" | "type">;

/** Takes an artifact's bytes into the library. The error says why that cannot be. */
export async function takeArtifact(
  library: Library,
  folder: string,
  event: ArtifactEvent,
  now: number,
): Promise<Result<TakenArtifact, string>> {
  const found = findFile(folder, event.path);
  if (!found.ok) return err(`The artifact ${event.name} was not taken: ${found.error}`);
  try {
    const content = await library.objects.take(found.value.path, found.value.type, "copy");
    const { name, kind, path, step, time } = event;
    return ok({ name, kind, path, step, time: time ?? now, ...content });
  } catch (error) {
    return err(`The artifact ${event.name} was not taken: ${(error as Error).message}`);
  }
}

/** Digests a file or folder that a program says it read or wrote. */
export async function digestNoted(
  folder: string,
  cwd: string | null,
  { name, path }: FileEvent,
): Promise<Result<NotedFile, string>> {
  const found = findFile(folder, isAbsolute(path) || cwd === null ? path : join(cwd, path));
  if (!found.ok) return err(`${name} was not digested: ${found.error}`);
  const shown = cwd !== null && isInside(cwd, found.value.path) ? relative(cwd, found.value.path) : path;
  try {
    const { type } = found.value;
    const content = await (type === "file" ? digestFile(found.value.path) : digestFolder(found.value.path));
    return ok({ name, path: shown, type, digest: content.digest, size: content.size });
  } catch (error) {
    return err(`${name} was not digested: ${(error as Error).message}`);
  }
}

async function digestFolder(path: string): Promise<{ digest: Digest; size: number }> {
  const tree = await listTree(path, (name) => defaultIgnores.includes(name), digestFile);
  return { digest: sha256(manifestText(tree)), size: treeSize(tree) };
}

/**
 * The file or folder that an event names. What is relative must stay in the event file's folder: that may have come from
 * elsewhere.
 */
function findFile(
  folder: string,
  path: string,
): Result<{ readonly path: string; readonly type: "file" | "directory" }, string> {
  const place = resolve(folder, path);
  try {
    const real = realpathSync(place);
    if (!isAbsolute(path) && !isInside(realpathSync(folder), real))
      return err(`${path} leads out of the run's folder`);
    const stats = statSync(real);
    if (stats.isFile()) return ok({ path: real, type: "file" });
    if (stats.isDirectory()) return ok({ path: real, type: "directory" });
    return err(`${path} is neither a file nor a folder`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return err(code === "ENOENT" ? `${path} is not there` : message);
  }
}

function isInside(folder: string, path: string): boolean {
  const from = relative(folder, path);
  return from !== ".." && !from.startsWith(`..${sep}`) && !isAbsolute(from);
}

/** Whether a folder is a folder itself, and no link to one. */
export const isPlainFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
