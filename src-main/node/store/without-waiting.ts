import type { Writable } from "./database.ts";

/**
 * Does work whose commits do not wait for the disk; all others of the connection do. The log keeps their order, so what is
 * lost with the power is the newest of it. Within a transaction, which waits or not as it began, it is only done.
 */
export function withoutWaiting<Answer>(database: Writable, work: () => Answer): Answer {
  if (database.inTransaction) return work();
  database.exec("PRAGMA synchronous = NORMAL");
  try {
    return work();
  } finally {
    database.exec("PRAGMA synchronous = FULL");
  }
}
