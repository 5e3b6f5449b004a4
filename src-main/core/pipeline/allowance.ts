/** How much may still be read. A pipeline and the files it includes share one. */
export type Allowance = {
  /** Ten times what a pipeline of 10,000 steps needs. */
  characters: number;
  /** Lines, commas and braces: what makes reading take time. */
  marks: number;
  /** What files may stand for once their aliases are written out. */
  values: number;
};

export const newAllowance = (): Allowance => ({
  characters: 16_000_000,
  marks: 400_000,
  values: 1_000_000,
});

/** Takes a text from what may still be read; false when it is too large for that. */
export function mayRead(text: string, allowance: Allowance): boolean {
  allowance.characters -= text.length;
  if (allowance.characters < 0) return false;
  for (let at = 0; at < text.length && allowance.marks >= 0; at += 1)
    if (isMark(text, at)) allowance.marks -= 1;
  return allowance.marks >= 0;
}

/** A line's end, what begins or parts values in `[…]` and `{…}`, and `- ` or `? ` as before items and keys. */
function isMark(text: string, at: number): boolean {
  switch (text.charCodeAt(at)) {
    case 0x0a:
    case 0x2c:
    case 0x7b:
    case 0x5b:
      return true;
    case 0x2d:
    case 0x3f:
      return text.charCodeAt(at + 1) === 0x20;
    default:
      return false;
  }
}
