import type { Diagnostic } from "../core/model/diagnostic.ts";
import { inputFailure } from "../core/model/failure.ts";
import type { ShownFailure } from "./output.ts";

/** So many characters of a query are shown beside a place at most. */
const around = 60;

/**
 * The line of a query that a span begins in, and marks under the span, as two lines; of a long one the part around. The span
 * is in UTF-16 units, marks are by character.
 */
export function underlined(query: string, [from, to]: readonly [number, number]): string {
  const start = query.lastIndexOf("\n", from - 1) + 1;
  const newline = query.indexOf("\n", from);
  const end = newline < 0 ? query.length : newline;
  const characters = (text: string): string[] => [...text.replace(/[\t\r]/g, " ")];
  const before = characters(query.slice(Math.max(start, from - 2 * around), from)).slice(-around);
  const marked = characters(query.slice(from, Math.min(to, end, from + 2 * around))).slice(0, around);
  const after = characters(
    query.slice(from + marked.join("").length, Math.min(end, from + 4 * around)),
  ).slice(0, around);
  const shownFrom = from - before.join("").length;
  const shownTo = from + [...marked, ...after].join("").length;
  const lead = shownFrom > start ? "…" : "";
  const line = `${lead}${[...before, ...marked, ...after].join("")}${shownTo < end ? "…" : ""}`;
  return `${line}\n${" ".repeat(lead.length + before.length)}${"^".repeat(Math.max(1, marked.length))}`;
}

/** What a wrong query comes to: people are shown each place in it, a program has it as `span`. */
export function wrongQuery(query: string, problems: readonly Diagnostic[]): ShownFailure {
  return {
    ...inputFailure("The query is wrong", problems),
    shown: problems.map((problem) => withCaret(query, problem)),
  };
}

/** The diagnostic with the query and a caret under the place. */
function withCaret(query: string, diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.span === null) return diagnostic;
  const place = underlined(query, diagnostic.span).replaceAll(/^/gm, "    ");
  return { ...diagnostic, message: `${diagnostic.message}\n${place}` };
}
