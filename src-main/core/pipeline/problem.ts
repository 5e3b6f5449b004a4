import type { Diagnostic } from "../model/diagnostic.ts";

/** Keys and list indexes from the top of a file to a place in it. */
export type Path = readonly (string | number)[];

/** Half-open span of offsets in a text. */
export type Span = readonly [number, number];

/**
 * Where a problem is: at a key or a value of the file, or at a span of its text. `snippet` narrows a value down to the
 * given occurrence (from 0) of a text in it, where it is found in the source as it stands.
 */
export type Place =
  | { readonly path: Path; readonly on: "key" | "value"; readonly snippet?: Snippet }
  | { readonly span: Span };

type Snippet = { readonly text: string; readonly occurrence: number };

/** A diagnostic whose line is not worked out yet: that costs, and is only done when there is something to show. */
export type Problem = {
  readonly severity: Diagnostic["severity"];
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly place: Place;
};

/** What is wrong, without where. */
export type Complaint = { readonly code: string; readonly message: string; readonly remedy: string | null };

export const keyAt = (...path: Path): Place => ({ path, on: "key" });
export const contentAt = (...path: Path): Place => ({ path, on: "value" });

export const errorAt = (place: Place, complaint: Complaint): Problem => ({
  severity: "error",
  ...complaint,
  place,
});
export const warningAt = (place: Place, complaint: Complaint): Problem => ({
  severity: "warning",
  ...complaint,
  place,
});

export const hintAt = (place: Place, complaint: Complaint): Problem => ({
  severity: "hint",
  ...complaint,
  place,
});

/** More than this nobody reads, and a hostile file could make millions. */
const MOST_SHOWN = 1_000;

export type Located = {
  readonly file: string;
  readonly text: string;
  readonly locate: (path: Path, on: "key" | "value") => Span;
};

/** The problems of one file. */
export type ProblemsOf = { readonly source: Located; readonly problems: readonly Problem[] };

/**
 * Diagnostics with lines and columns, one file after the other and in file order; at most 1,000, then one that says how
 * many more there are.
 */
export function locateProblems(files: readonly ProblemsOf[]): Diagnostic[] {
  const shown: Diagnostic[] = [];
  const rest: Problem[] = [];
  for (const { source, problems } of files) {
    const placed = placedIn(source, problems);
    const most = MOST_SHOWN - shown.length;
    shown.push(...located(source, placed.slice(0, most)));
    rest.push(...placed.slice(most).map(({ found }) => found));
  }
  const last = shown.at(-1);
  if (rest.length === 0 || last === undefined) return shown;
  const worst = rest.some(({ severity }) => severity === "error") ? "error" : last.severity;
  return [
    ...shown,
    {
      ...last,
      severity: worst,
      code: "more-problems",
      message: `There are ${rest.length} more problems below`,
      remedy: "Correct those above first.",
    },
  ];
}

type PlacedProblem = { readonly found: Problem; readonly span: Span };

function placedIn(source: Located, problems: readonly Problem[]): PlacedProblem[] {
  const placed = problems.map((found) => ({
    found,
    span: within(spanOf(found.place, source), source.text.length),
  }));
  return placed.sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
}

function located(source: Located, placed: readonly PlacedProblem[]): Diagnostic[] {
  if (placed.length === 0) return [];
  const starts = lineStarts(source.text);
  return placed.map(({ found: { severity, code, message, remedy }, span }) => ({
    severity,
    code,
    message,
    remedy,
    file: source.file,
    ...lineAndColumn(source.text, starts, span[0]),
    span,
  }));
}

/** The parser places what is missing at the end behind the last character. */
const within = ([start, end]: Span, length: number): Span => [Math.min(start, length), Math.min(end, length)];

function spanOf(place: Place, source: Located): Span {
  if ("span" in place) return place.span;
  const span = source.locate(place.path, place.on);
  if (place.snippet === undefined) return span;
  const { text, occurrence } = place.snippet;
  let at = source.text.indexOf(text, span[0]);
  for (let count = 0; count < occurrence && at >= 0; count += 1)
    at = source.text.indexOf(text, at + text.length);
  return at >= 0 && at + text.length <= span[1] ? [at, at + text.length] : span;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column from 1, the column in code points; a byte order mark takes no column. */
function lineAndColumn(
  text: string,
  starts: readonly number[],
  offset: number,
): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  let column = 1;
  for (let at = starts[low] ?? 0; at < offset; column += 1) {
    if (at === 0 && text.charCodeAt(0) === 0xfeff) column -= 1;
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return { line: low + 1, column };
}
