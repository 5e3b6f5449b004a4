import { nearest } from "../base/nearest.ts";
import { isValueObject, type ValueObject, valueAt, withValueAt } from "../base/value.ts";
import { addLeaves, type Checker, complain, parameterNames } from "./checker.ts";
import type { DraftStep } from "./draft.ts";
import type { Item } from "./foreach.ts";
import { shown } from "./names.ts";
import type { Place } from "./problem.ts";

/**
 * What `{params.…}` means in a step: the values of its item first, then its own names for parameters, then the
 * pipeline's. Items that name the same share one.
 */
export type Scope = {
  readonly step: string;
  /** Values of one of the items, nested; empty without `foreach`. */
  readonly item: ValueObject;
  readonly itemNames: readonly string[];
  /** The step's own names -> parameters of the pipeline or the item. */
  readonly aliases: ReadonlyMap<string, string>;
  /** What its items name is not known, because its `foreach` is wrong. */
  readonly doubtful: boolean;
};

/** A scope and the items that it is for. */
export type ScopeOfItems = { readonly scope: Scope; readonly items: readonly Item[] };

/** The scopes of a step, each with the items it is for; one with none for a step without `foreach`, or a wrong one. */
export function scopesOf(step: DraftStep, items: readonly Item[] | null): readonly ScopeOfItems[] {
  const aliases = new Map(
    step.params.flatMap(({ alias, text }) => (alias === null ? [] : [[alias.text, text]])),
  );
  const base = { step: step.name, aliases, doubtful: step.foreach !== null && items === null };
  if (items === null) return [{ scope: { ...base, item: {}, itemNames: [] }, items: [] }];
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const shape = JSON.stringify(Object.entries(item.values).map(([name, value]) => [name, shapeOf(value)]));
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [item]);
    else group.push(item);
  }
  return [...groups.values()].map((group) => {
    const values = group[0]?.values ?? {};
    return { scope: { ...base, item: itemValues(values), itemNames: Object.keys(values) }, items: group };
  });
}

/** What of a value templates can name: its keys. */
const shapeOf = (value: unknown): unknown =>
  isValueObject(value as ValueObject)
    ? Object.entries(value as ValueObject).map(([key, inner]) => [key, shapeOf(inner)])
    : 0;

/** An item's values, nested. */
export const itemValues = (values: Item["values"]): ValueObject =>
  Object.entries(values).reduce<ValueObject>((nested, [name, value]) => withValueAt(nested, name, value), {});

const isIn = (name: string, holder: string): boolean => name === holder || name.startsWith(`${holder}.`);

/** Whether a name is that of a value of the item, or lies in one. */
export const isOfItem = (scope: Scope, name: string): boolean =>
  scope.itemNames.some((holder) => isIn(name, holder));

/**
 * Adds the pipeline's parameters that a name in the step stands for: none where an item's value does. Reports a name
 * that stands for nothing.
 */
export function addConsumed(
  checker: Checker,
  scope: Scope,
  name: string,
  place: () => Place,
  into: Set<string>,
): void {
  if (scope.doubtful && valueAt(checker.draft.params, name) === undefined) return;
  const head = name.split(".", 1)[0] ?? "";
  if (isOfItem(scope, name)) {
    if (valueAt(scope.item, name) === undefined) complainOfName(checker, scope, name, place());
    return;
  }
  const alias = scope.aliases.get(head);
  if (alias !== undefined)
    addConsumedOfPipeline(checker, scope, alias + name.slice(head.length), place, into);
  else addConsumedOfPipeline(checker, scope, name, place, into);
}

/** The same for what a step's own name stands for, where its other names are not looked at. */
export function addConsumedOfPipeline(
  checker: Checker,
  scope: Scope,
  name: string,
  place: () => Place,
  into: Set<string>,
): void {
  const declared = valueAt(checker.draft.params, name);
  if (scope.doubtful && declared === undefined) return;
  if (isOfItem(scope, name)) {
    if (valueAt(scope.item, name) === undefined) complainOfName(checker, scope, name, place());
    return;
  }
  const inside = scope.itemNames.filter((inner) => isIn(inner, name));
  if (inside.length === 0) {
    addLeaves(checker, name, place, into, () => namesIn(scope));
    return;
  }
  if (declared === undefined) return;
  const leaves = new Set<string>();
  addLeaves(checker, name, place, leaves, () => []);
  for (const leaf of leaves) if (!isOfItem(scope, leaf)) into.add(leaf);
}

const namesIn = (scope: Scope): string[] => [...scope.aliases.keys(), ...parameterNames(scope.item)];

function complainOfName(checker: Checker, scope: Scope, name: string, place: Place): void {
  const near = nearest(name, namesIn(scope), checker.budget);
  complain(checker, place, {
    code: "unknown-parameter",
    message: `The items of step ${shown(scope.step)} have no ${shown(name)}`,
    remedy: near === null ? "Write it in `foreach`." : `Write ${near}.`,
  });
}
