import type { CachedDigest, DigestCache } from "../../src-main/node/host/stat-cache.ts";

/** Digests remembered for one test; `entries` may be looked at and tampered with. */
export function memoryCache(): DigestCache & { readonly entries: Map<string, CachedDigest> } {
  const entries = new Map<string, CachedDigest>();
  return {
    entries,
    get: (path) => entries.get(path) ?? null,
    put: (path, entry) => {
      entries.set(path, entry);
    },
  };
}
