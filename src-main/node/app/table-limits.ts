/** More cannot be laid out to be read. */
export const mostColumns = 1_000;
/** Cells of one answer: so many fit into the memory of whoever asked. */
const mostCells = 1_000_000;
/** Characters of a cell that are shown. */
export const longestCell = 10_000;

export const tooWide = (columns: number): { readonly kind: "unreadable"; readonly why: string } => ({
  kind: "unreadable",
  why: `It has ${columns} columns; tables of up to ${mostColumns} are shown`,
});

/** How many rows of so many columns are answered to who asks for `limit`. */
export const rowsWithin = (columns: number, limit: number): number =>
  Math.min(limit, Math.floor(mostCells / Math.max(1, columns)));

export const cutCell = (text: string): string =>
  text.length > longestCell ? `${text.slice(0, longestCell)}…` : text;
