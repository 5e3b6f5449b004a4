import type { Diagnostic } from "../../../src-main/core/model/diagnostic.ts";

/** A stretch of the query to draw: its text, and how bad the problem there is. An empty one at the end is a caret. */
export type MarkedPiece = { readonly text: string; readonly severity: Diagnostic["severity"] | null };

const rank = { error: 3, warning: 2, hint: 1 } as const;

/**
 * Cuts a query at the places its problems are at, for marks under them. Where problems overlap the worst is drawn; one
 * at an empty place (something is missing there) marks the character after it, or a caret behind the end.
 */
export function markedPieces(query: string, diagnostics: readonly Diagnostic[]): readonly MarkedPiece[] {
  const worst = new Array<Diagnostic["severity"] | null>(query.length + 1).fill(null);
  for (const { span, severity } of diagnostics) {
    if (span === null) continue;
    const from = Math.max(0, Math.min(span[0], query.length));
    const to = Math.max(from + 1, Math.min(span[1], query.length));
    for (let at = from; at < to; at += 1) {
      const known = worst[at] ?? null;
      if (known === null || rank[severity] > rank[known]) worst[at] = severity;
    }
  }
  const pieces: MarkedPiece[] = [];
  for (let at = 0; at < query.length; at += 1) {
    const severity = worst[at] ?? null;
    const before = pieces.at(-1);
    if (before !== undefined && before.severity === severity) {
      pieces[pieces.length - 1] = { text: before.text + query[at], severity };
    } else pieces.push({ text: query[at] ?? "", severity });
  }
  const end = worst[query.length] ?? null;
  return end === null ? pieces : [...pieces, { text: " ", severity: end }];
}
