import { existsSync, mkdtempSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { RunFile } from "../core/model/run.ts";
import type { Content } from "../core/ports/files.ts";
import type { Services } from "../node/app/services.ts";
import { makeFolders } from "../node/host/make-folders.ts";
import { contentAt } from "../node/host/workspace-files.ts";
import { saysUnwritable } from "../node/store/check-database.ts";

/**
 * A path of the bytes in the library, absolute and read-only. A folder is laid out there once; where the library cannot be
 * written, a copy of it in the system's folder for temporary files.
 */
export async function libraryPath({ library }: Services, content: Content): Promise<string> {
  if (content.type === "file") return library.objects.pathOf(content.digest);
  const name = content.digest.slice("sha256:".length);
  const folder = join(library.folder, "folders", name);
  if (existsSync(folder)) return folder;
  try {
    await layOut(library, content, folder);
    return folder;
  } catch (error) {
    if (!saysUnwritable(error)) throw error;
    const copy = join(mkdtempSync(join(tmpdir(), "signet-")), name);
    await library.objects.copyTo(content, copy);
    return copy;
  }
}

async function layOut(library: Services["library"], content: Content, folder: string): Promise<void> {
  const half = `${folder}.${process.pid}-${counter++}`;
  makeFolders(dirname(half));
  try {
    await library.objects.linkTo(content, half);
    await rename(half, folder);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Somebody else laid it out meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

let counter = 0;

/**
 * An absolute path where exactly the recorded bytes can be read: in the workspace while they stand there, else in the
 * library; null when they are nowhere any more.
 */
export async function exactPath(
  services: Services,
  { digest, size, ...file }: Pick<RunFile, "digest" | "size" | "type" | "path">,
  workspace: string | null,
): Promise<string | null> {
  const { digests, objects } = services.library;
  if (file.path !== null && workspace !== null) {
    const shown = resolve(workspace, file.path);
    const found = await contentAt(shown, shown, { type: file.type, ignore: null }, digests);
    if (found.ok && digest !== null && found.value?.digest === digest) return shown;
  }
  if (digest === null) return null;
  const content = { digest, size: size ?? 0, type: file.type };
  if (!objects.has(content)) return null;
  try {
    return await libraryPath(services, content);
  } catch (error) {
    // A file in the folder is damaged: it counts as gone now, and the folder with it.
    if (!objects.has(content)) return null;
    throw error;
  }
}
