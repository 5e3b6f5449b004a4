import type { Step } from "../model/pipeline.ts";
import type { StepNote } from "../model/plan.ts";
import type { StepCode } from "./step-code.ts";

/** Whether nothing of what a step runs can be seen, so that its results can serve only in its own pipeline. */
export const isOpaque = (step: Step, code: Pick<StepCode, "units">): boolean =>
  step.command.kind !== "call" && step.command.kind !== "adapter" && Object.keys(code.units).length === 0;

const opaqueNote: StepNote = {
  kind: "opaque",
  subject: null,
  text: "Nothing of what it runs can be seen: only its command, inputs and parameters count",
};
const unobservedNote: StepNote = {
  kind: "unobserved",
  subject: null,
  text: "What it reads cannot be watched, as it starts no Python: declare all that counts",
};

/** What people should know of a step's code, whatever its inputs are. */
export function codeNotes(step: Step, code: Pick<StepCode, "units" | "widened" | "starts">): StepNote[] {
  const notes: StepNote[] = [];
  if (isOpaque(step, code)) notes.push(opaqueNote);
  const whys = code.widened.length === 0 ? [] : new Map(code.widened.map(({ path, why }) => [path, why]));
  for (const [path, why] of whys)
    notes.push({ kind: "widened", subject: path, text: `More of ${path} counts than it may need: ${why}` });
  if (code.starts.length === 0) notes.push(unobservedNote);
  return notes;
}

/** Notes in order, each once. */
export const eachOnce = (notes: readonly StepNote[]): readonly StepNote[] =>
  new Set(notes.map(({ text }) => text)).size === notes.length
    ? notes
    : [...new Map(notes.map((note) => [`${note.kind}\0${note.text}`, note])).values()];
