// The process that reads one Parquet file, or two to compare: see apart.ts.
import type { TableAnswer } from "../../../core/contract/run-contents.ts";
import type { FileDiff } from "../../../core/model/content-diff.ts";
import { compareTables, mostRows } from "../compare-tables.ts";
import { parquetTable } from "./table.ts";

export type ParquetTask =
  | { readonly kind: "rows"; readonly path: string; readonly limit: number }
  | { readonly kind: "diff"; readonly from: string; readonly to: string };
export type ParquetAnswer = TableAnswer | FileDiff;

process.once("message", async (task: ParquetTask) => {
  const answer: ParquetAnswer =
    task.kind === "rows"
      ? await parquetTable(task.path, task.limit)
      : compareTables(await parquetTable(task.from, mostRows), await parquetTable(task.to, mostRows));
  process.send?.(answer, () => process.disconnect());
});
