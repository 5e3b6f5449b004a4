import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { byCodeUnit } from "../../core/base/json.ts";
import type { Digest } from "../../core/model/ids.ts";
import type { FileDigest } from "./digest.ts";
import { type DigestCache, digestsBelow, type FileStamp, sameStamp, stampOf } from "./stat-cache.ts";
import { pause } from "./time-slice.ts";

/** One member of a folder, by its path below the folder, with `/` between names. */
export type TreeEntry =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly digest: Digest;
      readonly size: number;
      readonly executable: boolean;
    }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  | { readonly kind: "folder"; readonly path: string };

/** What every folder's digest leaves out: what tools drop beside data. */
export const defaultIgnores = ["__pycache__", ".DS_Store", ".ipynb_checkpoints", "Thumbs.db", ".git"];

/** A regular file that was found, with its state then. */
type FoundFile = {
  readonly path: string;
  readonly absolute: string;
  readonly stamp: FileStamp;
  readonly executable: boolean;
};

type Found = {
  /** All but files. */
  readonly entries: TreeEntry[];
  /** The folders that were listed, by absolute path, each as it was before. */
  readonly folders: readonly (readonly [absolute: string, stamp: FileStamp])[];
};

/**
 * Everything below a folder; `take` gets the files in the order of their paths. Synchronous but for pauses: a round through the
 * thread pool for each of 100,000 files takes many times what asking the system does. Throws an error that names the
 * entry for what is neither file, folder nor link, and for names and targets that are not UTF-8: two of them could read
 * as one text.
 */
async function find(
  root: string,
  ignored: (name: string) => boolean,
  take: (file: FoundFile) => Promise<void> | undefined,
): Promise<Found> {
  const entries: TreeEntry[] = [];
  const folders: [string, FileStamp][] = [];
  const base = root.endsWith("/") ? root : `${root}/`;
  // What is left to look at, the next one last. No call for each level, as there may be thousands.
  const left: { readonly path: string; readonly isFolder: boolean }[] = [{ path: "", isFolder: true }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const turn = pause();
    if (turn !== undefined) await turn;
    const { path, isFolder } = next;
    const absolute = path === "" ? root : base + path;
    if (isFolder) {
      folders.push([absolute, stampOf(statSync(absolute, { bigint: true }))]);
      const below = listFolder(absolute).filter(({ name }) => !ignored(name));
      if (below.length === 0 && path !== "") entries.push({ kind: "folder", path });
      const prefix = path === "" ? "" : `${path}/`;
      // Backwards in the order of whole paths, where `a.b` comes before `a/b`.
      const placed = below.map(({ name, isFolder }) => ({
        path: prefix + name,
        isFolder,
        key: isFolder ? `${name}/` : name,
      }));
      placed.sort((a, b) => byCodeUnit(b.key, a.key));
      for (const one of placed) left.push(one);
      continue;
    }
    const stats = lstatSync(absolute, { bigint: true });
    if (stats.isFile()) {
      const executable = (stats.mode & 0o100n) !== 0n;
      const taken = take({ path, absolute, stamp: stampOf(stats), executable });
      if (taken !== undefined) await taken;
    } else if (stats.isSymbolicLink()) entries.push({ kind: "link", path, target: targetOf(absolute) });
    // A folder that took the place of what was listed is looked at as one.
    else if (stats.isDirectory()) left.push({ path, isFolder: true });
    else throw new Error(`${absolute} is neither a file nor a folder`);
  }
  return { entries, folders };
}

function listFolder(absolute: string): { readonly name: string; readonly isFolder: boolean }[] {
  const list = readdirSync(absolute, { withFileTypes: true });
  // Node puts this character where bytes are no UTF-8, and it may stand in a name itself.
  if (list.some(({ name }) => name.includes("\uFFFD")))
    for (const name of readdirSync(absolute, { encoding: "buffer" }))
      if (!isUtf8(name))
        throw new Error(
          `the name of ${absolute}/${escaped(name)} is not UTF-8, so it cannot be told from others`,
        );
  return list.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
}

function targetOf(absolute: string): string {
  const target = readlinkSync(absolute, { encoding: "buffer" });
  if (!isUtf8(target)) throw new Error(`${absolute} leads to ${escaped(target)}, a name that is not UTF-8`);
  return target.toString("utf8");
}

/** Bytes as text, with those that are no ASCII as `\xff`. */
const escaped = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
    )
    .join("");

const inOrder = (entries: TreeEntry[]): TreeEntry[] => entries.sort((a, b) => byCodeUnit(a.path, b.path));

/**
 * Lists a folder, sorted; folders are listed only when empty. `digest` is asked for every regular file, one after the
 * other, and may take it away.
 */
export async function listTree(
  root: string,
  ignored: (name: string) => boolean,
  digest: (path: string) => Promise<FileDigest>,
): Promise<TreeEntry[]> {
  const files: FoundFile[] = [];
  const { entries } = await find(root, ignored, (file) => {
    files.push(file);
    return undefined;
  });
  for (const { path, absolute, executable } of files)
    entries.push({ kind: "file", path, ...(await digest(absolute)), executable });
  return inOrder(entries);
}

/** How often a folder is listed that changes meanwhile. */
const attempts = 5;

/**
 * A folder's entries as they stood at one time, as far as the system tells: files by what is remembered of them, and where
 * any folder was changed before the last file was digested, all is listed again. Rejects with an error that names the
 * folder or file when it never rests.
 */
export async function digestTree(
  root: string,
  ignored: (name: string) => boolean,
  cache: DigestCache,
): Promise<TreeEntry[]> {
  let moved = root;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const files: TreeEntry[] = [];
      const digests = digestsBelow<FoundFile>(cache, root, ({ path, executable }, found) =>
        files.push({ kind: "file", path, ...found, executable }),
      );
      const { entries, folders } = await find(root, ignored, digests.take).finally(digests.end);
      const changed = folders.find(
        ([folder, before]) => !sameStamp(before, stampOf(statSync(folder, { bigint: true }))),
      );
      if (changed === undefined) return inOrder(entries.concat(files));
      moved = changed[0];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // What was listed is gone, or became a folder: the listing is old.
      const isOld = code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR" || code === "EINVAL";
      if (!isOld || attempt + 1 === attempts) throw error;
    }
  }
  throw new Error(`${moved} keeps changing while it is listed`);
}

const manifestHead = "signet folder 1\n";

function manifestLine(entry: TreeEntry): string {
  if (entry.kind === "file")
    return `${JSON.stringify([entry.executable ? "x" : "f", entry.path, entry.digest, entry.size])}\n`;
  return `${JSON.stringify(entry.kind === "link" ? ["l", entry.path, entry.target] : ["d", entry.path])}\n`;
}

/** The text that stands for a folder in the library; its digest is the folder's. */
export const manifestText = (entries: readonly TreeEntry[]): string =>
  `${manifestHead}${entries.map(manifestLine).join("")}`;

/** Reads `manifestText` back. Throws on anything else: a damaged object. */
export function parseManifest(text: string): TreeEntry[] {
  const [head, ...lines] = text.split("\n");
  if (head !== "signet folder 1") throw new Error("Not a folder's manifest");
  return lines
    .filter((line) => line !== "")
    .map((line): TreeEntry => {
      const [kind, path, third, size] = JSON.parse(line) as [string, string, string, number];
      if (kind === "l") return { kind: "link", path, target: third };
      if (kind === "d") return { kind: "folder", path };
      return { kind: "file", path, digest: third as Digest, size, executable: kind === "x" };
    });
}

/** The digest of `manifestText`, without making all of that text. */
export function manifestDigest(entries: readonly TreeEntry[]): Digest {
  const hash = createHash("sha256").update(manifestHead);
  for (let from = 0; from < entries.length; from += 1_000)
    hash.update(
      entries
        .slice(from, from + 1_000)
        .map(manifestLine)
        .join(""),
    );
  return `sha256:${hash.digest("hex")}` as Digest;
}

export const treeSize = (entries: readonly TreeEntry[]): number =>
  entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0);
