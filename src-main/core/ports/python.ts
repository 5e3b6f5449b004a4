import type { ModuleSummary } from "../fingerprint/python/summary.ts";
import type { Digest } from "../model/ids.ts";

/** Reading Python files of a workspace. Paths are workspace-relative POSIX paths; links are followed. */
export type PythonFiles = {
  readonly kindOf: (path: string) => Promise<"file" | "folder" | null>;
  /** Digest of a file's bytes, remembered while the file stands as it is; null when it cannot be read. */
  readonly digestOf: (path: string) => Promise<Digest | null>;
  /** A file's bytes as they are now: their digest, and their text, null when that is no UTF-8. */
  readonly read: (path: string) => Promise<{ readonly digest: Digest; readonly text: string | null } | null>;
  /** Every Python file of the workspace, virtual environments apart. */
  readonly all: () => Promise<readonly string[]>;
};

/**
 * What a module's text says, as `summarize` makes it; elsewhere than in this thread when there is much to do. Rejects when
 * that fails.
 */
export type SummarizeModule = (text: string) => Promise<ModuleSummary>;

/**
 * Texts remembered by a key that tells all that they depend on. Losing one costs making it again: a `light` one takes a
 * millisecond or two.
 */
export type TextCache = {
  readonly get: (key: string) => string | null;
  readonly put: (key: string, text: string, weight?: "light") => void;
};
