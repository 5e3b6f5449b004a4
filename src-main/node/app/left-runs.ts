import { join } from "node:path";
import type { RunId } from "../../core/model/ids.ts";
import { isSystemMetric } from "../../core/model/metric-names.ts";
import { libraryPlace, noRoomOn } from "../host/disk-room.ts";
import { dropPipeline } from "../host/left-execution.ts";
import { asideFolder } from "../host/local-executor.ts";
import { ageOf, isAlive } from "../host/process-identity.ts";
import { putBackAfterCrash, releaseAside } from "../host/put-in-place.ts";
import { dropStaged, exitFile } from "../host/staged-files.ts";
import { endProcessesOf } from "../host/step-descendants.ts";
import { eventFile } from "../host/step-setting.ts";
import { readExit } from "../host/step-wrapper.ts";
import { saysUnwritable } from "../store/check-database.ts";
import { makeRoomFor } from "../store/reserve.ts";
import { notePending } from "../store/search/pending-runs.ts";
import {
  type ActiveRun,
  activeRuns,
  disown,
  endedSteps,
  giveBack,
  hasActiveSteps,
  takeOver,
} from "../store/tables/active-runs.ts";
import { workspaceOf } from "../store/tables/run-lookups.ts";
import { patchRun } from "../store/tables/runs.ts";
import { takeIn } from "./intake/take-in.ts";
import type { Ending, LeftSteps } from "./left-steps.ts";
import type { Library } from "./library.ts";
import { isForWantOfRoom } from "./unwritable-text.ts";

type Looking = {
  /** Null: what was left behind is of no use to anybody, and is ended. */
  readonly steps: LeftSteps | null;
  readonly stop?: Stop | undefined;
  /** A pipeline's run that had to be given up for want of room, and what is said of it and of each step that had begun. */
  readonly lack?: { readonly run: RunId; readonly error: string };
};

const isQueued = ({ status }: ActiveRun): boolean => status === "queued";

/** What is recorded of a run that had begun and is given up. */
type Given = { readonly status: "interrupted" | "failed"; readonly error: string };

/** A pipeline's run whose steps are to be stopped if they go on; `hurry`: without waiting for them any longer. */
export type Stop = { readonly run: RunId; readonly hurry: Ending["hurry"] };

/** By itself, as long as it takes. */
const unhurried = (): Ending => ({
  signal: new AbortController().signal,
  hurry: new AbortController().signal,
});

/** Whether the process of a pipeline's run is gone while it has not ended. */
export const isLeft = ({ database }: Library, run: RunId): boolean =>
  activeRuns(database).some(({ id, parent, owner }) => (id === run || parent === run) && !isAlive(owner));

/**
 * Looks after runs whose process is gone. A step whose command ended is finished; one whose command goes on is left alone,
 * to be looked at again, unless its time is over; the others become `interrupted`: files they had set aside are put back,
 * and processes they left behind are ended. Their pipeline's run is `interrupted` when none of its steps goes on. Runs of
 * a living process, this one's own among them, are not touched; of several processes that look at the same time one takes
 * each run. Answers the runs that were ended.
 */
export async function reconcile(library: Library, { steps, stop, lack }: Looking): Promise<readonly RunId[]> {
  const { database } = library;
  const givenOf = ({ id, parent }: ActiveRun): Given =>
    lack !== undefined && [id, parent].includes(lack.run)
      ? { status: "failed", error: lack.error }
      : { status: "interrupted", error: "Signet ended while this was running" };
  const active = activeRuns(database);
  const living = new Map(
    [...new Set(active.map(({ owner }) => owner))].map((owner) => [owner, isAlive(owner)]),
  );
  const left = active.filter(({ owner }) => living.get(owner) === false);
  const begun = left.filter((step) => !isQueued(step));
  const ended: RunId[] = [];
  const end = async (step: ActiveRun, by: Ending): Promise<void> => {
    if (!takeOver(database, step, library.owner)) return;
    await endStep(library, steps, step, { ...by, given: givenOf(step) }).catch((error: Error) => {
      // Left to whoever looks next. The first error is what happened; a second one follows from it.
      giveBack(database, step.id);
      throw error;
    });
    ended.push(step.id);
  };
  // In one transaction, as each takes room of a full disk.
  const skip = database.transaction((queued: readonly ActiveRun[]) => {
    for (const step of queued)
      if (takeOver(database, step, library.owner)) {
        giveUp(library, step, null);
        ended.push(step.id);
      }
  });
  if (left.some(isQueued)) skip.immediate(left.filter(isQueued));
  if (stop !== undefined) {
    const by = { signal: AbortSignal.abort(), hurry: stop.hurry };
    // All at once: each has its ten seconds, and they are the same ones.
    await Promise.all(begun.filter(({ parent }) => parent === stop.run).map((step) => end(step, by)));
  }
  for (const step of begun) {
    if (step.parent === null || step.parent === stop?.run) continue;
    if (steps !== null && isUnderWay(library, steps, step)) await takeInLeft(library, step);
    else await end(step, unhurried());
  }
  for (const run of left) {
    if (run.parent !== null) continue;
    // A step goes on, or another process was first to take it: its run ends with that one's work.
    if (hasActiveSteps(database, run.id) || !takeOver(database, run, library.owner)) continue;
    for (const step of endedSteps(database, run.id)) {
      await releaseAside(join(library.runFolder(step), asideFolder));
      await dropStaged(library.runFolder(step));
    }
    dropPipeline(library.runFolder(run.id));
    giveUp(library, run, givenOf(run));
    ended.push(run.id);
  }
  return ended;
}

/** Whether a step's command goes on and may. */
function isUnderWay(library: Library, steps: LeftSteps, step: ActiveRun): boolean {
  const { id, process } = step;
  if (process === null || !isAlive(process)) return false;
  if (readExit(join(library.runFolder(id), exitFile)) !== null) return false;
  const timeout = steps.timeoutOf(step);
  return timeout === null || ageOf(process) < timeout;
}

async function endStep(
  library: Library,
  steps: LeftSteps | null,
  taken: ActiveRun,
  { given, ...by }: Ending & { readonly given: Given },
): Promise<void> {
  let step = taken;
  const { database } = library;
  const folder = library.runFolder(step.id);
  if (steps !== null) {
    // Its process was started and could not be recorded: it may be in the midst of its work.
    if (step.process === null && readExit(join(folder, exitFile)) === null)
      await endProcessesOf(new Set([step.id]));
    if (step.status === "starting") {
      patchRun(database, step.id, ["starting"], { status: "running" });
      step = { ...step, status: "running" };
    }
    if ((await steps.finish(step, by)) === "finished") return;
  }
  await endProcessesOf(new Set([step.id]));
  await takeInLeft(library, step);
  await putBackAfterCrash(join(folder, asideFolder));
  await dropStaged(folder);
  giveUp(library, step, given);
}

/** Takes in what the command of a step told that nobody follows. */
async function takeInLeft(library: Library, { id }: ActiveRun): Promise<void> {
  const folder = library.runFolder(id);
  const cwd = workspaceOf(library.database, id);
  const counts = (name: string) => !isSystemMetric(name);
  await takeIn(library, { run: id, folder, file: join(folder, eventFile), cwd }, { counts });
}

/** `given` null: it had not begun. */
function giveUp(library: Library, { id, status }: ActiveRun, given: Given | null): void {
  const { database } = library;
  const patch = {
    status: given?.status ?? "skipped",
    ended: Date.now(),
    error: given?.error ?? null,
  } as const;
  database
    .transaction(() => {
      patchRun(database, id, [status], patch);
      notePending(database, id);
    })
    .immediate();
}

const mostTries = 5;

/**
 * Gives up a run of this process that could not be recorded any more: it is interrupted, now if the library can be written
 * again, else it is taken for one whose process is gone when it is next opened. For want of room it has failed, which is
 * recorded in what the library keeps for that. Answers the runs that were ended, and whether this one has failed so.
 */
export async function abandon(
  library: Library,
  run: RunId,
  why: Error,
): Promise<{ readonly ended: readonly RunId[]; readonly failed: boolean }> {
  const { database, folder } = library;
  const failed = saysUnwritable(why) && isForWantOfRoom(folder, why.message);
  const error = `It could not be recorded any more\n${noRoomOn(libraryPlace(folder))}`;
  for (let tries = 1; ; tries += 1)
    try {
      if (saysUnwritable(why)) makeRoomFor(database);
      disown(database, run);
      const ended = await reconcile(library, { steps: null, ...(failed ? { lack: { run, error } } : {}) });
      return { ended, failed };
    } catch (again) {
      // What was recorded until then is in the log, which gives room when it is brought into the database.
      if (!failed || tries === mostTries) throw again;
    }
}
