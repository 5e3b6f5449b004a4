import type { CachedDigest, DigestCache } from "../../src-main/node/host/stat-cache.ts";

/** Digests remembered for one test; `entries` may be looked at and tampered with. */
export function memoryCache(): DigestCache & { readonly entries: Map<string, CachedDigest> } {
  const entries = new Map<string, CachedDigest>();
  const get = (path: string) => entries.get(path) ?? null;
  const cache: ReturnType<typeof memoryCache> = {
    entries,
    get,
    below: () => get,
    put: (path, entry) => {
      entries.set(path, entry);
    },
    ahead: () => cache,
  };
  return cache;
}
