import type { Result } from "../base/result.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Digest } from "../model/ids.ts";
import type { PythonFiles } from "./python.ts";

/** Bytes by content: of a file, or of a folder as a sorted tree. `size` in bytes, of a folder the sum of its files. */
export type Content = { readonly digest: Digest; readonly size: number; readonly type: "file" | "directory" };

export type ContentRequest = {
  /** What it has to be; `either`: what is there. */
  readonly type: "file" | "directory" | "either";
  /** Globs of names that a folder's digest leaves out, beside the default ones; null: it is taken whole, as outputs are. */
  readonly ignore: readonly string[] | null;
};

/** Reading the user's workspace. Paths are workspace-relative POSIX paths, or absolute for sources elsewhere. */
export type WorkspaceFiles = {
  /** Null when nothing is there; an error for what is no file or folder (a FIFO, a device) or cannot be read. */
  readonly content: (path: string, request: ContentRequest) => Promise<Result<Content | null, Diagnostic>>;
  /** Digest of the names in a folder, without those in `except` (see `listingDigest`); null when there is no folder. */
  readonly listing: (path: string, except: readonly string[]) => Promise<Digest | null>;
  /** The regular file inside the workspace that a word names, as a relative POSIX path; null: it names none. */
  readonly fileNamed: (word: string) => string | null;
  /** The regular files inside the workspace that globs match: relative POSIX paths, sorted, no repeats. */
  readonly filesMatching: (globs: readonly string[]) => Promise<readonly string[]>;
  readonly python: PythonFiles;
};

/** The library's content-addressed objects. */
export type ObjectStore = {
  readonly has: (content: Content) => boolean;
};

export type Sha256 = (text: string) => Digest;
