import type { Content } from "../../../core/ports/files.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** Notes that bytes of the user's at an absolute path were replaced; the library holds them. */
export function insertDisplaced(
  database: Writable,
  path: string,
  { digest, size, type }: Content,
  at: number,
): void {
  statement(database, "INSERT INTO displaced (path, digest, size, type, at) VALUES (?, ?, ?, ?, ?)").run(
    path,
    digest,
    size,
    type,
    at,
  );
}
