import type { Document, YAMLError } from "yaml";
import { errorAt, type Problem, warningAt } from "./problem.ts";

/**
 * What is wrong with the syntax of a YAML text, in our words where the library's own do not help. One problem a line:
 * after the first, the rest are mostly its echo.
 */
export function syntaxProblems(document: Document.Parsed, text: string): Problem[] {
  const problems: Problem[] = [];
  const invalid = text.indexOf("\uFFFD");
  if (invalid >= 0) {
    const complaint = {
      code: "invalid-utf8",
      message: "This file is not valid UTF-8 here",
      remedy: "Save it as UTF-8.",
    };
    problems.push(errorAt({ span: [invalid, invalid + 1] }, complaint));
  }
  const exhausted = document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  if (exhausted !== undefined) return [...problems, syntaxError(exhausted, text)];
  let lineEnd = -1;
  for (const error of document.errors) {
    if (error.pos[0] <= lineEnd) continue;
    problems.push(syntaxError(error, text));
    const end = text.indexOf("\n", error.pos[0]);
    lineEnd = end < 0 ? text.length : end;
  }
  for (const warning of document.warnings) problems.push(syntaxWarning(warning));
  if (document.directives.yaml.explicit && document.directives.yaml.version !== "1.2") {
    const complaint = {
      code: "bad-yaml",
      message: `YAML ${document.directives.yaml.version} is not read here`,
      remedy: "Remove the %YAML line: YAML 1.2 is what counts.",
    };
    problems.push(errorAt({ span: [0, 0] }, complaint));
  }
  return problems;
}

const remedies: { readonly [code in YAMLError["code"]]?: string } = {
  TAB_AS_INDENT: "Indent with spaces.",
  MULTIPLE_DOCS: "Keep one document in a file: remove what follows ---.",
  BAD_INDENT: "Indent it as far as what it belongs to, and close what is open.",
  MISSING_CHAR: "Close what was opened, or put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "Put a text with a colon and a space in quotes.",
  BAD_SCALAR_START: "Put the text in quotes.",
  BAD_DQ_ESCAPE: "Double the backslash, or use single quotes.",
  NON_STRING_KEY: "A key must be a plain text.",
  MULTILINE_IMPLICIT_KEY: "Write a key on one line, with a colon and a space after it.",
};

function syntaxError(error: YAMLError, text: string): Problem {
  const [start, end] = error.pos;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", start);
  const line = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  if (error.code === "RESOURCE_EXHAUSTION") {
    const complaint = {
      code: "too-deep",
      message: "This is nested too deeply",
      remedy: "Write it more simply.",
    };
    return errorAt({ span: [start, end] }, complaint);
  }
  // The commonest slip: in `{path: out/{signature}.csv}` and `path: {params.n}.csv` YAML reads the braces as its own.
  const braces = /\{(?:(?:params|inputs|outputs)\.[^{}]*|signature)\}/.exec(line.slice(0, 2_000));
  const remedy =
    braces === null
      ? (remedies[error.code] ?? null)
      : `Put the text around ${braces[0]} in quotes: YAML reads bare braces as a mapping.`;
  return errorAt({ span: [start, end] }, { code: "bad-yaml", message: error.message, remedy });
}

function syntaxWarning(warning: YAMLError): Problem {
  const place = { span: warning.pos } as const;
  if (warning.code === "TAG_RESOLVE_FAILED") {
    return errorAt(place, {
      code: "bad-yaml",
      message: warning.message,
      remedy: "Remove the tag (the word with !).",
    });
  }
  return warningAt(place, { code: "bad-yaml", message: warning.message, remedy: null });
}
