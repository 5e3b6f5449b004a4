import { err, ok, type Result } from "../../../core/base/result.ts";
import type { ExportedRuns, ExportFormat, ExportProgress } from "../../../core/contract/run-export.ts";
import { runsToExport } from "../../../core/contract/schemas.ts";
import { type Failure, inputFailure } from "../../../core/model/failure.ts";
import { withAllBelow } from "../../store/tables/recorded-facts.ts";
import type { Library } from "../library.ts";
import { chosenRuns, exportToFile, type RunChoice } from "./export-file.ts";

/** The window is told how far an export is after so many milliseconds, and so often. */
const toldEvery = 250;

export type WindowExports = {
  /**
   * Writes what a page chose, which is checked here, to a file that the person named. Null: it was stopped, and left no file.
   * Only what takes a while tells how far it is.
   */
  readonly start: (
    chosen: unknown,
    file: string,
    tell: (progress: ExportProgress) => void,
  ) => Promise<Result<ExportedRuns | null, Failure>>;
  /** Stops the export that writes this file, if one does. */
  readonly stop: (file: string) => void;
  /** Stops all, and waits for it. */
  readonly close: () => Promise<void>;
};

export function windowExports(library: Library): WindowExports {
  const running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<unknown> }>();

  const write = async (
    choice: RunChoice,
    format: ExportFormat,
    file: string,
    tell: (progress: ExportProgress) => void,
    signal: AbortSignal,
  ): Promise<Result<ExportedRuns | null, Failure>> => {
    const found = chosenRuns(library, choice);
    if (!found.ok) return found;
    const runs = choice.by === "query" ? withAllBelow(library.database, found.value) : found.value;
    let next = Date.now() + toldEvery;
    const onRun = (done: number, all: number): void => {
      if (Date.now() < next) return;
      next = Date.now() + toldEvery;
      tell({ file, done, all });
    };
    try {
      const written = await exportToFile(
        library,
        runs,
        { format, metrics: false, data: false, onRun, signal },
        file,
      );
      if (!written.ok) return written;
      const { exported, problems, moreProblems } = written.value;
      return ok({ file, runs: exported, leftOut: problems.length + moreProblems });
    } catch (problem) {
      if (!signal.aborted) throw problem;
      return ok(null);
    }
  };

  return {
    start: async (chosen, file, tell) => {
      const what = runsToExport.safeParse(chosen);
      if (!what.success) return err(inputFailure(`Runs to export: ${what.error.message}`));
      if (running.has(file)) return err(inputFailure(`${file} is being written by another export`));
      const { runs, format } = what.data;
      const choice: RunChoice = "ids" in runs ? { by: "ids", ids: runs.ids } : { by: "query", ...runs };
      const stop = new AbortController();
      const written = write(choice, format, file, tell, stop.signal);
      running.set(file, { stop, ended: written.catch(() => null) });
      try {
        return await written;
      } finally {
        running.delete(file);
      }
    },
    stop: (file) => running.get(file)?.stop.abort(),
    close: async () => {
      const exports = [...running.values()];
      for (const { stop } of exports) stop.abort();
      await Promise.all(exports.map(({ ended }) => ended));
    },
  };
}
