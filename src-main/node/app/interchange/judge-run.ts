import { printRecord } from "../../../core/interchange/print-record.ts";
import type { RunRecord } from "../../../core/interchange/record.ts";
import type { RunId } from "../../../core/model/ids.ts";
import { isActive } from "../../../core/model/run.ts";
import type { SourceRun } from "../../importers/run-source.ts";
import { deletedWith } from "../../store/tables/deletions.ts";
import { importedLine, setImportedLine } from "../../store/tables/imported-runs.ts";
import { runExists, statusOf } from "../../store/tables/run-lookups.ts";
import type { Changing } from "../changing-runs.ts";
import { finishDeletion } from "../delete-runs.ts";
import { recordOf } from "./record-of-run.ts";

/** What to do with a run of a file, given what the library has under its id. */
export type Judgement =
  | { readonly is: "new" | "unchanged" | "conflict" }
  /** `record` takes the place of what is recorded. */
  | { readonly is: "replacement"; readonly record: RunRecord };

export type JudgeOptions = {
  /** What a file says takes the place of what is recorded. */
  readonly replace: boolean;
  /** The file is another tool's, which may have gone on since: what it recorded is taken over, what people edited stays. */
  readonly follow: boolean;
  readonly dryRun: boolean;
};

export function judgeRun(
  changing: Changing,
  { record }: SourceRun,
  line: string,
  { replace, follow, dryRun }: JudgeOptions,
): Judgement {
  const { library } = changing;
  const { database } = library;
  const id = record.id as RunId;
  if (!runExists(database, id)) return { is: "new" };
  const deletion = deletedWith(database, id);
  if (deletion !== null) {
    // It would go for good in a minute, and what is imported with it. Whoever imports it wants it.
    if (!dryRun) finishDeletion(changing, [deletion]);
    return { is: "new" };
  }
  const known = importedLine(database, id);
  if (known === line) return { is: "unchanged" };
  const data = record.artifacts.some((file) => file.data !== null);
  const recorded = recordOf(library, id, { data });
  if (recorded !== null && isSame(record, recorded)) {
    if (!dryRun) setImportedLine(database, id, line);
    return { is: "unchanged" };
  }
  if (follow && known !== null && recorded !== null)
    return { is: "replacement", record: replace ? record : withEdits(record, recorded) };
  const status = statusOf(database, id);
  const isOurs = known === null && status !== null && isActive(status);
  return replace && !isOurs ? { is: "replacement", record } : { is: "conflict" };
}

/** Whether a run that is recorded says the same as a line that is written otherwise. */
function isSame(record: RunRecord, recorded: RunRecord): boolean {
  const created = record.created ?? record.started ?? record.ended ?? recorded.created;
  return printRecord({ ...record, created }) === printRecord(recorded);
}

/** What people can edit stays as it is in the library; properties that are new come along. */
const withEdits = (record: RunRecord, recorded: RunRecord): RunRecord => ({
  ...record,
  project: recorded.project,
  name: recorded.name,
  tags: recorded.tags,
  notes: recorded.notes,
  archived: recorded.archived,
  properties: Object.fromEntries([
    ...Object.entries(record.properties),
    ...Object.entries(recorded.properties),
  ]),
});
