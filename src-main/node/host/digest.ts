import { createHash, hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { Digest } from "../../core/model/ids.ts";

/** `sha256:` of a text's UTF-8 bytes, or of bytes. */
export const sha256 = (data: string | Uint8Array): Digest => `sha256:${hash("sha256", data)}` as Digest;

/** Digest of bytes, and how many there are. */
export type FileDigest = { readonly digest: Digest; readonly size: number };

const chunkSize = 1 << 20;
let buffer: Buffer | null = null;

/**
 * Digest and size of a regular file's bytes, read in this thread until it is done: for small files, and in worker threads.
 * Throws the system's error; never waits for a FIFO that took the file's place.
 */
export function digestFileNow(path: string): FileDigest {
  buffer ??= Buffer.allocUnsafeSlow(chunkSize);
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${path} is no regular file`);
    const hash = createHash("sha256");
    let size = 0;
    for (;;) {
      const bytesRead = readSync(file, buffer, 0, chunkSize, null);
      if (bytesRead === 0) break;
      hash.update(bytesRead === chunkSize ? buffer : buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return { digest: `sha256:${hash.digest("hex")}` as Digest, size };
  } finally {
    closeSync(file);
  }
}
