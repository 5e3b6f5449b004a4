/** How wide a letter is for its size, about. */
const letterWidth = 0.6;
/** Shorter than this a name says nothing. */
const fewest = 3;

/** A name with its middle left out where it is longer than that many letters: what tells names apart is mostly at their ends. */
export function shortName(name: string, letters: number): string {
  if (name.length <= letters) return name;
  if (letters < fewest) return "";
  const end = Math.ceil(((letters - 1) * 2) / 3);
  return `${name.slice(0, letters - 1 - end)}…${name.slice(-end)}`;
}

/** How many letters of that size fit into that width. */
export const lettersIn = (width: number, size: number): number => Math.floor(width / (size * letterWidth));
