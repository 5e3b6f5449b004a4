import type { Diagnostic } from "../model/diagnostic.ts";
import type { Span } from "./ast.ts";

/** What can be wrong with a query, or worth a hint. */
export type QueryProblem = {
  readonly severity: "error" | "hint";
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly span: Span;
};

export const queryError = (
  code: string,
  span: Span,
  message: string,
  remedy: string | null,
): QueryProblem => ({
  severity: "error",
  code,
  message,
  remedy,
  span,
});

export const queryHint = (
  code: string,
  span: Span,
  message: string,
  remedy: string | null,
): QueryProblem => ({
  severity: "hint",
  code,
  message,
  remedy,
  span,
});

/** The problem with its line and column in the query's text. */
export function located(problem: QueryProblem, text: string): Diagnostic {
  const before = text.slice(0, problem.span[0]);
  const lineStart = before.lastIndexOf("\n") + 1;
  return {
    ...problem,
    file: null,
    line: before.split("\n").length,
    column: [...before.slice(lineStart)].length + 1,
  };
}
