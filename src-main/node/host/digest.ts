import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Digest } from "../../core/model/ids.ts";

/** `sha256:` of a text's UTF-8 bytes, or of bytes. */
export function sha256(data: string | Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(data).digest("hex")}` as Digest;
}

const chunkSize = 1 << 20;

/** Digest and size of a file's bytes. Rejects with the system's error. */
export async function digestFile(path: string): Promise<{ digest: Digest; size: number }> {
  const file = await open(path, "r");
  try {
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(chunkSize);
    let size = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkSize);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return { digest: `sha256:${hash.digest("hex")}` as Digest, size };
  } finally {
    await file.close();
  }
}
