// biome-ignore-all lint/suspicious/noControlCharactersInRegex: terminal sequences begin with ESC (ECMA-48).
/** A stretch of a log line in one look. Colours are the sixteen of a terminal, 0-15. */
export type LogSpan = { readonly text: string; readonly color: number | null; readonly bold: boolean };

/** Longer lines are cut for showing; the file keeps them. */
export const lineLimit = 5_000;

/**
 * What a terminal would leave of a line that rewrites itself: the text after the last carriage return that has any.
 */
export function foldReturns(line: string): string {
  if (!line.includes("\r")) return line;
  return line.split("\r").findLast((part) => part !== "") ?? "";
}

const sequence =
  /\u001b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * Cuts a line at its colours. Every other terminal sequence (cursor, title, link, …) and control character is left out,
 * so that a log can colour its text and do nothing else.
 */
export function logSpans(raw: string): readonly LogSpan[] {
  const folded = foldReturns(raw);
  const line = folded.length > lineLimit ? `${folded.slice(0, lineLimit)} …` : folded;
  const spans: LogSpan[] = [];
  let color: number | null = null;
  let bold = false;
  let from = 0;
  const push = (to: number): void => {
    if (to > from) spans.push({ text: line.slice(from, to), color, bold });
  };
  for (const match of line.matchAll(sequence)) {
    push(match.index);
    from = match.index + match[0].length;
    if (match[2] !== "m") continue;
    const codes = (match[1] ?? "").split(/[;:]/).map((code) => Number(code || 0));
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at] ?? 0;
      if (code === 0) [color, bold] = [null, false];
      else if (code === 1) bold = true;
      else if (code === 22) bold = false;
      else if (code === 39) color = null;
      else if (code >= 30 && code <= 37) color = code - 30;
      else if (code >= 90 && code <= 97) color = code - 82;
      else if (code === 38 || code === 48) {
        // 38;5;n is one of 256 colours, of which the first sixteen are ours; 38;2;r;g;b is left as it is.
        const size = codes[at + 1] === 5 ? 2 : codes[at + 1] === 2 ? 4 : 0;
        const index = codes[at + 2] ?? 99;
        if (code === 38 && size === 2) color = index < 16 ? index : null;
        at += size;
      }
    }
  }
  push(line.length);
  return spans;
}
