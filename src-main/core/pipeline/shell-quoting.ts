import { unreachable } from "../base/unreachable.ts";
import type { TemplatePart } from "./templates.ts";

/** Where in a shell text something stands, as far as that decides how a value must be quoted there. */
export type QuotePlace = "bare" | "single" | "double" | "comment" | UnquotablePlace;

/** Places where no quoting is sure to keep a value from being read as commands. */
type UnquotablePlace = "escaped" | "backtick" | "dollar-quote" | "arithmetic" | "here-document" | "case";

/** One level of what is open. A bare level with a closer is a subshell or a `$(…)`. */
type Level =
  | { readonly kind: "bare"; readonly closer: ")" | null }
  | { readonly kind: "single" | "double" | "backtick" | "dollar-quote" | "comment" }
  | { readonly kind: "arithmetic"; parentheses: number }
  | { readonly kind: "here-document"; readonly end: string; readonly tabs: boolean; line: string };

type Reader = {
  readonly levels: Level[];
  /** Here-documents whose text begins on the next line. */
  readonly pending: { readonly end: string; readonly tabs: boolean }[];
  escaped: boolean;
  wordStart: boolean;
  /** The patterns of a `case` end with a bracket that opens nowhere: in parentheses nothing is sure after one. */
  ambiguous: boolean;
};

/**
 * The place of each part of a shell text (POSIX shell, 2.2 "Quoting" and 2.7.4 "Here-Document"). For text parts the
 * answer means nothing.
 */
export function quotePlaces(parts: readonly TemplatePart[]): QuotePlace[] {
  if (quotesNothing(parts)) return parts.map(() => "bare");
  const reader: Reader = {
    levels: [{ kind: "bare", closer: null }],
    pending: [],
    escaped: false,
    wordStart: true,
    ambiguous: false,
  };
  return parts.map((part) => {
    if (part.kind !== "text") return placeOfValue(reader);
    for (let at = 0; at < part.text.length; ) at += readCharacter(reader, part.text, at);
    return "bare";
  });
}

/** Whether all stands in bare places, as in most commands. */
export const quotesNothing = (parts: readonly TemplatePart[]): boolean =>
  !parts.some((part) => part.kind === "text" && opening.test(part.text));

/** What begins anything but a bare place. */
const opening = /[\\'"`$(#]|<</;

/** Words of a command as a shell reads them. */
export const quotedWords = (words: readonly string[]): string =>
  words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : quoteFor("bare", word))).join(" ");

/** A value as it must be written in a place, so that the shell reads exactly its text. */
export function quoteFor(place: QuotePlace, value: string): string {
  switch (place) {
    case "bare":
      return `'${value.replaceAll("'", "'\\''")}'`;
    case "single":
      return value.replaceAll("'", "'\\''");
    case "double":
      return value.replace(/[\\$`"]/g, "\\$&");
    case "comment":
      return value.replace(/[\r\n]/g, " ");
    case "escaped":
    case "backtick":
    case "dollar-quote":
    case "arithmetic":
    case "here-document":
    case "case":
      throw new Error(`A value stands where it cannot be quoted: ${place}`);
    default:
      return unreachable(place);
  }
}

/** What to say of a template in a place where its value could not be quoted; null where it can. */
export function unquotable(place: QuotePlace): { readonly where: string; readonly remedy: string } | null {
  const variable = "Set a shell variable before it (`x={params.x}`) and use that.";
  switch (place) {
    case "bare":
    case "single":
    case "double":
    case "comment":
      return null;
    case "escaped":
      return { where: "after a backslash", remedy: "Remove the backslash: values are quoted by themselves." };
    case "backtick":
      return { where: "between backticks", remedy: "Write $(…) instead of backticks." };
    case "dollar-quote":
      return { where: "in $'…'", remedy: "Remove the $ before the quote, or the quotes." };
    case "arithmetic":
      return { where: "in $((…))", remedy: variable };
    case "here-document":
      return { where: "in a here-document", remedy: variable };
    case "case":
      return { where: "in or after a `case` in parentheses", remedy: variable };
    default:
      return unreachable(place);
  }
}

function placeOfValue(reader: Reader): QuotePlace {
  const top = reader.levels.at(-1);
  reader.wordStart = false;
  if (reader.escaped) {
    reader.escaped = false;
    return "escaped";
  }
  if (reader.ambiguous) return "case";
  if (top?.kind === "here-document") top.line += "\0";
  return top?.kind ?? "bare";
}

/** Reads what stands at an offset; answers how many characters that was. */
function readCharacter(reader: Reader, text: string, at: number): number {
  const { levels } = reader;
  const top = levels.at(-1);
  const character = text[at] ?? "";
  if (reader.escaped) {
    reader.escaped = false;
    reader.wordStart = false;
    return 1;
  }
  switch (top?.kind) {
    case undefined:
    case "bare":
      return readBare(reader, text, at);
    case "single":
      if (character === "'") levels.pop();
      return 1;
    case "dollar-quote":
      if (character === "\\") reader.escaped = true;
      else if (character === "'") levels.pop();
      return 1;
    case "backtick":
      if (character === "\\") reader.escaped = true;
      else if (character === "`") levels.pop();
      return 1;
    case "double":
      if (character === "\\") reader.escaped = true;
      else if (character === '"') levels.pop();
      else if (character === "`") levels.push({ kind: "backtick" });
      else if (character === "$") return openDollar(reader, text, at);
      return 1;
    case "arithmetic":
      if (character === "(") top.parentheses += 1;
      else if (character === ")") top.parentheses -= 1;
      if (top.parentheses === 0) levels.pop();
      return 1;
    case "comment":
      if (character === "\n") {
        levels.pop();
        endLine(reader);
      }
      return 1;
    case "here-document":
      if (character !== "\n") {
        top.line += character;
        return 1;
      }
      if ((top.tabs ? top.line.replace(/^\t+/, "") : top.line) === top.end) {
        levels.pop();
        endLine(reader);
      } else top.line = "";
      return 1;
    default:
      return unreachable(top);
  }
}

const HERE_DOCUMENT = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([^\s;&|<>()'"`]+))/y;

function readBare(reader: Reader, text: string, at: number): number {
  const { levels } = reader;
  const top = levels.at(-1);
  const character = text[at] ?? "";
  const wordStart = reader.wordStart;
  reader.wordStart = /[\s;&|()]/.test(character);
  switch (character) {
    case "\\":
      reader.escaped = true;
      return 1;
    case "'":
      levels.push({ kind: "single" });
      return 1;
    case '"':
      levels.push({ kind: "double" });
      return 1;
    case "`":
      levels.push({ kind: "backtick" });
      return 1;
    case "$":
      return openDollar(reader, text, at);
    case "(":
      levels.push({ kind: "bare", closer: ")" });
      return 1;
    case ")":
      if (top?.kind === "bare" && top.closer === ")") levels.pop();
      return 1;
    case "\n":
      endLine(reader);
      return 1;
    case "#":
      if (wordStart) levels.push({ kind: "comment" });
      return 1;
    case "<":
      return openHereDocument(reader, text, at);
    case "c":
      if (wordStart && levels.length > 1 && /^case\s/.test(text.slice(at, at + 5))) reader.ambiguous = true;
      return 1;
    default:
      return 1;
  }
}

function openDollar(reader: Reader, text: string, at: number): number {
  const bare = reader.levels.at(-1)?.kind === "bare";
  if (text.startsWith("$((", at)) {
    reader.levels.push({ kind: "arithmetic", parentheses: 2 });
    return 3;
  }
  if (text.startsWith("$(", at)) {
    reader.levels.push({ kind: "bare", closer: ")" });
    reader.wordStart = true;
    return 2;
  }
  if (bare && text.startsWith("$'", at)) {
    reader.levels.push({ kind: "dollar-quote" });
    return 2;
  }
  // `$#` is no comment, `$$` no start of anything.
  return bare && /[#$]/.test(text[at + 1] ?? "") ? 2 : 1;
}

function openHereDocument(reader: Reader, text: string, at: number): number {
  if (text.startsWith("<<<", at)) return 3;
  HERE_DOCUMENT.lastIndex = at;
  const match = HERE_DOCUMENT.exec(text);
  if (match === null) return 1;
  reader.pending.push({ tabs: match[1] === "-", end: match[2] ?? match[3] ?? match[4] ?? "" });
  return match[0].length;
}

function endLine(reader: Reader): void {
  reader.wordStart = true;
  const next = reader.pending.shift();
  if (next !== undefined) reader.levels.push({ kind: "here-document", ...next, line: "" });
}
