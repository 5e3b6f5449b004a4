import { isValueObject, type Value, valueAt } from "../base/value.ts";
import { type Checker, complain } from "./checker.ts";
import type { DraftForeach, DraftStep } from "./draft.ts";
import { itemKey, keyPart } from "./item-key.ts";
import { nameComplaint, shown } from "./names.ts";
import { contentAt, keyAt, type Path } from "./problem.ts";

/** An item of a `foreach`: its key and its values by dotted name. */
export type Item = { readonly key: string; readonly values: { readonly [name: string]: Value } };

/** The items of one step, in file order. */
export type Items = { readonly list: readonly Item[]; readonly keys: ReadonlySet<string> };

/** Items that all steps of a file together may have. */
const MOST_ITEMS = 10_000;
/** What the values of all items together may weigh. */
const MOST_WEIGHT = 1_000_000;

/**
 * Finds the items of every step with a `foreach`: null where it is wrong, which is reported. Nothing is multiplied before it is known how much that makes.
 */
export function readItems(checker: Checker): void {
  let count = 0;
  let weight = 0;
  for (const step of checker.draft.steps) {
    if (step.foreach === null) continue;
    const size = sizeOf(step.foreach);
    count += size.items;
    weight += size.weight;
    const tooLarge = count > MOST_ITEMS || weight > MOST_WEIGHT;
    if (tooLarge) {
      const message =
        count > MOST_ITEMS
          ? `This makes ${count === Number.POSITIVE_INFINITY ? "too many" : count} items; a file can have ${MOST_ITEMS}`
          : "The items of this file hold too many values";
      complain(checker, keyAt(...step.foreach.at), {
        code: "too-large",
        message,
        remedy: "Let one step work through several, or choose some of them.",
      });
    }
    const wrong = tooLarge || step.foreach.broken || !namesAreGood(checker, step.foreach);
    const made = wrong ? null : distinct(checker, step, itemsOf(step.foreach));
    checker.items.set(step.name, made);
    if (tooLarge) [count, weight] = [count - size.items, weight - size.weight];
  }
}

/** How much a value weighs: one for each value in it, and for a hundred characters of text. */
function weightOf(value: Value): number {
  if (typeof value === "string") return 1 + value.length / 100;
  if (Array.isArray(value)) return value.reduce<number>((sum, inner: Value) => sum + weightOf(inner), 1);
  return isValueObject(value)
    ? Object.values(value).reduce<number>((sum, inner) => sum + weightOf(inner), 1)
    : 1;
}

function sizeOf(foreach: DraftForeach): { readonly items: number; readonly weight: number } {
  if (foreach.kind === "list") {
    const entries = foreach.items.slice(0, MOST_ITEMS + 1).flat();
    return {
      items: foreach.items.length,
      weight: entries.reduce((sum, [, value]) => sum + weightOf(value), 0),
    };
  }
  const items = foreach.lists.reduce((product, [, list]) => product * list.length, 1);
  if (items > MOST_ITEMS) return { items, weight: 0 };
  const weights = foreach.lists.map(
    ([, list]) =>
      (items / Math.max(1, list.length)) * list.reduce((sum: number, value) => sum + weightOf(value), 0),
  );
  return { items, weight: weights.reduce((sum, one) => sum + one, 0) };
}

/** Checks that there are items, and what they are called. */
function namesAreGood(checker: Checker, foreach: DraftForeach): boolean {
  const { at } = foreach;
  const empty = (place: Path, message: string): boolean => {
    const remedy = "Write at least one value: {lr: [0.1, 0.01]}. Or remove `foreach`.";
    complain(checker, contentAt(...place), { code: "empty-foreach", message, remedy });
    return false;
  };
  if (foreach.kind === "list") {
    if (foreach.items.length === 0) return empty(at, "This `foreach` has no items");
    const bare = foreach.items.findIndex((item) => item.length === 0);
    if (bare >= 0) return empty([...at, bare], "This item has no values");
    const known = new Set<string>();
    return foreach.items.every((item, index) => {
      const names = item.map(([name]) => name);
      const group = JSON.stringify(names);
      if (known.has(group)) return true;
      known.add(group);
      return checkItemNames(checker, names, [...at, index]);
    });
  }
  if (foreach.lists.length === 0) return empty(at, "This `foreach` has no items");
  const hollow = foreach.lists.find(([, list]) => list.length === 0);
  if (hollow !== undefined)
    return empty([...at, hollow[0]], `\`${hollow[0]}\` of this \`foreach\` has no values`);
  return checkItemNames(
    checker,
    foreach.lists.map(([name]) => name),
    at,
  );
}

function checkItemNames(checker: Checker, names: readonly string[], at: Path): boolean {
  const taken = new Set(names);
  for (const name of names) {
    const place = keyAt(...at, name);
    const parts = name.split(".");
    const complaint = parts.map((part) => nameComplaint("parameter", part)).find((found) => found !== null);
    if (complaint !== undefined) {
      complain(checker, place, complaint);
      return false;
    }
    const holder = parts
      .map((_, index) => parts.slice(0, index).join("."))
      .find((prefix) => taken.has(prefix));
    if (holder !== undefined) {
      const message = `An item cannot have both ${shown(holder)} and ${shown(name)}, which lies in it`;
      complain(checker, place, { code: "bad-name", message, remedy: "Keep one of the two." });
      return false;
    }
    const scalar = scalarHolder(checker, parts);
    if (scalar !== null) {
      const message = `The parameter ${shown(scalar)} is no object, so ${shown(name)} cannot be in it`;
      complain(checker, place, { code: "bad-name", message, remedy: "Choose another name." });
      return false;
    }
  }
  return true;
}

/** The declared parameter that would have to be an object for a dotted name to lie in it, and is none. */
function scalarHolder(checker: Checker, parts: readonly string[]): string | null {
  for (let length = 1; length < parts.length; length += 1) {
    const name = parts.slice(0, length).join(".");
    const declared = valueAt(checker.draft.params, name);
    if (declared !== undefined && !isValueObject(declared)) return name;
  }
  return null;
}

function itemsOf(foreach: DraftForeach): Item[] {
  if (foreach.kind === "list") {
    return foreach.items.map((item) => ({
      key: itemKey(item.map(([name, value]) => keyPart(name, value))),
      values: Object.fromEntries(item),
    }));
  }
  type Part = { readonly text: string; readonly entry: readonly [string, Value] };
  const dimensions = foreach.lists.map(([name, list]) =>
    list.map((value): Part => ({ text: keyPart(name, value), entry: [name, value] })),
  );
  const product = dimensions.reduce<readonly Part[][]>(
    (items, parts) => items.flatMap((item) => parts.map((part) => [...item, part])),
    [[]],
  );
  return product.map((parts) => ({
    key: itemKey(parts.map(({ text }) => text)),
    values: Object.fromEntries(parts.map(({ entry }) => entry)),
  }));
}

/** The items if no two have one name; else the first two that do are reported. */
function distinct(checker: Checker, step: DraftStep, list: readonly Item[]): Items | null {
  const seen = new Map<string, number>();
  for (const [index, { key }] of list.entries()) {
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      continue;
    }
    const at = step.foreach?.at ?? ["steps", step.name];
    complain(checker, step.foreach?.kind === "list" ? contentAt(...at, index) : contentAt(...at), {
      code: "duplicate-item",
      message: `Items ${first + 1} and ${index + 1} would both be called ${shown(`${step.name}@${key}`)}`,
      remedy: "Remove one of them, or write values that read differently.",
    });
    return null;
  }
  return { list, keys: new Set(seen.keys()) };
}
