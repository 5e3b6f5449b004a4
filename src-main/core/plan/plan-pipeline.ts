import { err, ok, type Result } from "../base/result.ts";
import type { PlacedDiagnostic } from "../model/diagnostic.ts";
import { datasetsOf, type Pipeline, type Step, stepsOf } from "../model/pipeline.ts";
import type { Plan, PlannedStep, StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { Content } from "../ports/files.ts";
import { type DecisionPorts, decideStep, openUpstream } from "./decide.ts";
import { readGiven, withKeysOnce } from "./given.ts";
import { codeNotes, withNotes } from "./notes.ts";
import { reason } from "./reasons.ts";
import type { Selection } from "./select.ts";
import { rememberAll, stepCode } from "./step-code.ts";

/**
 * Forecasts every selected step, in order: decided while its inputs are known, `undecided` after a step that runs.
 * Runs nothing but the commands of cache keys, and writes nothing but caches. Fails with every source that is missing or
 * cannot be read, and with whatever else would keep the steps from being decided.
 */
export async function planPipeline(
  given: DecisionPorts,
  pipeline: Pipeline,
  selection: Selection,
): Promise<Result<Plan, readonly PlacedDiagnostic[]>> {
  // Nothing of the user's runs meanwhile, so what many steps share is looked at once.
  const ports = { ...withKeysOnce(given), once: rememberAll() };
  const start = await readGiven(ports, pipeline, selection);
  if (!start.ok) return start;
  const contents = new Map(start.value.contents);
  const signatures = new Map(start.value.signatures);
  const known = { contents, signatures, stale: start.value.stale };
  const open = new Set<string>();
  const planned: PlannedStep[] = [];
  for (const step of selection.steps) {
    const { name } = step;
    const forced = selection.forced.has(name);
    const waiting = openUpstream(pipeline, step, (upstream) => open.has(upstream));
    const later = async (reasons: readonly Reason[]): Promise<PlannedStep> => {
      const notes = await notesAhead(ports, pipeline, step, known.stale);
      return { name, action: forced ? "run" : "undecided", signature: null, notes, reasons };
    };
    if (waiting.length > 0) {
      open.add(name);
      planned.push(await later([forced ? forcedReason(step) : untilFinished(pipeline, waiting)]));
      continue;
    }
    const options = { forced, waited: null, asSource: false };
    const decided = await decideStep(ports, pipeline, step, known, options);
    if (!decided.ok) return err([decided.error]);
    if (decided.value === null) {
      open.add(name);
      planned.push(await later([forced ? forcedReason(step) : untilAgreed(step)]));
      continue;
    }
    const { action, signature, trace, reasons, notes } = decided.value;
    signatures.set(name, signature);
    if (trace === null) open.add(name);
    else for (const { port, dataset } of step.outputs) contents.set(dataset, trace.outputs[port] as Content);
    planned.push({ name, action, signature, reasons, notes });
  }
  return ok({ steps: planned });
}

/** What can be said of a step whose inputs are not known yet. Code that cannot be read is told when it is decided. */
async function notesAhead(
  ports: DecisionPorts,
  pipeline: Pipeline,
  step: Step,
  stale: ReadonlyMap<string, StepNote>,
): Promise<readonly StepNote[]> {
  const code = await stepCode(ports, pipeline, step, datasetsOf(pipeline));
  const old = step.inputs.map(({ dataset }) => stale.get(dataset)).filter((note) => note !== undefined);
  return withNotes(code.ok ? codeNotes(step, code.value) : [], old);
}

const forcedReason = (step: Step): Reason => reason("forced", step.name, null, null, "Forced");

/** The names with the items of one `foreach`, where all of them are there, told by what the file calls them. */
function withWholeBases(pipeline: Pipeline, names: readonly string[]): readonly string[] {
  const baseOf = (name: string): string => stepsOf(pipeline).get(name)?.base ?? name;
  const bases = new Map<string, number>();
  for (const name of names)
    if (baseOf(name) !== name) bases.set(baseOf(name), (bases.get(baseOf(name)) ?? 0) + 1);
  const whole = new Set(
    [...bases]
      .filter(([base, count]) => count === pipeline.steps.filter((step) => step.base === base).length)
      .map(([base]) => base),
  );
  return [...new Set(names.map((name) => (whole.has(baseOf(name)) ? baseOf(name) : name)))];
}

function untilFinished(pipeline: Pipeline, upstream: readonly string[]): Reason {
  const [first = ""] = upstream;
  const waiting = withWholeBases(pipeline, upstream);
  const named = waiting.length > mostNamed ? waiting.slice(0, mostNamed - 1) : waiting.slice(0, -1);
  const last = waiting.length > mostNamed ? `${waiting.length - named.length} more` : waiting.at(-1);
  const names = waiting.length > 1 ? `${named.join(", ")} and ${last} finish` : `${waiting[0]} finishes`;
  return reason("upstream-undecided", first, null, null, `Until ${names}`);
}

/** Of more steps than these, such as all items of a `foreach`, the rest is a number. */
const mostNamed = 5;

const untilAgreed = (step: Step): Reason =>
  reason(
    "upstream-undecided",
    step.name,
    null,
    null,
    "Until you agree to the pipeline's commands: one of them makes its cache key",
  );
