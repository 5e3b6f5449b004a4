import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { RunDetail } from "../../core/model/run.ts";
import { isDeleted } from "../store/tables/deletions.ts";
import { detailById } from "../store/tables/runs.ts";
import type { Services } from "./services.ts";

/** Everything recorded of a run; the first of its metrics only, unless all are asked for. */
export function detailOf(
  { library }: Services,
  id: RunId,
  { allMetrics = false } = {},
): Result<RunDetail, Failure> {
  const { database, objects } = library;
  const detail = detailById(
    database,
    id,
    (digest) => (objects.has({ digest, size: 0, type: "file" }) ? objects.pathOf(digest) : null),
    { allMetrics },
  );
  return detail === null || isDeleted(database, id) ? err(inputFailure(`There is no run ${id}`)) : ok(detail);
}
