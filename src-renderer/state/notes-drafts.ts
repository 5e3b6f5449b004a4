import { create } from "zustand";
import type { RunId } from "../../src-main/core/model/ids.ts";

/** Notes that are being written. `known`: the run's notes as whoever writes here saw them last. */
export type NotesDraft = { readonly text: string; readonly known: string };

/** By run, kept while one looks at other tabs, runs and pages of the window. */
const useNotesDrafts = create<{ readonly [run: RunId]: NotesDraft }>(() => ({}));

/** Null: nobody writes notes of this run here. */
export const useNotesDraft = (run: RunId): NotesDraft | null =>
  useNotesDrafts((drafts) => drafts[run] ?? null);

/** Keeps what is written; with null it is let go. */
export function setNotesDraft(run: RunId, draft: NotesDraft | null): void {
  useNotesDrafts.setState(
    ({ [run]: _, ...others }) => (draft === null ? others : { ...others, [run]: draft }),
    true,
  );
}

/** Begins to write the notes of a run, or goes on. */
export function beginNotes(run: RunId, notes: string): void {
  if (useNotesDrafts.getState()[run] === undefined) setNotesDraft(run, { text: notes, known: notes });
}
