import { eastAsianWidth } from "get-east-asian-width";

/** Text that takes as many columns as it has characters, as most does: ASCII, and the signs of our own sentences. */
const isPlain = (text: string): boolean => /^[\x20-\x7e·–…›→]*$/.test(text);

/** Made when it is first needed: it costs ten milliseconds, and most texts are plain. */
let segmenter: Intl.Segmenter | undefined;

function graphemesOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many columns of a terminal a text takes: two for wide characters and emoji, none for marks and joiners. */
export const widthOf = (text: string): number =>
  isPlain(text) ? text.length : graphemesOf(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);

function graphemeWidth(grapheme: string): number {
  if (isPlain(grapheme)) return grapheme.length;
  if (/^[\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}\p{Cc}]+$/u.test(grapheme)) return 0;
  // A text symbol becomes an emoji by what follows it: a variation selector, a keycap, another flag letter.
  if (/^\p{Emoji_Presentation}|\p{Emoji}\ufe0f|^\p{Regional_Indicator}{2}/u.test(grapheme)) return 2;
  return eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}

/** A text cut with `…` where it takes more columns than there are; characters are never taken apart. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return "";
  if (isPlain(text)) return `${text.slice(0, columns - 1)}…`;
  let cut = "";
  let width = 0;
  for (const grapheme of graphemesOf(text)) {
    width += graphemeWidth(grapheme);
    if (width > columns - 1) break;
    cut += grapheme;
  }
  return `${cut}…`;
}

/** A text with spaces up to this many columns, before it or behind it. */
export function padTo(text: string, columns: number, right = false): string {
  const spaces = " ".repeat(Math.max(0, columns - widthOf(text)));
  return right ? spaces + text : text + spaces;
}
