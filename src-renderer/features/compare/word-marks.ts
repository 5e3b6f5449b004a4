type Stretch = readonly [start: number, end: number];

/** The stretch of whole words in which two lines differ: what lies between what they begin and what they end with alike. */
export function changedPart(from: string, to: string): { readonly from: Stretch; readonly to: Stretch } {
  const [a, b] = [wordsOf(from), wordsOf(to)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const before = lengthOf(a.slice(0, start));
  const behind = tail === 0 ? 0 : lengthOf(a.slice(-tail));
  return { from: [before, from.length - behind], to: [before, to.length - behind] };
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_.]+|\s+|[^\p{L}\p{N}_.\s]/gu) ?? [];
const lengthOf = (words: readonly string[]): number => words.reduce((all, word) => all + word.length, 0);
