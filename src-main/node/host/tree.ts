import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { byCodeUnit } from "../../core/base/json.ts";
import type { Digest } from "../../core/model/ids.ts";
import type { FileDigest } from "./digest.ts";
import { StampRows } from "./stamp-rows.ts";
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

export type Found = {
  /** Regular files by their paths, in order, with their stamps in that order and which can be executed. */
  readonly paths: readonly string[];
  readonly stamps: StampRows;
  readonly executable: readonly boolean[];
  /** All but files. */
  readonly entries: readonly TreeEntry[];
  /** The folders that were listed, by absolute path, each as it was before. */
  readonly folders: readonly (readonly [absolute: string, stamp: FileStamp])[];
};

/** Absolute path of what has this path below a folder; "" is the folder itself. */
const below = (root: string, path: string): string =>
  path === "" ? root : root.endsWith("/") ? root + path : `${root}/${path}`;

/**
 * Everything below a folder. Synchronous but for pauses: a round through the thread pool for each of 100,000 files takes
 * many times what asking the system does. Throws an error that names the entry for what is neither file, folder nor link,
 * and for names and targets that are not UTF-8: two of them could read as one text.
 */
async function find(root: string, ignored: (name: string) => boolean): Promise<Found> {
  const paths: string[] = [];
  const stamps = new StampRows();
  const executable: boolean[] = [];
  const entries: TreeEntry[] = [];
  const folders: [string, FileStamp][] = [];
  // What is left to look at, the next one last, folders with a `/` behind them. No call for each level, as there may be
  // thousands.
  const left: string[] = ["/"];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const turn = pause();
    if (turn !== undefined) await turn;
    if (next.endsWith("/")) {
      const path = next.slice(0, -1);
      const absolute = below(root, path);
      folders.push([absolute, stampOf(statSync(absolute, { bigint: true }))]);
      const names = listFolder(absolute, ignored);
      if (names.length === 0 && path !== "") entries.push({ kind: "folder", path });
      const prefix = path === "" ? "" : next;
      for (const name of names.reverse()) left.push(prefix + name);
      continue;
    }
    const absolute = below(root, next);
    const stats = lstatSync(absolute, { bigint: true });
    if (stats.isFile()) {
      paths.push(next);
      stamps.add(stampOf(stats));
      executable.push((stats.mode & 0o100n) !== 0n);
    } else if (stats.isSymbolicLink()) entries.push({ kind: "link", path: next, target: targetOf(absolute) });
    // A folder that took the place of what was listed is looked at as one.
    else if (stats.isDirectory()) left.push(`${next}/`);
    else throw new Error(`${absolute} is neither a file nor a folder`);
  }
  return { paths, stamps, executable, entries, folders };
}

/** Names in a folder, those of folders with a `/` behind them, in the order of whole paths: `a.b` comes before `a/b`. */
function listFolder(absolute: string, ignored: (name: string) => boolean): string[] {
  const list = readdirSync(absolute, { withFileTypes: true });
  // Node puts this character where bytes are no UTF-8, and it may stand in a name itself.
  if (list.some(({ name }) => name.includes("\uFFFD")))
    for (const name of readdirSync(absolute, { encoding: "buffer" }))
      if (!isUtf8(name))
        throw new Error(
          `the name of ${absolute}/${escaped(name)} is not UTF-8, so it cannot be told from others`,
        );
  return (
    list
      .filter(({ name }) => !ignored(name))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      // By code unit.
      .sort()
  );
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
  const { paths, executable, entries } = await find(root, ignored);
  const all = [...entries];
  for (const [index, path] of paths.entries())
    all.push({
      kind: "file",
      path,
      ...(await digest(below(root, path))),
      executable: executable[index] === true,
    });
  return inOrder(all);
}

/** How often a folder is listed that changes meanwhile. */
const attempts = 5;

/**
 * What is made of a folder as it stood at one time, as far as the system tells: where any folder was changed before `use`
 * was done with it, all is listed again. Rejects with an error that names the folder or file when it never rests.
 */
export async function atRest<Answer>(
  root: string,
  ignored: (name: string) => boolean,
  use: (found: Found) => Promise<Answer>,
): Promise<Answer> {
  let moved = root;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const found = await find(root, ignored);
      const answer = await use(found);
      const changed = found.folders.find(
        ([folder, before]) => !sameStamp(before, stampOf(statSync(folder, { bigint: true }))),
      );
      if (changed === undefined) return answer;
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

/**
 * Digests what was found, files by what is remembered of them. `stands`: each of them would be believed by its stamp, as
 * it was found, the next time.
 */
export async function digestFound(
  root: string,
  { paths, stamps, executable, entries }: Found,
  cache: DigestCache,
): Promise<{ readonly entries: TreeEntry[]; readonly stands: boolean }> {
  const all = [...entries];
  let stands = true;
  type File = { readonly index: number; readonly absolute: string; readonly stamp: FileStamp };
  const digests = digestsBelow<File>(cache, root, ({ index }, found, isSettled) => {
    if (!isSettled) stands = false;
    all.push({ kind: "file", path: paths[index] ?? "", ...found, executable: executable[index] === true });
  });
  try {
    for (const [index, path] of paths.entries()) {
      const taken = digests.take({ index, absolute: below(root, path), stamp: stamps.at(index) });
      if (taken !== undefined) await taken;
    }
  } finally {
    await digests.end();
  }
  return { entries: inOrder(all), stands };
}

/** A folder's entries, digested at rest. */
export const digestTree = (
  root: string,
  ignored: (name: string) => boolean,
  cache: DigestCache,
): Promise<TreeEntry[]> =>
  atRest(root, ignored, async (found) => (await digestFound(root, found, cache)).entries);

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
