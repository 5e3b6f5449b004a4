import { byCodeUnit, canonicalJson } from "../base/json.ts";
import type { Digest } from "../model/ids.ts";
import type { Sha256 } from "../ports/files.ts";

/** Names that tools leave beside data and code, which change no result. */
const notListed: ReadonlySet<string> = new Set([
  "__pycache__",
  ".DS_Store",
  ".git",
  ".ipynb_checkpoints",
  "Thumbs.db",
]);

/** Digest of the names in a folder, in whatever order they are given, without those that tools and steps make there. */
export function listingDigest(names: readonly string[], except: readonly string[], sha256: Sha256): Digest {
  const left = names.filter((name) => !notListed.has(name) && !except.includes(name));
  return sha256(canonicalJson([...left].sort(byCodeUnit)));
}
