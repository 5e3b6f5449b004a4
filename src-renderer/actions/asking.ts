import { create } from "zustand";

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
