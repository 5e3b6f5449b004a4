import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { err, ok, type Result } from "../../../core/base/result.ts";
import type { FoundRuns } from "../../../core/contract/run-lists.ts";
import type { Diagnostic } from "../../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../../core/model/failure.ts";
import type { RunId } from "../../../core/model/ids.ts";
import { pause } from "../../host/time-slice.ts";
import { findRuns } from "../../store/search/search-runs.ts";
import { idsOfSeqs, runIds, withAllBelow } from "../../store/tables/recorded-facts.ts";
import { bringIndexUp } from "../index-recorded-run.ts";
import type { Library } from "../library.ts";
import { type ExportOptions, exportRuns } from "./export-runs.ts";
import { problemList } from "./problem-list.ts";

/** Which runs: those of a query as a list of it has them, these with all their steps, or all, archived ones too. */
export type RunChoice =
  | ({ readonly by: "query" } & FoundRuns)
  | { readonly by: "ids"; readonly ids: readonly RunId[] }
  | { readonly by: "all" };

const pageSize = 10_000;

export function chosenRuns(library: Library, choice: RunChoice): Result<readonly RunId[], Failure> {
  const { database } = library;
  if (choice.by === "all") return ok(runIds(database));
  if (choice.by === "ids") return ok(withAllBelow(database, choice.ids));
  if (library.unwritable === null) bringIndexUp(library);
  const ids: RunId[] = [];
  for (;;) {
    const found = findRuns(database, {
      query: choice.query,
      project: choice.project,
      within: choice.within ?? [],
      onlyArchived: choice.archived === true,
      limit: pageSize,
      offset: ids.length,
      sort: null,
    });
    if (!found.ok) return err(inputFailure("The query is wrong", found.error));
    ids.push(...idsOfSeqs(database, found.value.seqs));
    if (found.value.seqs.length < pageSize) return ok(ids);
  }
}

export type ExportReport = {
  readonly exported: number;
  readonly problems: readonly Diagnostic[];
  readonly moreProblems: number;
};

/** `signal` ends it, with its reason thrown. */
type WriteOptions = Omit<ExportOptions, "onMissing"> & { readonly signal?: AbortSignal };

/** Hands the text of runs to `write`, piece by piece, and lets others have a turn. What cannot travel is a warning. */
export async function exportTo(
  library: Library,
  ids: readonly RunId[],
  { signal, ...options }: WriteOptions,
  write: (text: string) => unknown,
): Promise<ExportReport> {
  const problems = problemList();
  const onMissing = (run: RunId, message: string): void =>
    problems.add({
      severity: "warning",
      code: "left-out",
      message: `${run}: ${message}`,
      remedy: null,
      file: null,
      line: null,
      column: null,
      span: null,
    });
  for (const text of exportRuns(library, ids, { ...options, onMissing })) {
    await write(text);
    await pause();
    signal?.throwIfAborted();
  }
  return { exported: ids.length, ...problems.report() };
}

/** Writes a file of runs; one that was there is replaced when the new one is whole, and is as it was if that fails. */
export async function exportToFile(
  library: Library,
  ids: readonly RunId[],
  options: WriteOptions,
  path: string,
): Promise<Result<ExportReport, Failure>> {
  const target = resolve(path);
  const half = halfOf(target);
  try {
    const report = await writeFile(half, (write) => exportTo(library, ids, options, write));
    renameSync(half, target);
    return ok(report);
  } catch (error) {
    rmSync(half, { force: true });
    options.signal?.throwIfAborted();
    return err(inputFailure(`${target} cannot be written: ${(error as Error).message}`));
  }
}

/** Where a file is written before it is whole. */
export const halfOf = (path: string): string => `${resolve(path)}.signet-${process.pid}`;

async function writeFile<Answer>(
  path: string,
  work: (write: (text: string) => void) => Promise<Answer>,
): Promise<Answer> {
  const file = openSync(path, "w");
  try {
    const answer = await work((text) => writeWhole(file, text));
    fsyncSync(file);
    return answer;
  } finally {
    closeSync(file);
  }
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; at += writeSync(file, bytes, at));
}
