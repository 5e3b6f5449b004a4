import type { Writable } from "../database.ts";
import { firstTables } from "./001-first-tables.ts";
import { textCache } from "./002-text-cache.ts";
import { whatCounts } from "./003-what-counts.ts";
import { searchDictionary } from "./004-search-dictionary.ts";
import { searchCounts } from "./005-search-counts.ts";
import { metricColumns } from "./006-metric-columns.ts";
import { operations } from "./007-operations.ts";
import { searchPending } from "./008-search-pending.ts";
import { savedSearches } from "./009-saved-searches.ts";
import { programEvents } from "./010-program-events.ts";
import { importedRuns } from "./011-imported-runs.ts";
import { tracesState } from "./012-traces-state.ts";
import { settings } from "./013-settings.ts";
import { searchByRun } from "./014-search-by-run.ts";
import { searchLetteredWords } from "./015-search-lettered-words.ts";

/** What takes a library from version n (its place here) to n + 1: SQL, or what SQL alone cannot do. Only ever added to. */
export const migrations: readonly (string | ((database: Writable) => void))[] = [
  firstTables,
  textCache,
  whatCounts,
  searchDictionary,
  searchCounts,
  metricColumns,
  operations,
  searchPending,
  savedSearches,
  programEvents,
  importedRuns,
  tracesState,
  settings,
  searchByRun,
  searchLetteredWords,
];
