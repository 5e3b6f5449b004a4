import type { Services } from "../../src-main/node/app/services.ts";

/** The search index in words, the same whatever ids it gave. */
export function indexOf({ library: { database } }: Services): unknown {
  const all = (sql: string) => database.prepare(sql).raw().all();
  return {
    links: all(`SELECT f.name, k.value, l.run FROM search_links l JOIN search_fields f ON f.id = l.field
      JOIN search_keywords k ON k.id = l.keyword ORDER BY 1, 2, 3`),
    numbers: all(
      "SELECT f.name, n.value, n.run FROM search_numbers n JOIN search_fields f ON f.id = n.field ORDER BY 1, 2, 3",
    ),
    dates: all(
      "SELECT f.name, d.value, d.run FROM search_dates d JOIN search_fields f ON f.id = d.field ORDER BY 1, 2, 3",
    ),
    has: all("SELECT f.name, h.run FROM search_has h JOIN search_fields f ON f.id = h.field ORDER BY 1, 2"),
    texts: all("SELECT run, digest FROM search_text_digests ORDER BY 1"),
    fields: all("SELECT name, runs FROM search_fields WHERE runs > 0 ORDER BY 1"),
  };
}
