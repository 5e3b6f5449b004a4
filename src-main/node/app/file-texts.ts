import { isUtf8 } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import type { FileText } from "../../core/model/run-diff.ts";
import type { Content } from "../../core/ports/files.ts";
import { digestTree, parseManifest, type TreeEntry } from "../host/tree.ts";
import type { Library } from "./library.ts";

/** Larger texts are not shown side by side, in bytes. */
export const largestText = 4 * 1024 * 1024;

/** Why contents of the library are not looked into. */
export const lackText = (lack: "damaged" | "not-kept"): string =>
  lack === "damaged"
    ? "Its contents in the library are damaged; running what made them makes them anew"
    : "The library did not keep its contents";

/** The text of an object of the library, verified; of a folder a line for each file in it. */
export async function keptText(
  { objects }: Pick<Library, "objects">,
  { digest, type }: Pick<Content, "digest" | "type">,
): Promise<FileText> {
  const size = await sizeOf(objects.pathOf(digest));
  if (size === null) return { kind: objects.lack(digest) };
  if (size > largestText) return { kind: "too-large", size };
  const bytes = await objects.read(digest);
  if (bytes === null) return { kind: objects.lack(digest) };
  return type === "file" ? textOfBytes(bytes) : listingText(parseManifest(bytes.toString("utf8")));
}

/** The text of a file as it stands now; null when no regular file is there. */
export async function textAt(path: string): Promise<FileText | null> {
  const size = await sizeOf(path);
  if (size === null) return null;
  return size > largestText ? { kind: "too-large", size } : textOfBytes(await readFile(path));
}

/** What is in a folder as it stands now, a line for each file; null when no folder is there. */
export async function listingAt(
  { digests }: Pick<Library, "digests">,
  path: string,
  ignored: (name: string) => boolean,
): Promise<FileText | null> {
  const stats = await statsOf(path);
  return stats?.isDirectory() ? listingText(await digestTree(path, ignored, digests)) : null;
}

const sizeOf = async (path: string): Promise<number | null> => {
  const stats = await statsOf(path);
  return stats?.isFile() ? stats.size : null;
};

const statsOf = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });

function textOfBytes(bytes: Buffer): FileText {
  return !isUtf8(bytes) || bytes.includes(0)
    ? { kind: "binary", size: bytes.length }
    : { kind: "text", text: bytes.toString("utf8") };
}

function listingText(entries: readonly TreeEntry[]): FileText {
  const text = entries.map((entry) => `${listingLine(entry)}\n`).join("");
  return text.length > largestText ? { kind: "too-large", size: text.length } : { kind: "text", text };
}

function listingLine(entry: TreeEntry): string {
  switch (entry.kind) {
    case "file":
      return `${entry.path}  ${entry.size} bytes  ${entry.digest.slice("sha256:".length).slice(0, 16)}${entry.executable ? "  executable" : ""}`;
    case "link":
      return `${entry.path} -> ${entry.target}`;
    case "folder":
      return `${entry.path}/`;
  }
}
