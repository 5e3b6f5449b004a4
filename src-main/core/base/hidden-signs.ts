/**
 * Control characters but for tabs and line ends, and marks that reorder text or are invisible: with them a text can look like
 * another one (https://trojansource.codes).
 */
const hiddenSigns = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Such a sign as its escape: `\u202e`. */
const escapeOf = (sign: string): string =>
  sign === "\n" || sign === "\t" ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The text with its hidden signs as escapes. */
export const withHiddenSigns = (text: string): string => text.replace(hiddenSigns, escapeOf);

/** The same in pieces: what stands in the text, and, `hidden`, each escape. */
export function hiddenSignsIn(text: string): readonly { readonly text: string; readonly hidden: boolean }[] {
  const pieces: { text: string; hidden: boolean }[] = [];
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(hiddenSigns)) {
    if (sign === "\n" || sign === "\t") continue;
    if (index > from) pieces.push({ text: text.slice(from, index), hidden: false });
    pieces.push({ text: escapeOf(sign), hidden: true });
    from = index + sign.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hidden: false });
  return pieces;
}
