import { create } from "zustand";
import type { PipelineRequest } from "../../src-main/core/contract/methods.ts";
import type { PipelineId, RunId } from "../../src-main/core/model/ids.ts";

/** Which steps of a pipeline are meant: all of it while every list is empty. */
export type StepSelection = Pick<PipelineRequest, "targets" | "from" | "only">;

export const allSteps: StepSelection = { targets: [], from: [], only: [] };

/** What a person has typed and chosen in a pipeline view, kept while they look elsewhere. */
export type Draft = {
  /** Changed parameters only: dotted name -> text. */
  readonly overrides: { readonly [name: string]: string };
  /** The step (or the `foreach` step as a whole) whose panel is open. */
  readonly selected: string | null;
  readonly selection: StepSelection;
  /** The run that this was cloned from, and what could not be taken over from it. */
  readonly cloned: { readonly name: string; readonly notes: readonly string[] } | null;
  /** The run that was started last from this window: it may have ended before anybody looked here. */
  readonly started: RunId | null;
};

const untouched: Draft = { overrides: {}, selected: null, selection: allSteps, cloned: null, started: null };

const useDrafts = create<{ readonly [id: PipelineId]: Draft }>(() => ({}));

export const useDraft = (id: PipelineId): Draft => useDrafts((drafts) => drafts[id] ?? untouched);

export function changeDraft(id: PipelineId, change: Partial<Draft>): void {
  useDrafts.setState((drafts) => ({ [id]: { ...(drafts[id] ?? untouched), ...change } }));
}

/** The overrides after one field was typed in: text as declared is no override. */
export function withOverride(
  overrides: Draft["overrides"],
  field: { readonly name: string; readonly declaredText: string },
  text: string,
): Draft["overrides"] {
  const others = Object.entries(overrides).filter(([name]) => name !== field.name);
  return Object.fromEntries(text === field.declaredText ? others : [...others, [field.name, text]]);
}
