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

/** Of most steps that start no Python, in one list: thousands of them are told apart from no other. */
const unseenNotes: readonly StepNote[] = [opaqueNote, unobservedNote];

/** What people should know of a step's code, whatever its inputs are. */
export function codeNotes(
  step: Step,
  code: Pick<StepCode, "units" | "widened" | "starts">,
): readonly StepNote[] {
  const opaque = isOpaque(step, code);
  const observed = code.starts.length > 0;
  if (opaque && !observed && code.widened.length === 0) return unseenNotes;
  const whys = new Map(code.widened.map(({ path, why }) => [path, why]));
  return [
    ...(opaque ? [opaqueNote] : []),
    ...[...whys].map(
      ([path, why]): StepNote => ({
        kind: "widened",
        subject: path,
        text: `More of ${path} counts than it may need: ${why}`,
      }),
    ),
    ...(observed ? [] : [unobservedNote]),
  ];
}

/** Notes and others behind them in order, each once. */
export const withNotes = (notes: readonly StepNote[], others: readonly StepNote[]): readonly StepNote[] =>
  others.length === 0
    ? notes
    : [...new Map([...notes, ...others].map((note) => [`${note.kind}\0${note.text}`, note])).values()];
