import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { decompress as unpackZstd } from "fzstd";
import type { Compressors } from "hyparquet";
import { decompressLz4, decompressLz4Raw } from "hyparquet-compressors";

/**
 * How pages of a Parquet file are unpacked, each into as many bytes as its header says and no more. Snappy, the usual one, is
 * built into the library.
 */
export const codecs: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: length }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: length }),
  ZSTD: (input, length) => unpackZstd(input, new Uint8Array(length)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};
