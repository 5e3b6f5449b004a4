import { type FileHandle, open } from "node:fs/promises";
import type { LogHits } from "../../core/contract/run-contents.ts";

/** Bytes that are read at once. */
const chunkSize = 1024 * 1024;
/** Bytes that are looked through for one answer: of larger consoles there are several, between which others are answered. */
const searchedAtOnce = 64 * 1024 * 1024;
/** Characters of a line that are told. */
const lineShown = 300;

/**
 * The lines of a console that hold a text, from a byte offset on that begins a line; upper and lower case are the same. At most
 * `limit` of them; `next` says where to go on, null at the end of the file. No file: none.
 */
export async function findInLog(path: string, text: string, from: number, limit: number): Promise<LogHits> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return { hits: [], next: null };
  try {
    return await search(file, text.toLowerCase(), from, limit);
  } finally {
    await file.close();
  }
}

async function search(file: FileHandle, wanted: string, from: number, limit: number): Promise<LogHits> {
  const { size } = await file.stat();
  const hits: { offset: number; text: string }[] = [];
  let offset = from;
  /** Grows while a line is longer than what is read at once. */
  let length = chunkSize;
  while (offset < size && offset - from < searchedAtOnce) {
    const buffer = Buffer.alloc(Math.min(length, size - offset));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    const bytes = buffer.subarray(0, bytesRead);
    const isLast = offset + bytesRead >= size;
    const end = isLast ? bytesRead : bytes.lastIndexOf(0x0a) + 1;
    if (bytesRead === 0) break;
    if (end === 0 && length < searchedAtOnce) {
      length *= 2;
      continue;
    }
    const lines = end === 0 ? bytes : bytes.subarray(0, end);
    if (lines.toString("utf8").toLowerCase().includes(wanted)) {
      const next = addHits(lines, wanted, offset, limit, hits);
      if (next !== null) return { hits, next };
    }
    offset += lines.length;
    length = chunkSize;
  }
  return { hits, next: offset < size ? offset : null };
}

/** Adds the lines that hold the text; where there are too many, answers where the first line begins that was not looked at. */
function addHits(
  bytes: Buffer,
  wanted: string,
  offset: number,
  limit: number,
  hits: { offset: number; text: string }[],
): number | null {
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = bytes.toString("utf8", start, end);
    if (line.toLowerCase().includes(wanted)) {
      if (hits.length === limit) return offset + start;
      hits.push({ offset: offset + start, text: line.slice(0, lineShown) });
    }
    start = end + 1;
  }
  return null;
}
