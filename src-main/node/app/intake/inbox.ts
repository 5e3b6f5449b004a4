import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import type { ProgramEvent } from "../../../core/events/program-event.ts";
import { readEvent } from "../../../core/events/read-event.ts";
import { type RunId, runId } from "../../../core/model/ids.ts";
import { isActive } from "../../../core/model/run.ts";
import { bootId, isAlive } from "../../host/process-identity.ts";
import { eventFile } from "../../host/step-setting.ts";
import { notePending } from "../../store/search/pending-runs.ts";
import { intakeOf, setIntake } from "../../store/tables/intake.ts";
import { setPeakFromSeries } from "../../store/tables/recorded.ts";
import { processOf, runExists, statusOf, workspaceOf } from "../../store/tables/run-lookups.ts";
import { insertRun, insertTags, nextNumber, patchRun } from "../../store/tables/runs.ts";
import { inboxFolder } from "../console-place.ts";
import type { EventHub } from "../event-hub.ts";
import type { Library } from "../library.ts";
import { isPlainFolder } from "./event-files.ts";
import { readBlock } from "./event-lines.ts";
import { dropEvents } from "./follow-steps.ts";
import { takeIn } from "./take-in.ts";

type StartEvent = Extract<ProgramEvent, { readonly type: "start" }>;
type EndEvent = Extract<ProgramEvent, { readonly type: "end" }>;
type Publish = Pick<EventHub, "publishRun">;

const isUlid = (name: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(name);

/** How long a script that does not say which process it is may be silent until it counts as gone, in milliseconds. */
const silence = 60_000;
/** The same of one that runs on another machine, whose processes cannot be seen from here. */
const silenceElsewhere = 86_400_000;

/**
 * Takes in what scripts have told since it was last looked: new ones become runs, those whose process is gone end. Several
 * processes may look at once. One folder that cannot be taken in keeps no other from it.
 */
export async function takeInInbox(
  library: Library,
  events: Publish,
  warn: (message: string) => void,
): Promise<void> {
  for (const name of namesIn(inboxFolder(library))) {
    if (!isUlid(name)) continue;
    try {
      await takeInFolder(library, events, runId(name));
    } catch (error) {
      warn(`inbox/${name} is not taken in: ${(error as Error).message}`);
    }
  }
}

async function takeInFolder(library: Library, events: Publish, run: RunId): Promise<void> {
  const { database } = library;
  const folder = join(inboxFolder(library), run);
  const file = join(folder, eventFile);
  if (!isPlainFolder(folder)) return;
  if (!runExists(database, run)) {
    if (!createRun(library, run, file)) return;
    events.publishRun(run);
  }
  // A folder that bears the id of some other run tells nothing of that.
  if (intakeOf(database, run)?.host == null) return;
  // In this order: what it told before it went is there to be read.
  const isGone = !goesOn(library, run, file);
  const source = { run, file, folder, cwd: workspaceOf(database, run) };
  await takeIn(library, source, {
    also: ({ end }) => {
      if (end !== null) endRun(library, run, end);
    },
    onTaken: () => events.publishRun(run),
  });
  if (!isGone) return;
  if (interruptRun(library, run)) events.publishRun(run);
  keepFolder(library, run, folder);
}

/** Makes the run of a script from the first line of its event file. False: there is none yet. */
function createRun(library: Library, run: RunId, file: string): boolean {
  const { database } = library;
  const first = readBlock(file, 0, false);
  if (first === null) return false;
  const event = readEvent(first.lines[0] ?? "");
  const start = event.ok && event.value.type === "start" ? event.value : null;
  const now = Date.now();
  const started = start?.time ?? Math.min(now, timeOfUlid(run));
  const mark = start?.process ?? null;
  const identity = mark === null ? null : `${mark.pid}:${mark.start}:${mark.boot}`;
  database
    .transaction(() => {
      if (runExists(database, run)) return;
      insertRun(database, {
        id: run,
        number: nextNumber(database),
        parent: null,
        position: null,
        project: projectOf(start),
        name: start?.name ?? nameOf(start) ?? run,
        kind: "script",
        status: "running",
        pipeline: null,
        pipelineId: null,
        step: null,
        workspace: start?.cwd ?? null,
        ownParams: start?.params ?? {},
        params: start?.params ?? {},
        command: start?.command ?? null,
        owner: identity ?? "unknown",
        created: started,
        started,
        environment: null,
        git: null,
        graph: null,
        file: null,
        selection: null,
      });
      patchRun(database, run, ["running"], { process: identity });
      insertTags(database, run, start?.tags ?? []);
      const here = start?.process?.boot === bootId() ? hostname() : (start?.host ?? hostname());
      setIntake(database, run, { position: 0, skipping: false, lines: 0, bad: 0, problems: [], host: here });
      notePending(database, run);
    })
    .immediate();
  return true;
}

/** The project of a script that names none: the folder that it runs in. */
function projectOf(start: StartEvent | null): string {
  const parts = (start?.project ?? basename(start?.cwd ?? ""))
    .split("/")
    .filter((part) => part.trim() !== "");
  return parts.length === 0 ? "scripts" : parts.join("/");
}

/** The file that a command runs: `train.py` of `python train.py --lr 0.1`. */
function nameOf(start: StartEvent | null): string | null {
  const words = (start?.command ?? "").split(/\s+/).filter((word) => word !== "");
  const script = words.find((word) => /\.\w{1,5}$/.test(word)) ?? words[0];
  return script === undefined ? null : basename(script);
}

/** The first ten letters of a ULID are a time in milliseconds. */
function timeOfUlid(id: string): number {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  return [...id.slice(0, 10)].reduce((time, letter) => time * 32 + letters.indexOf(letter), 0);
}

/** Whether a script may still tell something. */
function goesOn({ database }: Library, run: RunId, file: string): boolean {
  const host = intakeOf(database, run)?.host;
  const identity = processOf(database, run);
  if (host === hostname() && identity !== null) return isAlive(identity);
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - written < (host === hostname() ? silence : silenceElsewhere);
}

/** Inside the transaction that takes in its last word. A run that was taken for interrupted has ended all the same. */
function endRun({ database }: Library, run: RunId, { status, exitCode, error, time }: EndEvent): void {
  const before = statusOf(database, run);
  if (before === null || !(isActive(before) || before === "interrupted")) return;
  patchRun(database, run, [before], {
    status,
    exit_code: exitCode,
    error,
    ended: time ?? Date.now(),
  });
  setPeakFromSeries(database, run);
}

/** False when it had ended. */
function interruptRun(library: Library, run: RunId): boolean {
  const { database } = library;
  return database
    .transaction(() => {
      const status = statusOf(database, run);
      if (status === null || !isActive(status)) return false;
      const error = "Its process is gone and did not say how it ended";
      patchRun(database, run, [status], { status: "interrupted", ended: Date.now(), error });
      notePending(database, run);
      return true;
    })
    .immediate();
}

/** A run that has ended keeps its console where all runs do; what else the folder holds is in the library. */
function keepFolder(library: Library, run: RunId, folder: string): void {
  const kept = library.runFolder(run);
  mkdirSync(join(library.folder, "runs"), { recursive: true });
  try {
    renameSync(folder, kept);
  } catch (error) {
    // Another process was first.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  dropEvents(library, run);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
