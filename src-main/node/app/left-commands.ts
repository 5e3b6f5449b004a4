import { join } from "node:path";
import { isSystemMetric } from "../../core/model/metric-names.ts";
import { isAlive } from "../host/process-identity.ts";
import { exitFile } from "../host/staged-files.ts";
import { endProcessesOf } from "../host/step-descendants.ts";
import { eventFile } from "../host/step-setting.ts";
import { readExit } from "../host/step-wrapper.ts";
import { notePending } from "../store/search/pending-runs.ts";
import { takeOver } from "../store/tables/active-runs.ts";
import { type ActiveCommand, activeCommands } from "../store/tables/intake.ts";
import { workspaceOf } from "../store/tables/run-lookups.ts";
import { patchRun } from "../store/tables/runs.ts";
import type { EventHub } from "./event-hub.ts";
import { endOf, recordEnd } from "./exec-command.ts";
import { dropEvents } from "./intake/follow-steps.ts";
import { takeIn } from "./intake/take-in.ts";
import type { Library } from "./library.ts";

/**
 * Looks after commands of a `signet exec` that is gone: what they tell is taken in while they go on, and their runs end as
 * they did. Of several processes that look at the same time one ends each run.
 */
export async function lookAfterCommands(
  library: Library,
  events: Pick<EventHub, "publishRun">,
): Promise<void> {
  for (const command of activeCommands(library.database))
    if (!isAlive(command.owner)) await lookAfter(library, events, command);
}

async function lookAfter(
  library: Library,
  events: Pick<EventHub, "publishRun">,
  command: ActiveCommand,
): Promise<void> {
  const { database } = library;
  const { id: run, process } = command;
  const folder = library.runFolder(run);
  const exit = join(folder, exitFile);
  // In this order: one that says how it ended, and is gone in between, is not lost.
  const isThere = process !== null && isAlive(process);
  const goesOn = isThere && readExit(exit) === null;
  if (!goesOn && !takeOver(database, command, library.owner)) return;
  // Its process was started and could not be recorded: it may be in the midst of its work.
  if (!goesOn && process === null) await endProcessesOf(new Set([run]));
  await takeIn(
    library,
    { run, folder, file: join(folder, eventFile), cwd: workspaceOf(database, run) },
    { counts: (name) => !isSystemMetric(name), onTaken: () => events.publishRun(run) },
  );
  if (goesOn) return;
  const record = readExit(exit);
  if (record !== null) recordEnd(library, run, { ...endOf(record.end), problems: [] }, Date.now());
  else
    database
      .transaction(() => {
        const error = "Its process is gone and did not say how it ended";
        patchRun(database, run, [command.status], { status: "interrupted", ended: Date.now(), error });
        notePending(database, run);
      })
      .immediate();
  dropEvents(library, run);
  events.publishRun(run);
}
