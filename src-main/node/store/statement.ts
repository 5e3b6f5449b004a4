import type { Statement } from "better-sqlite3";
import type { Writable } from "./database.ts";

const prepared = new WeakMap<Writable, Map<string, Statement<unknown[]>>>();

/**
 * A statement, prepared once for each connection: preparing takes longer than most of them. For texts that are constant, and
 * are used in one way (`pluck` stays with the statement).
 */
export function statement(database: Writable, text: string): Statement<unknown[]> {
  const ofDatabase = prepared.get(database) ?? new Map<string, Statement<unknown[]>>();
  prepared.set(database, ofDatabase);
  const known = ofDatabase.get(text) ?? database.prepare<unknown[]>(text);
  ofDatabase.set(text, known);
  return known;
}
