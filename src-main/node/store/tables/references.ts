import type { Digest } from "../../../core/model/ids.ts";
import type { Content } from "../../../core/ports/files.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** Bytes that rows refer to. */
export type Reference = Pick<Content, "digest" | "type">;

/** Every content that runs, their code, traces and displaced files refer to, each once. */
export function references(database: Writable): IterableIterator<Reference> {
  return statement(
    database,
    `SELECT digest, type FROM run_files
     UNION SELECT digest, 'file' FROM run_code
     UNION SELECT digest, type FROM run_artifacts
     UNION SELECT git_diff, 'file' FROM runs WHERE git_diff IS NOT NULL
     UNION SELECT value ->> 'digest', value ->> 'type' FROM traces, json_each(traces.outputs)
     UNION SELECT value ->> 'digest', 'file' FROM traces, json_each(traces.discovered) WHERE value ->> 'kind' = 'file'
     UNION SELECT digest, type FROM displaced`,
  ).iterate() as IterableIterator<Reference>;
}

/** Whether a file or folder with these bytes is what a run read or made, or replaced. Quick: asked with every output shown. */
export function isRecorded(database: Writable, digest: Digest): boolean {
  return (
    statement(
      database,
      `SELECT EXISTS (SELECT 1 FROM run_files WHERE digest = ?) OR EXISTS (SELECT 1 FROM displaced WHERE digest = ?)`,
    )
      .pluck()
      .get(digest, digest) === 1
  );
}

/** The same of runs from this `seq` on. */
export function referencesSince(database: Writable, seq: number): Reference[] {
  return statement(
    database,
    `WITH recent AS (SELECT id FROM runs WHERE seq >= @seq)
     SELECT digest, type FROM run_files WHERE run IN recent
     UNION SELECT digest, 'file' FROM run_code WHERE run IN recent
     UNION SELECT digest, type FROM run_artifacts WHERE run IN recent
     UNION SELECT git_diff, 'file' FROM runs WHERE seq >= @seq AND git_diff IS NOT NULL
     UNION SELECT value ->> 'digest', value ->> 'type' FROM traces, json_each(traces.outputs) WHERE traces.run IN recent
     UNION SELECT value ->> 'digest', 'file' FROM traces, json_each(traces.discovered)
       WHERE traces.run IN recent AND value ->> 'kind' = 'file'
     UNION SELECT digest, type FROM displaced WHERE run IN recent`,
  ).all({ seq }) as Reference[];
}

/** What the library must hold to be whole: what steps made, and files of the user's that were replaced. */
export function heldReferences(database: Writable): IterableIterator<Reference> {
  return statement(
    database,
    `SELECT digest, type FROM run_files WHERE role = 'output' AND noted = 0 AND run NOT IN (SELECT run FROM run_imports)
     UNION SELECT value ->> 'digest', value ->> 'type' FROM traces, json_each(traces.outputs) WHERE voided = '[]'
     UNION SELECT digest, type FROM run_artifacts WHERE run NOT IN (SELECT run FROM run_imports)
     UNION SELECT digest, type FROM displaced`,
  ).iterate() as IterableIterator<Reference>;
}

/** The newest step's run that made these bytes, or the file of the user's that they were, in words; null for neither. */
export function makerOf(database: Writable, digest: Digest): string | null {
  const made = statement(
    database,
    `SELECT runs.step, parent.number, run_files.name FROM run_files
       JOIN runs ON runs.id = run_files.run LEFT JOIN runs AS parent ON parent.id = runs.parent
     WHERE run_files.digest = ? AND run_files.role = 'output' ORDER BY runs.cache = 'executed' DESC, runs.seq DESC LIMIT 1`,
  ).get(digest) as { step: string | null; number: number | null; name: string } | undefined;
  if (made !== undefined) {
    const run = made.number === null ? "" : ` in run #${made.number}`;
    return `${made.name}, made by ${made.step ?? "a run"}${run}`;
  }
  const path = statement(database, "SELECT path FROM displaced WHERE digest = ? ORDER BY id DESC LIMIT 1")
    .pluck()
    .get(digest) as string | undefined;
  return path === undefined ? null : `your file that was at ${path}`;
}
