import { withHiddenSigns } from "../base/hidden-signs.ts";

/** How pieces of a text are coloured for a terminal, or not at all. */
export type Painter = {
  readonly [name in "bold" | "dim" | "red" | "green" | "cyan"]: (text: string) => string;
};

export function painter(color: boolean): Painter {
  const style = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), cyan: style(36) };
}

/** Control characters, and marks that reorder text or are invisible, as their escapes; tabs stay. */
export function printable(text: string): string {
  return withHiddenSigns(text).replaceAll("\n", "\\u000a");
}

/** A unified diff by line, with control characters escaped. */
export const paintedLines = (patch: string, paint: Painter): string[] =>
  patch
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => patchLine(printable(line), paint));

function patchLine(line: string, paint: Painter): string {
  if (line.startsWith("+++") || line.startsWith("---")) return paint.bold(line);
  if (line.startsWith("@@")) return paint.cyan(line);
  if (line.startsWith("+")) return paint.green(line);
  if (line.startsWith("-")) return paint.red(line);
  return line;
}
