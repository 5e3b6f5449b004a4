import { parseStored, storedJson } from "../base/json.ts";
import type { Value } from "../base/value.ts";
import type { Signature } from "../model/ids.ts";
import type { Plan, PlanAction, StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";

/** `from` and `to` as `storedJson` where they are not null, as they keep their types. */
type StoredReason = readonly [
  kind: Reason["kind"],
  subject: string | null,
  text: string,
  ...values: string[],
];

/** A plan as JSON that is short and soon read: notes are what many steps share. */
export type StoredPlan = {
  readonly notes: readonly (readonly StepNote[])[];
  readonly steps: readonly (readonly [
    name: string,
    action: PlanAction,
    signature: Signature | null,
    notes: number,
    ...reasons: StoredReason[],
  ])[];
};

export function storedPlan({ steps }: Plan): StoredPlan {
  const notes: (readonly StepNote[])[] = [];
  const places = new Map<string, number>();
  const newPlaceOf = (of: readonly StepNote[]): number => {
    const key = JSON.stringify(of);
    const place = places.get(key) ?? notes.push(of) - 1;
    places.set(key, place);
    return place;
  };
  // Many steps have the very same list.
  const placesOfLists = new Map<readonly StepNote[], number>();
  const placeOf = (of: readonly StepNote[]): number => {
    const place = placesOfLists.get(of) ?? newPlaceOf(of);
    placesOfLists.set(of, place);
    return place;
  };
  return {
    steps: steps.map(({ name, action, signature, reasons, notes: of }) => [
      name,
      action,
      signature,
      placeOf(of),
      ...reasons.map(storedReason),
    ]),
    notes,
  };
}

const storedReason = ({ kind, subject, from, to, text }: Reason): StoredReason =>
  from === null && to === null
    ? [kind, subject, text]
    : [kind, subject, text, storedJson(from), storedJson(to)];

export const planOfStored = ({ steps, notes }: StoredPlan): Plan => ({
  steps: steps.map(([name, action, signature, place, ...reasons]) => ({
    name,
    action,
    signature,
    reasons: reasons.map(reasonOfStored),
    notes: notes[place] ?? [],
  })),
});

const reasonOfStored = ([kind, subject, text, from, to]: StoredReason): Reason => ({
  kind,
  subject,
  from: storedValue(from),
  to: storedValue(to),
  text,
});

const storedValue = (text: string | undefined): Value => (text === undefined ? null : parseStored(text));
