import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { digestFileNow, type FileDigest } from "./digest.ts";
import type { HashedFile } from "./hash-worker.ts";
import { pause } from "./time-slice.ts";
import { workerPool } from "./worker-pool.ts";

/** A file to digest, and how many bytes it is thought to have. */
export type FileToDigest = { readonly path: string; readonly size: number };

/** Bytes that take as long to digest as it takes to open and close a file, about 10 µs. */
const openingBytes = 1 << 13;

/** Work beyond this is for worker threads, whose start takes some 50 ms; up to it a thread of our own is done sooner. */
const worthThreads = 64 << 20;

/** What one message to a thread asks for at most: some 10 ms of work, so that the last threads end together. */
const batchBytes = 8 << 20;

const threads = workerPool<readonly string[], readonly HashedFile[]>("hash-worker", availableParallelism());

/** Digest and size of a file's bytes. Rejects with the system's error. */
export async function digestFile(path: string): Promise<FileDigest> {
  const [found] = await digestFiles([{ path, size: statSync(path).size }]);
  if (found === undefined) throw new Error(`${path} was passed over`);
  if (found instanceof Error) throw found;
  return found;
}

/**
 * Digests and sizes of many files' bytes, in their order; the system's error for those that cannot be read. All cores
 * work when there is enough to do.
 */
export async function digestFiles(files: readonly FileToDigest[]): Promise<readonly (FileDigest | Error)[]> {
  const work = files.reduce((sum, { size }) => sum + size + openingBytes, 0);
  if (work <= worthThreads) {
    const found: (FileDigest | Error)[] = [];
    for (const { path } of files) {
      await pause();
      found.push(attempt(path));
    }
    return found;
  }
  const answers = await Promise.all(batchesOf(files).map((paths) => threads.run(paths)));
  return answers.flat().map((hashed) => {
    if ("digest" in hashed) return hashed;
    return Object.assign(new Error(hashed.message), { code: hashed.code });
  });
}

function attempt(path: string): FileDigest | Error {
  try {
    return digestFileNow(path);
  } catch (error) {
    return error as Error;
  }
}

function batchesOf(files: readonly FileToDigest[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let left = 0;
  for (const { path, size } of files) {
    const cost = size + openingBytes;
    const last = batches.at(-1);
    if (last === undefined || cost > left) {
      batches.push([path]);
      left = batchBytes - cost;
    } else {
      last.push(path);
      left -= cost;
    }
  }
  return batches;
}
