/** A located, user-facing problem in a file or query. Lines and columns count from 1, columns in code points. */
export type Diagnostic = {
  readonly severity: "error" | "warning" | "hint";
  /** Stable, for tests and links: `unknown-dataset`, `duplicate-key`, … */
  readonly code: string;
  readonly message: string;
  /** What to write instead, or where to look. */
  readonly remedy: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** Half-open span of character offsets in the text, for marks under the place. */
  readonly span: readonly [number, number] | null;
};

/** One found after its file was read: `at` are the keys in the pipeline file that lead to the place. */
export type PlacedDiagnostic = Diagnostic & { readonly at?: readonly string[] };

export function problem(code: string, message: string, remedy: string | null = null): Diagnostic {
  return { severity: "error", code, message, remedy, file: null, line: null, column: null, span: null };
}

/** `file:line:column: message` with the remedy after it, as compilers print it. */
export function diagnosticText(diagnostic: Diagnostic): string {
  const place = [diagnostic.file, diagnostic.line, diagnostic.column]
    .filter((part) => part !== null)
    .join(":");
  const remedy = diagnostic.remedy === null ? "" : `\n    ${diagnostic.remedy}`;
  return `${place === "" ? "" : `${place}: `}${diagnostic.severity}: ${diagnostic.message}${remedy}`;
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");
