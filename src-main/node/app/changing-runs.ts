import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { isActive } from "../../core/model/run.ts";
import { shown } from "../../core/pipeline/names.ts";
import { notePending } from "../store/search/pending-runs.ts";
import { isDeleted } from "../store/tables/deletions.ts";
import { briefOf } from "../store/tables/run-lookups.ts";
import { indexRecordedRun } from "./index-recorded-run.ts";
import type { Services } from "./services.ts";

/** What changes of runs are made of: the library, and those who want to know. */
export type Changing = Pick<Services, "library" | "events">;

/** Beyond so many changed runs, who looks on asks anew in place of being told of each. */
const worthTelling = 200;

/** What a change came to. */
export type Change<Answer> = {
  readonly answer: Answer;
  /** Runs and steps of which something is different. */
  readonly runs: readonly RunId[];
  /** Those of them that a search would find by something else. */
  readonly indexed: readonly RunId[];
  /** Whether projects came or went, or hold other runs. */
  readonly projects?: boolean;
};

/**
 * Changes runs in one transaction, with the search index, and publishes it afterwards. `change` may fail only before it
 * writes anything.
 */
export function changeRuns<Answer>(
  { library, events }: Changing,
  change: () => Result<Change<Answer>, Failure>,
): Result<Answer, Failure> {
  const done = library.database
    .transaction(() => {
      const changed = change();
      if (changed.ok) indexAll(library, changed.value.indexed);
      return changed;
    })
    .immediate();
  if (!done.ok) return done;
  publishRuns(events, done.value.runs);
  if (done.value.projects === true) events.publish({ type: "projects" });
  return ok(done.value.answer);
}

/** Many are indexed before the next search, a part at a time: nobody else should wait for so long to write. */
function indexAll(library: Changing["library"], runs: readonly RunId[]): void {
  if (runs.length > worthTelling) for (const run of runs) notePending(library.database, run);
  else for (const run of runs) indexRecordedRun(library, run);
}

function publishRuns(events: Changing["events"], runs: readonly RunId[]): void {
  if (runs.length > worthTelling) events.publish({ type: "stale" });
  else for (const run of runs) events.publishRun(run);
}

/** The runs named, each once, if all of them are there. */
export function existing({ library }: Changing, ids: readonly RunId[]): Result<readonly RunId[], Failure> {
  const unique = [...new Set(ids)];
  for (const id of unique)
    if (briefOf(library.database, id) === null || isDeleted(library.database, id))
      return err(inputFailure(`There is no run ${shown(id)}. Nothing was changed`));
  return ok(unique);
}

/**
 * The same of whole runs: steps go where their pipeline run goes. A step whose pipeline run is named too is left out, any
 * other is refused, as is a run that goes on when `ended` is wanted.
 */
export function existingWhole(
  changing: Changing,
  ids: readonly RunId[],
  { ended, doing }: { readonly ended: boolean; readonly doing: string },
): Result<readonly RunId[], Failure> {
  const found = existing(changing, ids);
  if (!found.ok) return found;
  const named = new Set(found.value);
  const whole: RunId[] = [];
  for (const id of named) {
    const row = briefOf(changing.library.database, id);
    if (row === null) continue;
    if (row.parent !== null) {
      if (named.has(row.parent)) continue;
      const message = `${shown(row.name)} is a step of a run, and cannot be ${doing} without it. Nothing was changed: name the whole run`;
      return err(inputFailure(message));
    }
    if (ended && isActive(row.status)) {
      const which = row.number === null ? shown(row.name) : `Run #${row.number} (${shown(row.name)})`;
      return err(
        inputFailure(`${which} goes on. Nothing was ${doing}: cancel it first, or wait for its end`),
      );
    }
    whole.push(id);
  }
  return ok(whole);
}
