import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";

/** A line of a text file, numbered from 1, without its end; or why it cannot be read as one. */
export type Line =
  | { readonly kind: "line"; readonly number: number; readonly text: string; readonly isEnded: boolean }
  | { readonly kind: "unreadable"; readonly number: number; readonly why: "too-long" | "not-utf8" };

/** Longer lines are passed over without being kept: 256 MiB. */
export const longestLine = 256 * 1024 * 1024;

const chunkSize = 1 << 20;
const newline = 0x0a;

/**
 * The lines of a file, one after the other, holding no more than one. A byte order mark at the start and carriage returns
 * at the ends are no part of them; a line of white space is left out. `onBytes` is told how far it has read.
 */
export async function* linesOf(
  path: string,
  { limit = longestLine, onBytes = () => {} }: { limit?: number; onBytes?: (read: number) => void } = {},
): AsyncGenerator<Line> {
  const file = await open(path, "r");
  try {
    let number = 0;
    let read = 0;
    let parts: Buffer[] = [];
    let length = 0;
    let isTooLong = false;
    const keep = (piece: Buffer): void => {
      length += piece.length;
      if (length > limit) isTooLong = true;
      if (isTooLong) parts = [];
      else parts.push(piece);
    };
    const finish = (isEnded: boolean): Line | null => {
      number += 1;
      const line = isTooLong
        ? ({ kind: "unreadable", number, why: "too-long" } as const)
        : lineOf(Buffer.concat(parts, length), number, isEnded);
      parts = [];
      length = 0;
      isTooLong = false;
      return line;
    };
    for await (const chunk of chunksOf(file)) {
      read += chunk.length;
      onBytes(read);
      let from = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, end));
        from = end + 1;
        const line = finish(true);
        if (line !== null) yield line;
      }
      if (from < chunk.length) keep(chunk.subarray(from));
    }
    if (length > 0) {
      const line = finish(false);
      if (line !== null) yield line;
    }
  } finally {
    await file.close();
  }
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    // A new one each time: lines keep pieces of it until they end.
    const buffer = Buffer.allocUnsafeSlow(chunkSize);
    const { bytesRead } = await file.read(buffer, 0, chunkSize, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function lineOf(bytes: Buffer, number: number, isEnded: boolean): Line | null {
  if (!isUtf8(bytes)) return { kind: "unreadable", number, why: "not-utf8" };
  const text = bytes.toString("utf8").replace(number === 1 ? /^\uFEFF|\r$/g : /\r$/, "");
  return text.trim() === "" ? null : { kind: "line", number, text, isEnded };
}
