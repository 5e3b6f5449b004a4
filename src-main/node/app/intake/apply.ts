import { unreachable } from "../../../core/base/unreachable.ts";
import type { ProgramEvent } from "../../../core/events/program-event.ts";
import type { Digest, RunId } from "../../../core/model/ids.ts";
import { pointsFrom } from "../../store/series/points.ts";
import { appendSeries } from "../../store/tables/metrics.ts";
import {
  appendNotes,
  insertArtifacts,
  mergeEnvironment,
  mergeParams,
  noteFiles,
  setGit,
} from "../../store/tables/recorded.ts";
import { addTag, removeTag, setNotes, setProperty } from "../../store/tables/run-notes.ts";
import { insertCode } from "../../store/tables/runs.ts";
import type { Library } from "../library.ts";
import type { Collected } from "./collect.ts";
import { digestNoted, type NotedFile, type TakenArtifact, takeArtifact } from "./event-files.ts";

type OtherEvent = Collected["others"][number];
type GitEvent = Extract<ProgramEvent, { readonly type: "git" }>;
type EndEvent = Extract<ProgramEvent, { readonly type: "end" }>;

/** A change of a run that needs nothing but the database any more. */
type Change =
  | Extract<OtherEvent, { readonly type: "params" | "tags" | "property" | "notes" | "environment" }>
  | { readonly type: "artifact"; readonly artifact: TakenArtifact }
  | { readonly type: "input" | "output"; readonly file: NotedFile }
  | { readonly type: "code"; readonly path: string; readonly digest: Digest }
  | { readonly type: "git"; readonly git: GitEvent; readonly diff: Digest | null };

export type Prepared = {
  readonly changes: readonly Change[];
  /** What could not be taken in, such as an artifact that is not there. */
  readonly problems: readonly string[];
  /** The last word on how it ended; null: none. */
  readonly end: EndEvent | null;
};

/** Takes into the library what the events name: files, and texts. `folder` holds the event file. */
export async function prepare(
  library: Library,
  { folder, cwd }: { readonly folder: string; readonly cwd: string | null },
  { others }: Collected,
  now: number,
): Promise<Prepared> {
  const changes: Change[] = [];
  const problems: string[] = [];
  let end: EndEvent | null = null;
  for (const event of others) {
    switch (event.type) {
      case "artifact": {
        const taken = await takeArtifact(library, folder, event, now);
        if (taken.ok) changes.push({ type: "artifact", artifact: taken.value });
        else problems.push(taken.error);
        break;
      }
      case "input":
      case "output": {
        const noted = await digestNoted(folder, cwd, event);
        if (noted.ok) changes.push({ type: event.type, file: noted.value });
        else problems.push(noted.error);
        break;
      }
      case "code":
        changes.push({
          type: "code",
          path: event.path,
          digest: await library.objects.takeText(event.text),
        });
        break;
      case "git": {
        const diff =
          event.diff === null || event.diff === "" ? null : await library.objects.takeText(event.diff);
        changes.push({ type: "git", git: event, diff });
        break;
      }
      case "start":
        // Its beginning is known; what it was given may be new.
        changes.push({ type: "params", values: event.params });
        changes.push({ type: "tags", add: event.tags, remove: [] });
        break;
      case "end":
        end = event;
        break;
      default:
        changes.push(event);
    }
  }
  return { changes, problems, end };
}

/** Writes it all to the run. Inside a transaction. */
export function applyChanges(
  { database }: Library,
  run: RunId,
  { series }: Collected,
  { changes }: Prepared,
): void {
  for (const [name, part] of series) appendSeries(database, run, name, pointsFrom(part));
  for (const change of changes) applyChange(database, run, change);
}

function applyChange(database: Library["database"], run: RunId, change: Change): void {
  switch (change.type) {
    case "params":
      mergeParams(database, run, change.values);
      return;
    case "tags":
      for (const tag of change.add) addTag(database, run, tag);
      for (const tag of change.remove) removeTag(database, run, tag);
      return;
    case "property":
      setProperty(database, run, change.key, change.value);
      return;
    case "notes":
      if (change.append) appendNotes(database, run, change.text);
      else setNotes(database, run, change.text);
      return;
    case "artifact":
      insertArtifacts(database, run, [change.artifact]);
      return;
    case "input":
    case "output":
      noteFiles(database, run, change.type, [change.file]);
      return;
    case "code":
      insertCode(database, run, { [change.path]: change.digest });
      return;
    case "git": {
      const { commit, branch, dirty } = change.git;
      setGit(database, run, { commit, branch, dirty, diff: change.diff });
      return;
    }
    case "environment": {
      const { type: _, os, host, user, python, hardware, packages, variables } = change;
      const told = { os, host, user, python, hardware, packages, variables };
      mergeEnvironment(
        database,
        run,
        Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null)),
      );
      return;
    }
    default:
      unreachable(change);
  }
}
