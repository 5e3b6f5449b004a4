export type Stretch = readonly [start: number, end: number];

/** The words in which two lines differ, as stretches of each; what is `uncounted` in a line differs from none of its kind. */
export function changedWords(
  from: string,
  to: string,
  uncounted: (text: string) => readonly Stretch[] = () => [],
): { readonly from: readonly Stretch[]; readonly to: readonly Stretch[] } {
  const [a, b] = [wordsOf(from, uncounted(from)), wordsOf(to, uncounted(to))];
  // Lines of one kind have as many words: each stands for the one at its place.
  if (a.length === b.length) {
    const different = a.flatMap((word, index) => (word.key === b[index]?.key ? [] : [index]));
    return {
      from: different.map((index) => stretchOf(a[index])),
      to: different.map((index) => stretchOf(b[index])),
    };
  }
  let start = 0;
  while (start < a.length && start < b.length && a[start]?.key === b[start]?.key) start += 1;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a.at(-1 - tail)?.key === b.at(-1 - tail)?.key)
    tail += 1;
  return { from: span(a, start, a.length - tail), to: span(b, start, b.length - tail) };
}

type Word = { readonly start: number; readonly end: number; readonly key: string };

/** Words, signs and spaces with their places; an uncounted stretch is one word whatever it says. */
function wordsOf(text: string, uncounted: readonly Stretch[]): Word[] {
  const words: Word[] = [];
  const read = (start: number, end: number): void => {
    for (const { index, 0: word } of text
      .slice(start, end)
      .matchAll(/[\p{L}\p{N}_.]+|\s+|[^\p{L}\p{N}_.\s]/gu))
      words.push({ start: start + index, end: start + index + word.length, key: word });
  };
  let at = 0;
  for (const [start, end] of uncounted) {
    read(at, start);
    words.push({ start, end, key: "\u0000" });
    at = end;
  }
  read(at, text.length);
  return words;
}

const stretchOf = (word: Word | undefined): Stretch => [word?.start ?? 0, word?.end ?? 0];

function span(words: readonly Word[], first: number, end: number): Stretch[] {
  const [from, to] = [words[first], words[end - 1]];
  return first >= end || from === undefined || to === undefined ? [] : [[from.start, to.end]];
}
