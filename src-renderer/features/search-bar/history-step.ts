/** A query of the past, or (at the index behind the last) what was typed. */
export type HistoryStep = { readonly index: number; readonly text: string };

/**
 * One step up (-1) or down (1) in the queries used before. `at` is where one is; null: at what was typed, after the
 * newest. Going up from there finds those that begin with what was typed, as shells do. Null at either end.
 */
export function historyStep(
  past: readonly string[],
  at: number | null,
  typed: string,
  direction: -1 | 1,
): HistoryStep | null {
  for (let index = (at ?? past.length) + direction; index >= 0; index += direction) {
    if (index >= past.length) return at === null ? null : { index: past.length, text: typed };
    const text = past[index];
    if (text !== undefined && text !== typed && text.startsWith(typed)) return { index, text };
  }
  return null;
}
