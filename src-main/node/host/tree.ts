import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { byCodeUnit } from "../../core/base/json.ts";
import type { Digest } from "../../core/model/ids.ts";
import { sha256 } from "./digest.ts";

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

/** Lists a folder, sorted; folders are listed only when empty. `digest` is asked for every regular file. */
export async function listTree(
  root: string,
  ignored: (name: string) => boolean,
  digest: (path: string) => Promise<{ digest: Digest; size: number }>,
): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const visit = async (folder: string): Promise<void> => {
    const names = (await readdir(join(root, folder))).filter((name) => !ignored(name));
    if (names.length === 0 && folder !== "") entries.push({ kind: "folder", path: folder });
    for (const name of names) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const absolute = join(root, path);
      const stats = await lstat(absolute);
      if (stats.isDirectory()) await visit(path);
      else if (stats.isSymbolicLink()) entries.push({ kind: "link", path, target: await readlink(absolute) });
      else if (stats.isFile())
        entries.push({
          kind: "file",
          path,
          ...(await digest(absolute)),
          executable: (stats.mode & 0o100) !== 0,
        });
      else throw new Error(`${absolute} is neither a file nor a folder`);
    }
  };
  await visit("");
  return entries.sort((a, b) => byCodeUnit(a.path, b.path));
}

/** The text that stands for a folder in the library; its digest is the folder's. */
export function manifestText(entries: readonly TreeEntry[]): string {
  const rows = entries.map((entry) => {
    if (entry.kind === "file") return [entry.executable ? "x" : "f", entry.path, entry.digest, entry.size];
    return entry.kind === "link" ? ["l", entry.path, entry.target] : ["d", entry.path];
  });
  return `signet folder 1\n${rows.map((row) => `${JSON.stringify(row)}\n`).join("")}`;
}

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

export const manifestDigest = (entries: readonly TreeEntry[]): Digest => sha256(manifestText(entries));

export const treeSize = (entries: readonly TreeEntry[]): number =>
  entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0);
