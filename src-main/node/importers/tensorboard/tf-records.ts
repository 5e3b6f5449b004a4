import { open } from "node:fs/promises";
import { maskedCrc32c } from "./crc32c.ts";

/** A record of a TFRecord file, or why there are no more; `at` in bytes. */
export type TfRecord =
  | { readonly kind: "record"; readonly data: Buffer }
  /** One record's bytes are not those that were written; the next begins where it should. */
  | { readonly kind: "damaged"; readonly at: number }
  /** From here on nothing can be read. */
  | { readonly kind: "lost"; readonly at: number }
  /** The last record is not whole: the file was cut off, or is still being written. */
  | { readonly kind: "unfinished"; readonly at: number };

/** Longer ones are taken for damage: TensorBoard's own reader has far less room. */
const longestRecord = 256 * 1024 * 1024;
const headLength = 12;

/** The records of a file, each with its length and bytes checked. */
export async function* tfRecords(path: string): AsyncGenerator<TfRecord> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    let at = 0;
    let buffer = Buffer.alloc(0);
    /** `count` bytes from `at` on; fewer where the file ends. */
    const take = async (count: number): Promise<Buffer> => {
      while (buffer.length < count) {
        const piece = Buffer.allocUnsafe(Math.max(1 << 20, count - buffer.length));
        const { bytesRead } = await file.read(piece, 0, piece.length, at + buffer.length);
        if (bytesRead === 0) break;
        buffer = Buffer.concat([buffer, piece.subarray(0, bytesRead)]);
      }
      return buffer.subarray(0, count);
    };
    const pass = (count: number): void => {
      buffer = buffer.subarray(count);
      at += count;
    };
    while (at < size) {
      const head = await take(headLength);
      if (head.length < headLength) {
        yield { kind: "unfinished", at };
        return;
      }
      const length = Number(head.readBigUInt64LE(0));
      if (head.readUInt32LE(8) !== maskedCrc32c(head.subarray(0, 8)) || length > longestRecord) {
        yield { kind: "lost", at };
        return;
      }
      const isWhole = at + headLength + length + 4 <= size;
      const whole = isWhole ? await take(headLength + length + 4) : head;
      if (whole.length < headLength + length + 4) {
        yield { kind: "unfinished", at };
        return;
      }
      const data = whole.subarray(headLength, headLength + length);
      if (whole.readUInt32LE(headLength + length) === maskedCrc32c(data)) yield { kind: "record", data };
      else yield { kind: "damaged", at };
      pass(headLength + length + 4);
    }
  } finally {
    await file.close();
  }
}

/** Whether the beginning of a file is that of a TFRecord file. */
export const isTfRecord = (head: Buffer): boolean =>
  head.length >= headLength && head.readUInt32LE(8) === maskedCrc32c(head.subarray(0, 8));
