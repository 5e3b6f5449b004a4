/**
 * Folds case: Unicode lower case, without any locale. NUL and lone surrogates, which no database text can hold
 * faithfully, read as U+FFFD.
 */
export const fold = (text: string): string => text.replace(/[\p{Cs}\0]/gu, "\uFFFD").toLowerCase();

/** The words of a folded text in order: maximal runs of letters and decimal digits. */
export const tokensOf = (folded: string): string[] => folded.match(/[\p{L}\p{Nd}]+/gu) ?? [];

/** Whether a folded text, not empty, is made of nothing but letters and digits, so that it may be (part of) a word. */
export const isWordPart = (folded: string): boolean => /^[\p{L}\p{Nd}]+$/u.test(folded);

/** The value of a decimal number such as `12`, `-.5` or `1e-3`; null for any other text. */
export function decimalNumber(text: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}
