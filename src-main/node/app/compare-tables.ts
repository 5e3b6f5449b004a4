import type { TableAnswer } from "../../core/contract/run-contents.ts";
import { diffTables } from "../../core/diff/table-diff.ts";
import type { FileDiff } from "../../core/model/content-diff.ts";

/** Rows of a table that differ. */
const tableRows = 2_000;
/** More cells than the memory of a thread holds easily are not compared. */
export const mostRows = 1_000_000;

/** Two tables cell by cell, each read up to `mostRows`; or why they are not. */
export function compareTables(before: TableAnswer, after: TableAnswer): FileDiff {
  if (before.kind === "unreadable") return { kind: "text", why: before.why };
  if (after.kind === "unreadable") return { kind: "text", why: after.why };
  for (const { rows, total } of [before, after]) {
    if (rows.length < total)
      return { kind: "text", why: `It has ${total} rows, too many to be compared cell by cell` };
  }
  return { kind: "table", diff: diffTables(before, after, tableRows) };
}
