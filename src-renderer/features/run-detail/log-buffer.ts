import { lineLimit } from "./log-text.ts";

/** What `runs.log` answers of a console; both offsets are in bytes. */
type Piece = { readonly text: string; readonly offset: number; readonly next: number };

/** Whole lines of a stretch of a console. `joined`: the first of them began in the piece before. */
type Lines = {
  readonly offset: number;
  readonly lines: readonly string[];
  readonly joined: boolean;
};

/**
 * A window on a console that may be far longer: some pieces of it in their order, and behind them the last line as long as it has
 * no end. `start` and `next` are the byte offsets of the window. Lines are counted from where the window was opened: the ones
 * that were read before it later have negative numbers, so that a line keeps its number while the window moves.
 */
export type LogBuffer = {
  readonly pieces: readonly Lines[];
  readonly rest: string;
  readonly start: number;
  readonly next: number;
  /** Number of the first line. */
  readonly first: number;
  /** Whole lines. */
  readonly count: number;
};

/** Pieces that are kept: what is farthest from what is looked at goes. */
const mostPieces = 24;

export const emptyLog = (start: number): LogBuffer => ({
  pieces: [],
  rest: "",
  start,
  next: start,
  first: 0,
  count: 0,
});

/** The buffer with a further piece at its end; the first ones go where there are too many. */
export function appendPiece(buffer: LogBuffer, { text, offset, next }: Piece): LogBuffer {
  if (text === "") return { ...buffer, next };
  const lines = (buffer.rest + text).split("\n");
  let rest = lines.pop() ?? "";
  if (rest.length > lineLimit) rest = lastWritten(rest);
  if (rest.length > lineLimit) {
    lines.push(...rowsOf(rest));
    rest = "";
  }
  const piece = { offset, lines, joined: buffer.rest !== "" };
  const grown = {
    ...buffer,
    pieces: [...buffer.pieces, piece],
    rest,
    next,
    count: buffer.count + lines.length,
  };
  return withoutFirst(grown);
}

/** The buffer with the piece before it; the last ones go where there are too many. */
export function prependPiece(buffer: LogBuffer, { text, offset }: Piece): LogBuffer {
  if (text === "") return { ...buffer, start: offset };
  let lines = text.split("\n");
  // The piece ends where a line begins; one endless line may be cut anywhere.
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 1) lines = rowsOf(text.replace(/\n$/, ""));
  const piece = { offset, lines, joined: false };
  return withoutLast({
    ...buffer,
    pieces: [piece, ...buffer.pieces],
    start: offset,
    first: buffer.first - lines.length,
    count: buffer.count + lines.length,
  });
}

/** A line that has no end in sight in rows that can be drawn, so that a window of it is as long as one of any lines. */
const rowsOf = (line: string): string[] =>
  Array.from({ length: Math.max(1, Math.ceil(line.length / lineLimit)) }, (_, row) =>
    line.slice(row * lineLimit, (row + 1) * lineLimit),
  );

/** Of a line that rewrites itself, and will go on to, what stands last. */
function lastWritten(line: string): string {
  const end = line.endsWith("\r") ? line.length - 1 : line.length;
  return line.slice(line.lastIndexOf("\r", end - 1) + 1);
}

function withoutFirst(buffer: LogBuffer): LogBuffer {
  if (buffer.pieces.length <= mostPieces) return buffer;
  // A piece whose first line began before it cannot be the first.
  const cut = buffer.pieces.findIndex(
    ({ joined }, index) => index >= buffer.pieces.length - mostPieces && !joined,
  );
  if (cut <= 0) return buffer;
  const gone = linesOf(buffer.pieces.slice(0, cut));
  const pieces = buffer.pieces.slice(cut);
  return {
    ...buffer,
    pieces,
    start: pieces[0]?.offset ?? buffer.next,
    first: buffer.first + gone,
    count: buffer.count - gone,
  };
}

function withoutLast(buffer: LogBuffer): LogBuffer {
  if (buffer.pieces.length <= mostPieces) return buffer;
  let cut = mostPieces;
  while (cut > 1 && buffer.pieces[cut]?.joined === true) cut -= 1;
  const gone = buffer.pieces.slice(cut);
  return {
    ...buffer,
    pieces: buffer.pieces.slice(0, cut),
    rest: "",
    next: gone[0]?.offset ?? buffer.next,
    count: buffer.count - linesOf(gone),
  };
}

const linesOf = (pieces: readonly Lines[]): number =>
  pieces.reduce((sum, { lines }) => sum + lines.length, 0);

/** The n-th line of the buffer, from 0; behind the whole ones the last, which has no end yet. */
export function lineAt({ pieces, rest }: LogBuffer, index: number): string {
  let left = index;
  for (const { lines } of pieces) {
    if (left < lines.length) return lines[left] ?? "";
    left -= lines.length;
  }
  return rest;
}

/** Lines to draw. */
export const lineCount = ({ count, rest }: LogBuffer): number => count + (rest === "" ? 0 : 1);
