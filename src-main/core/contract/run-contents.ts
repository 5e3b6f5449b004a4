import type { Digest } from "../model/ids.ts";

/** A file of code as the library kept it for a run. */
export type CountedFile = {
  readonly path: string;
  readonly digest: Digest;
  /** The functions, classes and constants that counted, as reasons name them; none: the file counted whole. */
  readonly units: readonly {
    readonly name: string;
    /** Where it begins in the file, from 1; null where that cannot be told. */
    readonly line: number | null;
  }[];
  /** The steps for which it counted; none for a script. */
  readonly steps: readonly string[];
};

export type LogPiece = {
  readonly text: string;
  readonly offset: number;
  readonly next: number;
  readonly size: number;
};

/** `offset`: where the line begins, in bytes. `next`: where to look further; null when all was looked through. */
export type LogHits = {
  readonly hits: readonly { readonly offset: number; readonly text: string }[];
  readonly next: number | null;
};
