import type { FileText } from "../../src-main/core/model/run-diff.ts";

/** One side of a pair; without content there is no such file on this side. */
export type TextSide = {
  readonly label: string;
  /** Of a run in a comparison. */
  readonly color?: string;
  readonly content: FileText | null;
};

/** The texts of a pair where both sides can be shown as text (a side without the file as an empty one); else null. */
export function textsOf(from: TextSide, to: TextSide): { readonly from: string; readonly to: string } | null {
  const [before, after] = [from.content ?? absent, to.content ?? absent];
  return before.kind === "text" && after.kind === "text" ? { from: before.text, to: after.text } : null;
}

const absent: FileText = { kind: "text", text: "" };
