import type { Value } from "../base/value.ts";

/** Why a step must run. */
export type RunReasonKind =
  | "never-run"
  | "parameter-changed"
  | "code-changed"
  | "command-changed"
  | "input-changed"
  | "input-set-changed"
  | "undeclared-input-changed"
  | "environment-changed"
  | "outputs-changed"
  | "output-missing"
  | "output-modified"
  | "changed-while-running"
  | "last-run-failed"
  | "forced"
  | "cache-disabled"
  | "cache-expired"
  | "upstream-undecided";

/** Why a step need not run. */
export type RestReasonKind =
  | "up-to-date"
  | "restored"
  | "same-output-upstream"
  | "accepted-by-user"
  | "computed-elsewhere";

/**
 * Why a step must run, or need not. `subject` names what it is about (a parameter, a file, a dataset, a step);
 * `from` and `to` are what it was and is, where that can be said; `text` is the sentence people read.
 */
export type Reason = {
  readonly kind: RunReasonKind | RestReasonKind;
  readonly subject: string | null;
  readonly from: Value;
  readonly to: Value;
  readonly text: string;
};
