import { displayValue } from "../../../src-main/core/base/json.ts";
import type { Value } from "../../../src-main/core/base/value.ts";
import type { NodeState } from "../../../src-main/core/model/graph.ts";
import { countActions, type Plan } from "../../../src-main/core/model/plan.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import { isActive, type RunRow } from "../../../src-main/core/model/run.ts";
import { runStates } from "../../graph/node-view.ts";
import { countText } from "../../ui/format.ts";
import type { StatusWord } from "../../ui/status.ts";

/** A piece of the sentence above the graph; with a word it stands on a badge of that look. */
export type PlanCount = { readonly word: StatusWord | null; readonly text: string };

/** "3 to run · 5 up to date · 1 restored · 2 undecided", without the parts that are none; "Nothing to run" when nothing would. */
export function planCounts(plan: Plan): PlanCount[] {
  const { run, reuse, restore, undecided } = countActions(plan);
  const counts: PlanCount[] = [
    { word: "run", text: `${countText(run)} to run` },
    { word: "reuse", text: `${countText(reuse)} up to date` },
    { word: "restore", text: `${countText(restore)} restored` },
    { word: "undecided", text: `${countText(undecided)} undecided` },
  ];
  const numbers = [run, reuse, restore, undecided];
  const parts = counts.filter((_, index) => numbers[index] !== 0);
  return run + undecided > 0 ? parts : [{ word: null, text: "Nothing to run" }, ...parts];
}

/** "Run #12 succeeded: 3 executed, 4 reused". */
export function runSentence(run: RunRow, steps: readonly RunRow[]): string {
  const name = run.number === null ? run.name : `Run #${run.number}`;
  const verb = run.status === "cancelled" || run.status === "interrupted" ? `was ${run.status}` : run.status;
  const succeeded = (cache: RunRow["cache"]) =>
    steps.filter((step) => step.status === "succeeded" && step.cache === cache).length;
  const ended = (status: RunRow["status"]) => steps.filter((step) => step.status === status).length;
  const failed = steps.filter((step) => step.status === "failed").map((step) => step.step ?? step.name);
  const counts: (readonly [number, string])[] = [
    [succeeded("executed"), "executed"],
    [succeeded("reused"), "reused"],
    [succeeded("restored"), "restored"],
    [ended("cancelled"), "cancelled"],
    [ended("interrupted"), "interrupted"],
    [ended("skipped"), "skipped"],
  ];
  const parts = [
    ...(failed.length === 0 ? [] : [`${shortList(failed)} failed`]),
    ...counts.filter(([count]) => count > 0).map(([count, word]) => `${countText(count)} ${word}`),
  ];
  return parts.length === 0 ? `${name} ${verb}` : `${name} ${verb}: ${parts.join(", ")}`;
}

const shortList = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${countText(names.length - 3)} more`;

/** What the plan says of every step. */
export function planStates(plan: Plan | null): { readonly [step: string]: NodeState } {
  const steps = plan?.steps ?? [];
  return Object.fromEntries(
    steps.map(({ name, action, reasons, notes }) => [name, { action, status: null, reasons, notes }]),
  );
}

/**
 * What a run says of every step, with the reasons it gave (`told`) or else the plan's. A forecast that only waited for others ("Until train finishes") is
 * dropped once the step itself has begun.
 */
export function liveStates(
  plan: Plan | null,
  steps: readonly RunRow[],
  told: { readonly [step: string]: readonly Reason[] },
): { readonly [step: string]: NodeState } {
  const rows = new Map(steps.map((row) => [row.step, row]));
  const reasons = Object.fromEntries(
    (plan?.steps ?? []).map((step) => {
      const row = rows.get(step.name);
      const waiting = row === undefined || row.status === "queued";
      const own = Object.hasOwn(told, step.name) ? (told[step.name] ?? []) : [];
      if (!waiting && own.length > 0) return [step.name, own];
      return [step.name, step.reasons.filter(({ kind }) => waiting || kind !== "upstream-undecided")];
    }),
  );
  const forecast = planStates(plan);
  const running = Object.entries(runStates(steps, reasons)).map(([step, state]) => [
    step,
    { ...state, notes: forecast[step]?.notes ?? [] },
  ]);
  return { ...forecast, ...Object.fromEntries(running) };
}

/** Steps that have ended, of how many: the run's own count when it has one. */
export function progressOf(
  run: RunRow,
  steps: readonly RunRow[],
  planned: number,
): { ended: number; total: number } {
  if (run.progress !== null) return { ended: run.progress.ended, total: run.progress.total };
  return {
    ended: steps.filter(({ status }) => !isActive(status)).length,
    total: Math.max(planned, steps.length),
  };
}

/**
 * From and to of a reason as short texts, null when its sentence says both already or there is nothing to say. Digests are cut to what
 * tells them apart.
 */
export function reasonChange({ from, to, text }: Reason): readonly [from: string, to: string] | null {
  if (from === null && to === null) return null;
  const [before, after] = [changeText(from), changeText(to)];
  return text.includes(before) && text.includes(after) ? null : [before, after];
}

function changeText(value: Value): string {
  if (value === null) return "(none)";
  const text = displayValue(value);
  const digest = /^sha256:([0-9a-f]{8})[0-9a-f]{56}$/.exec(text);
  return digest?.[1] ?? text;
}
