// The thread that reads the lines of a large file of runs while another one writes: see runs-ahead.ts.
import type { Diagnostic } from "../../../core/model/diagnostic.ts";
import { answerTasks } from "../../host/answer-tasks.ts";
import type { Line } from "../../importers/lines.ts";
import { itemsOfLine } from "../../importers/read-jsonl.ts";
import type { SourceRun } from "../../importers/run-source.ts";
import { type PreparedRuns, preparedRuns } from "./prepared-runs.ts";

export type ReadTask = { readonly file: string; readonly lines: readonly Line[] };
export type ReadLines = { readonly problems: readonly Diagnostic[]; readonly prepared: PreparedRuns | null };

answerTasks(({ file, lines }: ReadTask): ReadLines => {
  const problems: Diagnostic[] = [];
  const runs: SourceRun[] = [];
  for (const line of lines)
    for (const item of itemsOfLine(file, line))
      if (item.kind === "run") runs.push(item.run);
      else problems.push(item.problem);
  return { problems, prepared: preparedRuns(runs) };
});
