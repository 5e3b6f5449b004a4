import { create } from "zustand";
import { persist } from "zustand/middleware";

/** Queries that were used in this window, oldest first, each once; kept between starts. */
export type SearchHistory = { readonly queries: readonly string[] };

const limit = 200;

export const useSearchHistory = create<SearchHistory>()(
  persist((): SearchHistory => ({ queries: [] }), { name: "signet-searches", version: 1 }),
);

/** The history after a query was used: it is the newest, and stands there once. */
export function withQuery(queries: readonly string[], query: string): readonly string[] {
  const text = query.trim();
  if (text === "") return queries;
  return [...queries.filter((other) => other !== text), text].slice(-limit);
}

export function rememberQuery(query: string): void {
  // Another window may have used some meanwhile.
  void useSearchHistory.persist.rehydrate();
  useSearchHistory.setState(({ queries }) => ({ queries: withQuery(queries, query) }));
}
