import { createHash } from "node:crypto";
import type { FileDigest } from "./digest.ts";
import type { DigestCache, FileStamp } from "./stat-cache.ts";
import { atRest, digestFound, type Found, manifestDigest, treeSize } from "./tree.ts";

/** Which names in a folder do not count, and a text that tells that rule from others. */
export type IgnoreRule = { readonly ignored: (name: string) => boolean; readonly name: string };

/**
 * Digest of a folder, and the sum of its files' sizes. Where all below it stands as it did, its own digest is remembered:
 * it is looked at whole, and what is remembered of each file is not.
 */
export const folderDigest = (root: string, rule: IgnoreRule, cache: DigestCache): Promise<FileDigest> =>
  atRest(root, rule.ignored, async (found) => {
    const state = stateOf(root, rule, found);
    const known = cache.get(root);
    if (known !== null && isState(known, state)) return { digest: known.digest, size: Number(known.size) };
    const { entries, stands } = await digestFound(root, found, cache);
    const digest = manifestDigest(entries);
    const size = treeSize(entries);
    if (stands) cache.put(root, { ...state, size: BigInt(size), digest, hashedAt: 0n });
    return { digest, size };
  });

/**
 * How a folder stands, put where a file's stamp has its numbers, so that both are remembered alike: a digest of all paths
 * and stamps below, in 256 bits. No file has that stamp.
 */
type FolderState = Omit<FileStamp, "size">;

const isState = (known: FileStamp, { dev, inode, mtime, ctime }: FolderState): boolean =>
  known.dev === dev && known.inode === inode && known.mtime === mtime && known.ctime === ctime;

function stateOf(root: string, { name }: IgnoreRule, found: Found): FolderState {
  const { paths, stamps, executable, entries } = found;
  const bytes = createHash("sha256")
    .update(JSON.stringify([root, name, paths, executable, entries]))
    .update(stamps.rows)
    .digest();
  return {
    dev: bytes.readBigUInt64LE(0),
    inode: bytes.readBigUInt64LE(8),
    mtime: bytes.readBigInt64LE(16),
    ctime: bytes.readBigInt64LE(24),
  };
}
