import type { Diagnostic } from "./diagnostic.ts";

/**
 * Why a request to the app could not be answered. `input`: the user's input was wrong (exit code 2); `library`: the
 * library could not be used (3); `internal`: a bug, with its message.
 */
export type Failure = {
  readonly kind: "input" | "library" | "internal";
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
};

export const inputFailure = (message: string, diagnostics: readonly Diagnostic[] = []): Failure => ({
  kind: "input",
  message,
  diagnostics,
});
