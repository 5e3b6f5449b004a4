import { err, ok, type Result } from "../base/result.ts";
import type { PlacedDiagnostic } from "../model/diagnostic.ts";
import { datasetsOf, type Pipeline, type Step, stepsOf } from "../model/pipeline.ts";
import type { Plan, PlannedStep, StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { Content } from "../ports/files.ts";
import { type DecisionPorts, decideStep, type Known, openUpstream } from "./decide.ts";
import { lostResult, readGiven, withKeysOnce } from "./given.ts";
import { type Needs, needsOf } from "./needs.ts";
import { codeNotes, withNotes } from "./notes.ts";
import { withoutPlace } from "./output-places.ts";
import { forcedReason, reason } from "./reasons.ts";
import type { Selection } from "./select.ts";
import { rememberAll, stepCode } from "./step-code.ts";

/**
 * Forecasts every selected step, in order: decided while its inputs are known, `undecided` after a step that runs.
 * Runs nothing but the commands of cache keys, and writes nothing but caches. Fails with every source that is missing or
 * cannot be read, with every result that is read and was lost, and with whatever else would keep the steps from being decided.
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
  const found = await forecast(ports, pipeline, selection, start.value);
  if (!found.ok) return found;
  const lost = new Set(start.value.lost.values());
  const problems = [...found.value.sure, ...found.value.perhaps].flatMap(([name, { by }]) =>
    lost.has(name) && by !== null ? [lostResult(pipeline, by, name)] : [],
  );
  return problems.length > 0 ? err(problems) : ok({ steps: found.value.steps });
}

/** What a plan starts from; `lost` are datasets whose bytes the library no longer holds, with their makers. */
export type Start = Known & { readonly lost: ReadonlyMap<string, string> };

type Forecast = {
  readonly steps: readonly PlannedStep[];
  /** Steps whose lost outputs are needed, as `needsOf` tells. */
  readonly sure: Needs;
  readonly perhaps: Needs;
  /** Steps whose results stand, something of which is lost that nobody needs. */
  readonly unneeded: ReadonlySet<string>;
};

/** Which steps, in topological order, as `Selection` has it. */
type Chosen = Pick<Selection, "steps" | "forced" | "wanted">;

/** The same for steps of which all that they wait for is among them or known. */
export async function forecast(
  ports: DecisionPorts,
  pipeline: Pipeline,
  chosen: Chosen,
  start: Start,
): Promise<Result<Forecast, readonly PlacedDiagnostic[]>> {
  const draft = await draftOf(ports, pipeline, chosen, start);
  if (!draft.ok) return draft;
  const { planned: steps, lost, open } = draft.value;
  if (lost.size === 0) return ok({ steps, sure: noNeeds, perhaps: noNeeds, unneeded: new Set() });
  const { sure, perhaps } = needsOf(pipeline, chosen.steps, { lost, open });
  const unneeded = new Set([...lost.values()].filter((name) => !sure.has(name) && !perhaps.has(name)));
  const needs = { sure, perhaps, unneeded };
  if (sure.size === 0) return ok({ steps, ...needs });
  const made = await withNeeds(ports, pipeline, chosen, draft.value, needs);
  return made.ok ? ok({ steps: made.value, ...needs }) : made;
}

const noNeeds: Needs = new Map();

/** A forecast as if nobody needed what the library lost. */
type Draft = Known & {
  readonly planned: readonly PlannedStep[];
  /** Steps that run or may run. */
  readonly open: ReadonlySet<string>;
  /** Datasets that are known and nowhere any more, with their makers. */
  readonly lost: ReadonlyMap<string, string>;
};

async function draftOf(
  ports: DecisionPorts,
  pipeline: Pipeline,
  { steps, forced: allForced, wanted }: Chosen,
  start: Start,
): Promise<Result<Draft, readonly PlacedDiagnostic[]>> {
  const contents = new Map(start.contents);
  const signatures = new Map(start.signatures);
  const known = { contents, signatures, stale: start.stale };
  const open = new Set<string>();
  const lost = new Map(start.lost);
  const planned: PlannedStep[] = [];
  for (const step of steps) {
    const { name } = step;
    const forced = allForced.has(name);
    const waiting = openUpstream(pipeline, step, (upstream) => open.has(upstream));
    if (waiting.length > 0) {
      open.add(name);
      planned.push(
        await later(ports, pipeline, step, { known, forced, why: untilFinished(pipeline, waiting) }),
      );
      continue;
    }
    const options = { forced, waited: null, need: wanted.has(name) ? { by: null } : null, asSource: false };
    const decided = await decideStep(ports, pipeline, step, known, options);
    if (!decided.ok) return err([decided.error]);
    if (decided.value === null) {
      open.add(name);
      planned.push(await later(ports, pipeline, step, { known, forced, why: untilAgreed(step) }));
      continue;
    }
    const { action, signature, trace, reasons, notes } = decided.value;
    signatures.set(name, signature);
    if (trace === null) open.add(name);
    else for (const { port, dataset } of step.outputs) contents.set(dataset, trace.outputs[port] as Content);
    if (decided.value.lost.length > 0)
      for (const { dataset } of withoutPlace(pipeline, decided.value.lost)) lost.set(dataset, name);
    planned.push({ name, action, signature, reasons, notes });
  }
  return ok({ ...known, planned, open, lost });
}

/**
 * The draft where what is needed is made again. It may come out as other bytes, so what follows it is decided only then; what
 * would run in any case still says why.
 */
async function withNeeds(
  ports: DecisionPorts,
  pipeline: Pipeline,
  { steps }: Chosen,
  draft: Draft,
  { sure, perhaps }: { readonly sure: Needs; readonly perhaps: Needs },
): Promise<Result<readonly PlannedStep[], readonly PlacedDiagnostic[]>> {
  const open = new Set<string>();
  const planned: PlannedStep[] = [];
  for (const [index, step] of steps.entries()) {
    const before = draft.planned[index] as PlannedStep;
    const waiting = openUpstream(pipeline, step, (upstream) => open.has(upstream));
    // When what it waits for has ended, it is known whether another step still needs it.
    const need = sure.get(step.name) ?? (waiting.length === 0 ? perhaps.get(step.name) : undefined) ?? null;
    if (waiting.length > 0 || need !== null || draft.open.has(step.name)) open.add(step.name);
    if (need !== null) {
      const options = { forced: false, waited: null, need, asSource: false };
      const decided = await decideStep(ports, pipeline, step, draft, options);
      if (!decided.ok) return err([decided.error]);
      if (decided.value === null) throw new Error(`The key of ${step.name} was told, and is not any more`);
      const { action, signature, reasons, notes } = decided.value;
      const { name } = step;
      planned.push({ name, action, signature: waiting.length > 0 ? null : signature, reasons, notes });
    } else if (waiting.length === 0) planned.push(before);
    else if (before.action === "run") planned.push({ ...before, signature: null });
    else {
      const why = untilFinished(pipeline, waiting);
      planned.push(await later(ports, pipeline, step, { known: draft, forced: false, why }));
    }
  }
  return ok(planned);
}

/** What can be said of a step whose inputs are not known yet. */
async function later(
  ports: DecisionPorts,
  pipeline: Pipeline,
  step: Step,
  { known, forced, why }: { readonly known: Known; readonly forced: boolean; readonly why: Reason },
): Promise<PlannedStep> {
  const notes = await notesAhead(ports, pipeline, step, known.stale);
  const reasons = [forced ? forcedReason(step) : why];
  return { name: step.name, action: forced ? "run" : "undecided", signature: null, notes, reasons };
}

/** Code that cannot be read is told when the step is decided. */
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
