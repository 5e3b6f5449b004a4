import { open } from "node:fs/promises";
import type { LogPiece } from "../../core/contract/run-contents.ts";

/**
 * At most `limit` bytes of a console file from a byte offset, cut after the last complete line where there is one (a
 * character is never cut). A negative offset is not needed: `size` tells where the end is. No file yet: empty.
 */
export async function readLogPiece(path: string, offset: number, limit: number): Promise<LogPiece> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return { text: "", offset, next: offset, size: 0 };
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(limit, size - offset)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    const bytes = buffer.subarray(0, bytesRead);
    const end = offset + bytesRead < size ? lineEnd(bytes) : bytes.length;
    return { text: bytes.subarray(0, end).toString("utf8"), offset, next: offset + end, size };
  } finally {
    await file.close();
  }
}

/**
 * The piece that ends at a byte offset, or at the end of a shorter file, at most `limit` bytes of it, from the beginning of a line
 * where one begins in it (a character is never cut).
 */
export async function readLogPieceBefore(path: string, end: number, limit: number): Promise<LogPiece> {
  const { size } = await readLogPiece(path, 0, 0);
  const last = Math.min(end, size);
  const from = Math.max(0, last - limit);
  // Of one byte more it is seen whether a line begins with the first.
  const { bytes, offset } = await readBytes(path, Math.max(0, from - 1), last);
  const start = from === 0 ? 0 : lineStart(bytes);
  return { text: bytes.subarray(start).toString("utf8"), offset: offset + start, next: last, size };
}

async function readBytes(path: string, offset: number, end: number) {
  const bytes = Buffer.alloc(Math.max(0, end - offset));
  if (bytes.length === 0) return { bytes, offset };
  const file = await open(path, "r");
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    return { bytes: bytes.subarray(0, bytesRead), offset };
  } finally {
    await file.close();
  }
}

/** After the first line end; in one endless line, at the first character that begins after the first byte. */
function lineStart(bytes: Buffer): number {
  const newline = bytes.indexOf(0x0a);
  if (newline >= 0 && newline < bytes.length - 1) return newline + 1;
  let start = 1;
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return Math.min(start, bytes.length);
}

/** After the last line end; in one endless line, before the last character that may be cut. */
function lineEnd(bytes: Buffer): number {
  const newline = bytes.lastIndexOf(0x0a);
  if (newline >= 0) return newline + 1;
  let end = bytes.length;
  // Bytes 10xxxxxx continue a UTF-8 character.
  while (end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end > 1 ? end - 1 : bytes.length;
}
