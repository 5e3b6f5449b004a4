import { firstTables } from "./001-first-tables.ts";

/** The SQL that takes a library from version n (its place here) to n + 1. Only ever added to. */
export const migrations: readonly string[] = [firstTables];
