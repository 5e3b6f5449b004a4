export type CompletionRequest = {
  /** The field whose values are wanted, without escapes; null: names of fields. */
  readonly field: string | null;
  /** What is written of it so far, without escapes and quotes; upper and lower case are the same. */
  readonly prefix: string;
  /** At most so many of each. */
  readonly limit: number;
};

/**
 * Those that begin with the prefix first, then those that have it further in. Not necessarily all: in a library with very many
 * values only some are looked through. `runs` counts runs and steps, archived ones too.
 */
export type Completions = {
  /** Empty when a field was given. `kinds`: of the values that it has, or may have when no run has it yet. */
  readonly fields: readonly {
    readonly name: string;
    readonly kinds: readonly ("keyword" | "text" | "number" | "date")[];
    readonly runs: number;
  }[];
  /** Values of a keyword field as they were first written; of other fields there are none. The commonest come first. */
  readonly values: readonly { readonly value: string; readonly runs: number }[];
};
