import { unreachable } from "../core/base/unreachable.ts";
import type { Pipeline } from "../core/model/pipeline.ts";
import {
  countActions,
  type Plan,
  type PlanAction,
  type PlannedStep,
  type StepNote,
} from "../core/model/plan.ts";
import type { FileText } from "../core/model/run-diff.ts";
import { namesOf } from "../core/pipeline/step-names.ts";
import type { Services } from "../node/app/services.ts";
import type { StepOutcome } from "../node/store/tables/run-lookups.ts";
import { blue, bold, colored, dim, green, magenta, print, visible, yellow } from "./output.ts";
import { table } from "./table.ts";

const actionWords: { readonly [action in PlanAction]: { text: string; paint: (text: string) => string } } = {
  run: { text: "run", paint: yellow },
  reuse: { text: "up to date", paint: magenta },
  restore: { text: "restore", paint: blue },
  undecided: { text: "undecided", paint: yellow },
};

/** Prints a plan for people: a line for each step with why, what should be known of it below, and a sentence. */
export function printPlan(plan: Plan): void {
  const rows = plan.steps.map(({ name, action, reasons }) => [
    { text: name, paint: bold },
    { ...actionWords[action], whole: true },
    { text: reasons.map(({ text }) => text).join("; ") },
  ]);
  const [head = "", ...lines] = table(["STEP", "ACTION", "WHY"], rows).split("\n");
  const shared = sharedNotes(plan.steps);
  const all = plan.steps.flatMap((step, index) => [lines[index] ?? "", ...noteLines(step, shared)]);
  print([head, ...all].join("\n"));
  printSharedNotes(shared);
  printPlanSentence(plan);
}

/** Notes that several steps have, which are told once, by text with the steps' names. */
type SharedNotes = ReadonlyMap<string, readonly string[]>;

function sharedNotes(steps: readonly PlannedStep[]): SharedNotes {
  const byText = new Map<string, string[]>();
  for (const { name, notes } of steps)
    for (const { text } of notes.filter((note) => !isWarning(note)))
      byText.get(text)?.push(name) ?? byText.set(text, [name]);
  return new Map([...byText].filter(([, names]) => names.length > 1));
}

const noteLines = ({ notes }: PlannedStep, shared: SharedNotes): string[] =>
  notes
    .filter((note) => !isWarning(note) && !shared.has(note.text))
    .map(({ text }) => dim(`  note: ${visible(text)}`));

/** More names than these nobody reads. */
const mostNamed = 4;

function printSharedNotes(shared: SharedNotes): void {
  for (const [text, names] of shared) {
    const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
    print(dim(visible(`note on ${names.slice(0, mostNamed).join(", ")}${more}: ${text}`)));
  }
}

/** What goes to standard error instead, because the result may surprise. */
const isWarning = ({ kind }: StepNote): boolean => kind === "stale-input";

/** Says on standard error which steps take something that is not what its maker would make now. */
export const printPlanWarnings = (steps: readonly PlannedStep[]): void =>
  printWarnings(
    steps.flatMap(({ name, notes }) => notes.filter(isWarning).map(({ text }) => `${name}: ${text}`)),
  );

/** The same of steps that have run, and what else is to be known of a success: that it does not count, that an output could not be shown. */
export const printOutcomeWarnings = (steps: readonly StepOutcome[]): void =>
  printWarnings(
    steps.flatMap(({ name, status, cache, error, notes }) => {
      // That a step is not deterministic is news where it has just been found.
      const isNews = (note: StepNote) => note.kind === "not-deterministic" && cache === "executed";
      const stale = notes.filter((note) => isWarning(note) || isNews(note)).map(({ text }) => text);
      const said = status === "succeeded" && error !== null ? error.split("\n") : [];
      return [...new Set([...stale, ...said])].map((text) => `${name}: ${text}`);
    }),
  );

function printWarnings(texts: readonly string[]): void {
  for (const text of texts) process.stderr.write(`signet: warning: ${visible(text)}\n`);
}

/** The steps of a plan that a name means: one, all items of a `foreach`, or all of a set. */
export const stepsNamed = (pipeline: Pipeline, plan: Plan, name: string): readonly PlannedStep[] => {
  const meant = new Set(namesOf(pipeline).get(name));
  return plan.steps.filter((step) => meant.has(step.name));
};

/** Prints each reason of these steps with what it is about, as it was and as it is. */
export async function printPlanDiffs(
  { library }: Services,
  pipeline: Pipeline,
  steps: readonly PlannedStep[],
): Promise<void> {
  // What compares texts and parses Python: most plans are printed without.
  const [{ patchLines }, { unifiedDiff }, { explainReason }] = await Promise.all([
    import("../core/diff/cli-diff.ts"),
    import("../core/diff/unified.ts"),
    import("../node/app/explain-reason.ts"),
  ]);
  const shared = sharedNotes(steps);
  for (const planned of steps) {
    const { text, paint } = actionWords[planned.action];
    print(`${bold(visible(planned.name))}  ${paint(text)}`);
    for (const reason of planned.reasons) {
      print(`  ${visible(reason.text)}`);
      const sides = await explainReason({ library, pipeline, planned }, reason);
      if (!sides.ok) continue;
      const { title, from, to } = sides.value;
      const lines =
        from.content.kind === "text" && to.content.kind === "text"
          ? patchLines(unifiedDiff(fileOf(title), from.content.text, to.content.text), { color: colored })
          : [from, to].map(({ label, content }) => dim(`${visible(label)}: ${contentWord(content)}`));
      for (const line of lines) print(`    ${line}`);
    }
    for (const line of noteLines(planned, shared)) print(line);
  }
  printSharedNotes(shared);
}

/** Of a piece of code, `dates.py › parse()`, the file: the two sides are whole files. */
const fileOf = (title: string): string => title.split(" › ")[0] ?? title;

function contentWord(content: FileText): string {
  switch (content.kind) {
    case "text":
      return `${content.text.split("\n").length - 1} lines`;
    case "binary":
      return `binary, ${content.size} bytes`;
    case "too-large":
      return `${content.size} bytes, too large to be compared`;
    case "not-kept":
      return "its contents were not kept";
    case "damaged":
      return "its contents in the library are damaged";
    default:
      return unreachable(content);
  }
}

export function printPlanSentence(plan: Plan): void {
  const counts = countActions(plan);
  const parts = [
    [counts.run, "to run"],
    [counts.undecided, "undecided"],
    [counts.reuse, "up to date"],
    [counts.restore, "to restore"],
  ] as const;
  const sentence = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const nothing = counts.run + counts.undecided === 0;
  print(`\n${nothing ? green("Nothing to run") : bold("Plan")} ${dim("·")} ${sentence.join(" · ")}`);
}
