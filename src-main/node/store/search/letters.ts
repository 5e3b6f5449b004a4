const bits = 31;

/** The letters of a text as a mask: bit `code point % 31` of each; and how many code points it has. */
export function lettersOf(text: string): { readonly mask: number; readonly length: number } {
  let mask = 0;
  let length = 0;
  for (const char of text) {
    mask |= 1 << ((char.codePointAt(0) ?? 0) % bits);
    length += 1;
  }
  return { mask, length };
}
