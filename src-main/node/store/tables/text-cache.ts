import type { TextCache } from "../../../core/ports/python.ts";
import type { Writable } from "../database.ts";

/** Texts remembered in the library. New ones wait in memory and are written by `flush`, in one transaction. */
export function textCacheTable(database: Writable): TextCache & { readonly flush: () => void } {
  const select = database.prepare("SELECT text FROM text_cache WHERE key = ?").pluck();
  const insert = database.prepare("INSERT OR IGNORE INTO text_cache (key, text) VALUES (?, ?)");
  const pending = new Map<string, string>();
  return {
    get: (key) => pending.get(key) ?? (select.get(key) as string | undefined) ?? null,
    put: (key, text) => {
      pending.set(key, text);
    },
    flush: () => {
      if (pending.size === 0) return;
      database
        .transaction(() => {
          for (const [key, text] of pending) insert.run(key, text);
        })
        .immediate();
      pending.clear();
    },
  };
}
