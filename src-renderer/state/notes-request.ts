import { create } from "zustand";
import type { RunId } from "../../src-main/core/model/ids.ts";
import { go } from "./navigation.ts";

/** The run whose notes somebody asked to write, until its detail has opened them. */
export const useNotesRequest = create<{ readonly run: RunId | null }>(() => ({ run: null }));

/** Shows a run with its notes ready to be written. */
export function writeNotes(run: RunId): void {
  useNotesRequest.setState({ run });
  go({ view: "run", id: run });
}
