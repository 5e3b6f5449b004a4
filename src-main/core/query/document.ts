/**
 * Everything of one run that a query can look in, as the library hands it to the index. A field may stand several
 * times: each entry is a value of its own, and a phrase never crosses two values.
 *
 * - `keywords`: short values (names, tags, paths, text parameters); compared whole and by their words.
 * - `texts`: `notes`, `code`, `command`, `error`, `log`; compared by their words. A text without characters is no value.
 * - `numbers`: may be NaN or infinite; NaN counts as a value that no comparison finds.
 * - `dates`: whole epoch milliseconds.
 */
export type RunDocument = {
  readonly keywords: readonly (readonly [field: string, value: string])[];
  readonly texts: readonly (readonly [field: string, text: string])[];
  readonly numbers: readonly (readonly [field: string, value: number])[];
  readonly dates: readonly (readonly [field: string, epochMs: number])[];
  /** Whether `log` lacks the middle of a long console. */
  readonly isLogCut?: boolean;
};
