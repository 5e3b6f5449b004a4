import { err, ok, type Result } from "../../core/base/result.ts";
import type { Changed, MethodResult, TagChange } from "../../core/contract/methods.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { PropertyValue } from "../../core/model/run.ts";
import { nameComplaint, nameFailure } from "../../core/pipeline/names.ts";
import { addTag, appendNotes, removeTag, setName, setNotes, setProperty } from "../store/tables/run-notes.ts";
import { type Changing, changeRuns, existing } from "./changing-runs.ts";

/** What is to be written on runs; what is left out stays. */
export type RunEdit = {
  readonly name?: string;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly notes?: string;
  /** Put below the notes there are. */
  readonly appendNotes?: string;
  /** Null takes a property away. */
  readonly properties?: { readonly [key: string]: PropertyValue | null };
};

/** Characters of notes, or of a property's text, at most: beyond that it is a file. */
const longestText = 1_000_000;

/** Writes on runs, steps too, that may go on meanwhile: all of it, or nothing where something is wrong. */
export function editRuns(changing: Changing, ids: readonly RunId[], edit: RunEdit): Result<Changed, Failure> {
  const wrong = problemOf(edit);
  if (wrong !== null) return err(wrong);
  const { database } = changing.library;
  return changeRuns(changing, () => {
    const found = existing(changing, ids);
    if (!found.ok) return found;
    const runs = found.value.filter((run) => {
      const changes = [
        edit.name !== undefined && setName(database, run, edit.name),
        ...(edit.removeTags ?? []).map((tag) => removeTag(database, run, tag)),
        ...(edit.addTags ?? []).map((tag) => addTag(database, run, tag)),
        edit.notes !== undefined && setNotes(database, run, edit.notes),
        edit.appendNotes !== undefined && appendNotes(database, run, edit.appendNotes),
        ...Object.entries(edit.properties ?? {}).map(([key, value]) =>
          setProperty(database, run, key, value),
        ),
      ];
      return changes.includes(true);
    });
    return ok({ answer: { runs }, runs, indexed: runs });
  });
}

/** Adds tags to runs and takes tags away, as `editRuns` does, and tells which of them that changed. */
export function tagRuns(
  changing: Changing,
  ids: readonly RunId[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Result<MethodResult<"runs.tag">, Failure> {
  const wrong = problemOf({ addTags: add });
  if (wrong !== null) return err(wrong);
  const { database } = changing.library;
  return changeRuns(changing, () => {
    const found = existing(changing, ids);
    if (!found.ok) return found;
    const change = (tag: string, added: boolean): TagChange => ({
      tag,
      added,
      ids: found.value.filter((run) => (added ? addTag : removeTag)(database, run, tag)),
    });
    const tags = [...remove.map((tag) => change(tag, false)), ...add.map((tag) => change(tag, true))].filter(
      (one) => one.ids.length > 0,
    );
    const touched = new Set(tags.flatMap((one) => one.ids));
    const runs = found.value.filter((run) => touched.has(run));
    return ok({ answer: { runs, tags }, runs, indexed: runs });
  });
}

function problemOf({
  name,
  addTags = [],
  notes = "",
  appendNotes: appended = "",
  properties = {},
}: RunEdit): Failure | null {
  const names = [
    name === undefined ? null : nameComplaint("run", name),
    ...addTags.map((tag) => nameComplaint("tag", tag)),
    // One with a wrong name, made by other means, can still be taken away.
    ...Object.entries(properties).map(([key, value]) =>
      value === null ? null : nameComplaint("property", key),
    ),
  ];
  for (const complaint of names) {
    const failure = nameFailure(complaint);
    if (failure !== null) return failure;
  }
  const texts: readonly (readonly [string, PropertyValue | null])[] = [
    ["The notes", notes],
    ["The notes", appended],
    ...Object.entries(properties).map(([key, value]) => [`The property ${key}`, value] as const),
  ];
  for (const [what, text] of texts) {
    if (typeof text !== "string") continue;
    if (text.length > longestText)
      return inputFailure(`${what} may have at most ${longestText} characters: keep longer ones in a file`);
    if (text.includes("\0")) return inputFailure(`${what} may not hold the character NUL`);
  }
  return null;
}
