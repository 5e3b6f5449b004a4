/** One character of a word or quoted text as it is meant, and whether it was escaped. */
export type ReadChar = { readonly char: string; readonly escaped: boolean };

/** What the escapes of a text mean, or the offset in it and the kind of the escape that is wrong. */
export type Unescaped =
  | { readonly ok: true; readonly chars: readonly ReadChar[] }
  | { readonly ok: false; readonly at: number; readonly code: "dangling-escape" | "bad-escape" };

/** Undoes escapes: a backslash makes the next character literal, `\u0041` is the character of that number. */
export function readEscapes(raw: string): Unescaped {
  const chars: ReadChar[] = [];
  let at = 0;
  while (at < raw.length) {
    const char = raw[at] ?? "";
    if (char !== "\\") {
      chars.push({ char, escaped: false });
      at += 1;
      continue;
    }
    const next = raw[at + 1];
    if (next === undefined) return { ok: false, at, code: "dangling-escape" };
    if (next !== "u") {
      chars.push({ char: next, escaped: true });
      at += 2;
      continue;
    }
    const hex = raw.slice(at + 2, at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) return { ok: false, at, code: "bad-escape" };
    chars.push({ char: String.fromCharCode(Number.parseInt(hex, 16)), escaped: true });
    at += 6;
  }
  return { ok: true, chars };
}

/** Writes a text so that it reads back as one word without operators, wildcards or a comparison. */
export function escapeWord(text: string): string {
  if (text === "AND" || text === "OR" || text === "NOT") return `\\${text}`;
  return text.replace(/[+\-&|!(){}[\]^"~*?:\\/<> \t\n\r\u3000]/g, "\\$&");
}

/** Writes a text in quotes. */
export const quote = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
