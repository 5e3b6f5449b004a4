import { unreachable } from "../../src-main/core/base/unreachable.ts";
import type { NodeState } from "../../src-main/core/model/graph.ts";
import type { PlanAction } from "../../src-main/core/model/plan.ts";
import type { Reason } from "../../src-main/core/model/reason.ts";
import type { CacheOutcome, RunRow } from "../../src-main/core/model/run.ts";
import { labelOf, type StatusWord, toneOf, wordOf } from "../ui/status.ts";
import { isWarning } from "../ui/step-notes.tsx";
import type { Stack } from "./item-groups.ts";

/** The one word for a node: how it differs, what happened or happens in a run, else what the plan forecasts. Null: nothing is known. */
export function nodeWord({ action, status, change }: NodeState): StatusWord | null {
  if (change !== undefined) return change;
  if (status === null) return action;
  return wordOf({
    status,
    cache: action === "reuse" ? "reused" : action === "restore" ? "restored" : "executed",
  });
}

/**
 * A reason as it stands on a node, where the badge has already said the first half: "Up to date, same as run #41"
 * becomes "Same as run #41".
 */
export function nodeSentence(reason: Reason): string {
  const rest = reason.kind === "up-to-date" ? /^Up to date, (.)(.*)$/su.exec(reason.text) : null;
  return rest === null ? reason.text : `${rest[1]?.toUpperCase()}${rest[2]}`;
}

/**
 * What a screen reader says: "train, to run: Parameter changed: lr 0.1 → 0.01". In a run: "train, running". Of all items of
 * a `foreach` step: "train, 12 items: 3 to run · 9 up to date".
 */
export function nodeName(step: string, state: NodeState, stack: Stack | null = null): string {
  const warning = state.notes.some(isWarning) ? ", with a warning" : "";
  if (stack !== null) {
    const name = `${step}, ${stack.count} items`;
    return stack.summary === "" ? name : `${name}: ${stack.summary}${warning}`;
  }
  const word = nodeWord(state);
  if (word === null) return step;
  const spoken = word === "run" || word === "restore" ? `to ${word}` : labelOf(word);
  if (state.status !== null || state.reasons.length === 0) return `${step}, ${spoken}${warning}`;
  return `${step}, ${spoken}: ${state.reasons.map(nodeSentence).join("; ")}${warning}`;
}

export type EdgeLook = { readonly tone: "todo" | "running" | "failed" | "plain"; readonly dashed: boolean };

/** An edge looks like what it leads to: coloured when that will run or runs, dashed when that is undecided. */
export function edgeLook(target: NodeState): EdgeLook {
  const word = nodeWord(target);
  const tone = word === null ? "idle" : toneOf(word);
  switch (tone) {
    case "todo":
    case "running":
    case "failed":
      return { tone, dashed: word === "undecided" };
    case "succeeded":
    case "reused":
    case "idle":
      return { tone: "plain", dashed: false };
    default:
      return unreachable(tone);
  }
}

/** States of a run's steps from their rows. `reasons` says why each ran or did not, where that is known. */
export function runStates(
  rows: readonly RunRow[],
  reasons: { readonly [step: string]: readonly Reason[] } = {},
): { readonly [step: string]: NodeState } {
  return Object.fromEntries(
    rows.flatMap((row) =>
      row.step === null
        ? []
        : [
            [
              row.step,
              {
                action: actionOf(row.cache),
                status: row.status,
                reasons: reasons[row.step] ?? [],
                notes: [],
              },
            ],
          ],
    ),
  );
}

function actionOf(cache: CacheOutcome | null): PlanAction | null {
  switch (cache) {
    case null:
      return null;
    case "executed":
      return "run";
    case "reused":
      return "reuse";
    case "restored":
      return "restore";
    default:
      return unreachable(cache);
  }
}
