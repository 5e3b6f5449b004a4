import { open } from "node:fs/promises";
import type { LogPiece } from "../../core/contract/methods.ts";

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

/** After the last line end; in one endless line, before the last character that may be cut. */
function lineEnd(bytes: Buffer): number {
  const newline = bytes.lastIndexOf(0x0a);
  if (newline >= 0) return newline + 1;
  let end = bytes.length;
  // Bytes 10xxxxxx continue a UTF-8 character.
  while (end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end > 1 ? end - 1 : bytes.length;
}
