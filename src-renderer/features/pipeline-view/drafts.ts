import { create } from "zustand";
import type { PipelineId } from "../../../src-main/core/model/ids.ts";

/** What a person has typed and chosen in a pipeline view, kept while they look elsewhere. */
export type Draft = {
  /** Changed parameters only: dotted name -> text. */
  readonly overrides: { readonly [name: string]: string };
  readonly selected: string | null;
};

const untouched: Draft = { overrides: {}, selected: null };

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
