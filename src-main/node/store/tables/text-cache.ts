import type { TextCache } from "../../../core/ports/python.ts";
import type { Writable } from "../database.ts";
import type { Flushed } from "../flushed.ts";

/** Light texts, and characters of them, from which on making them anew takes longer than waiting for the disk. */
const mostLight = 8;
const mostLightText = 1 << 18;

/** Texts remembered in the library. New ones wait in memory and are written by `flush`, in one transaction. */
export function textCacheTable(database: Writable): TextCache & Flushed {
  const select = database.prepare("SELECT text FROM text_cache WHERE key = ?").pluck();
  const insert = database.prepare("INSERT OR IGNORE INTO text_cache (key, text) VALUES (?, ?)");
  const pending = new Map<string, string>();
  let lightText = 0;
  let hasHeavy = false;
  return {
    get: (key) => pending.get(key) ?? (select.get(key) as string | undefined) ?? null,
    put: (key, text, weight) => {
      pending.set(key, text);
      if (weight === "light") lightText += text.length;
      else hasHeavy = true;
    },
    isWorthKeeping: () => hasHeavy || pending.size > mostLight || lightText > mostLightText,
    flush: () => {
      if (pending.size === 0) return;
      database
        .transaction(() => {
          for (const [key, text] of pending) insert.run(key, text);
        })
        .immediate();
      pending.clear();
      lightText = 0;
      hasHeavy = false;
    },
  };
}
