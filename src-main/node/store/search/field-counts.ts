import type { Database } from "better-sqlite3";
import { cutLogs } from "../../../core/query/fields.ts";
import { statement } from "../statement.ts";

export type FieldCount = {
  readonly name: string;
  /** Runs and steps that have it. */
  readonly runs: number;
  /** Whether a value of it is a keyword, so that not all are numbers. */
  readonly hasTexts: boolean;
};

/** The fields that runs have, in no order. */
export function fieldCounts(db: Database): FieldCount[] {
  const rows = statement(
    db,
    `SELECT name, runs, EXISTS (SELECT 1 FROM search_values v WHERE v.field = f.id) AS texts
     FROM search_fields f WHERE runs > 0`,
  ).all() as { name: string; runs: number; texts: number }[];
  return rows
    .filter(({ name }) => name !== cutLogs)
    .map(({ name, runs, texts }) => ({ name, runs, hasTexts: texts === 1 }));
}
