/**
 * CSV as RFC 4180 has it, for spreadsheets too: a text that one would take for a formula gets an apostrophe before it. A
 * number stays one, a negative one as well.
 */
export type Cell = string | number | bigint | boolean | null;

export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(",")}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = looksLikeFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const looksLikeFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !isNumber(text);

const isNumber = (text: string): boolean => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
