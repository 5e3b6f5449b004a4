import type { Digest } from "../model/ids.ts";
import type { FileText } from "../model/run-diff.ts";

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

/** Cells as text, or a number where the cell is one. */
export type TableAnswer =
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | number | null)[])[];
      /** Rows in all. */
      readonly total: number;
    }
  | { readonly kind: "unreadable"; readonly why: string };

/** `url` is a `data:` URL of an image that browsers know. */
export type ArtifactContent =
  | { readonly kind: "image"; readonly url: string }
  | { readonly kind: "table"; readonly table: TableAnswer }
  | { readonly kind: "text"; readonly content: FileText }
  /** A file that other programs show: what it is, why it is not shown here, and how to open it. `file`: its bytes. */
  | {
      readonly kind: "no-preview";
      readonly what: string;
      readonly size: number;
      readonly why: string;
      readonly remedy: string;
      readonly file: string;
    };
