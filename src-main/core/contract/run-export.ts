import type { RunId } from "../model/ids.ts";
import type { FoundRuns } from "./run-lists.ts";

/** All that is recorded as JSON Lines, or a table as CSV. */
export const exportFormats = ["jsonl", "csv"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Runs, chosen or found, with all their steps. Where they go is never the page's to say: the person is asked. */
export type RunsToExport = {
  readonly runs: { readonly ids: readonly RunId[] } | FoundRuns;
  readonly format: ExportFormat;
};

/** How far an export is that takes a while. */
export type ExportProgress = { readonly file: string; readonly done: number; readonly all: number };

/** `leftOut`: how many consoles were too long to travel. */
export type ExportedRuns = { readonly file: string; readonly runs: number; readonly leftOut: number };
