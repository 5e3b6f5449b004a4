import type { RunId } from "../../../core/model/ids.ts";
import type { DisplacedFile } from "../../../core/model/run.ts";
import type { Content } from "../../../core/ports/files.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** Notes that a step's run replaced bytes of the user's at an absolute path; the library holds them. */
export function insertDisplaced(
  database: Writable,
  run: RunId,
  path: string,
  { digest, size, type }: Content,
  at: number,
): void {
  statement(
    database,
    "INSERT INTO displaced (run, path, digest, size, type, at) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(run, path, digest, size, type, at);
}

/** A record of a file that was replaced, without where its bytes are. */
export type DisplacedRecord = Omit<DisplacedFile, "kept">;

/** What a run replaced, or the steps of a pipeline run did, in the order it happened. `isAlone`: it has no steps. */
export function displacedBy(database: Writable, run: RunId, isAlone: boolean): DisplacedRecord[] {
  const columns = "path, digest, size, type, at";
  const found = isAlone
    ? statement(database, `SELECT ${columns} FROM displaced WHERE run = ? ORDER BY id`).all(run)
    : statement(
        database,
        `SELECT ${columns} FROM displaced WHERE run = ? OR run IN (SELECT id FROM runs WHERE parent = ?) ORDER BY id`,
      ).all(run, run);
  return found as DisplacedRecord[];
}
