import type { Digest } from "../model/ids.ts";

/** An installed distribution, as its metadata tells it. */
export type Distribution = {
  /** Normalised as PEP 503 says: `scikit-learn`. */
  readonly name: string;
  /** What is installed under that name; where the version alone does not tell (an install from a folder), with a digest. */
  readonly version: string;
  /** Modules that it owns, dotted: a package as a whole, `google.cloud.storage` where `google` is shared with others. */
  readonly modules: readonly string[];
  /** Normalised names of those that it needs or can use. */
  readonly requires: readonly string[];
};

/** A module that counts by its bytes: no distribution owns it, or one does as an editable install. */
export type LooseModule = {
  readonly module: string;
  /** Absolute path of its file or folder. */
  readonly path: string;
  /** The editable install that it belongs to. */
  readonly owner: string | null;
};

/** A folder that Python looks for modules in. */
export type PackageFolder = {
  /** Whether a program has it on its path depends on more than is known; it hides nothing in the folders after it. */
  readonly isOptional: boolean;
  readonly distributions: readonly Distribution[];
  readonly loose: readonly LooseModule[];
};

/** One Python as a program finds it at one time. */
export type PythonEnvironment = {
  /** Absolute path, as Python itself tells it. */
  readonly executable: string;
  /** `cpython`, `pypy`, … */
  readonly implementation: string;
  /** With the minor one: `3.12`; `3.13t` without the global lock. */
  readonly version: string;
  /** Top-level modules of its standard library. */
  readonly standard: ReadonlySet<string>;
  /** In the order of the search. */
  readonly folders: readonly PackageFolder[];
  /** Folders in the workspace that editable installs lead to, workspace-relative: imports are looked for in them too. */
  readonly roots: readonly string[];
  /** Digest of a loose module, and the dotted names that its files import; null when it cannot be read. */
  readonly source: (
    path: string,
  ) => Promise<{ readonly digest: Digest; readonly imports: readonly string[] } | null>;
};

/** Which Python a program of a command runs on. */
export type PythonStart = {
  /** The word of the command: `python`, `python3.12`, `.venv/bin/python`, `/opt/python/bin/python3`. */
  readonly interpreter: string;
  /** Where a `cd` before it led, below the workspace; "" without one. */
  readonly folder: string;
  /** Folders that the command adds to `PYTHONPATH`, as written. */
  readonly searchPath: readonly string[];
};

/** Looks at interpreters and what is installed for them, once each: made anew for each plan. */
export type PythonEnvironments = {
  /** Null when no Python is found there. */
  readonly find: (start: PythonStart) => Promise<PythonEnvironment | null>;
};
