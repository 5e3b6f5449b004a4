import { create } from "zustand";
import type { RunId } from "../../src-main/core/model/ids.ts";

/** A question to the person in a dialog: for a text, or whether to go on. */
export type Question = {
  readonly title: string;
  readonly text?: string;
  /** Names the text field; null where none is needed. */
  readonly label: string | null;
  readonly value: string;
  /** What the field proposes. */
  readonly choices: readonly string[];
  readonly hint?: string;
  /** What the button says. */
  readonly action: string;
  readonly danger?: boolean;
  /** False when it could not be done, which was said: the dialog stays. */
  readonly onAnswer: (value: string) => Promise<boolean>;
};

export const useAsking = create<{ readonly question: Question | null }>(() => ({ question: null }));

export const ask = (question: Question): void => useAsking.setState({ question });

/** The runs that the dialog for tags is about. */
export const useTagging = create<{ readonly runs: readonly RunId[] | null }>(() => ({ runs: null }));

/** Asks which tags to add to runs and to take away from them. */
export const askForTags = (runs: readonly RunId[]): void => useTagging.setState({ runs });
