import { unreachable } from "../../../src-main/core/base/unreachable.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";

/** Whether there are two sides behind a reason that can be laid side by side. */
export function isExplainable({ kind, from, to }: Reason): boolean {
  switch (kind) {
    case "parameter-changed":
    case "command-changed":
    case "environment-changed":
    case "outputs-changed":
      return true;
    case "code-changed":
    case "input-changed":
    case "input-set-changed":
    case "undeclared-input-changed":
    case "output-modified":
    case "restored":
      return from !== null || to !== null;
    case "never-run":
    case "output-missing":
    case "changed-while-running":
    case "last-run-failed":
    case "forced":
    case "cache-disabled":
    case "cache-expired":
    case "upstream-undecided":
    case "up-to-date":
    case "same-output-upstream":
    case "accepted-by-user":
    case "computed-elsewhere":
      return false;
    default:
      return unreachable(kind);
  }
}

/** Whether a reason is about a value, which is shown as it was and is, and not about a text with lines. */
export const isAboutValue = ({ kind }: Reason): boolean =>
  kind === "parameter-changed" || kind === "environment-changed";

/** The file a reason is about, as the ending of its name tells how to colour it: `a.py › f()` is in `a.py`. */
export const pathOf = ({ subject }: Reason, title: string): string =>
  (subject ?? title).split(" › ")[0] ?? title;
