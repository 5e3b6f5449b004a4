import type { Writable } from "./database.ts";

/**
 * Does work whose commits do not wait for the disk; all others of the connection do. The log keeps their order, so what is
 * lost with the power is the newest of it. Not within a transaction.
 */
export function withoutWaiting<Answer>(database: Writable, work: () => Answer): Answer {
  database.exec("PRAGMA synchronous = NORMAL");
  try {
    return work();
  } finally {
    database.exec("PRAGMA synchronous = FULL");
  }
}
