import { stepNameParts } from "../../ui/step-name.tsx";

/** A dataset or step, or under the name they share the many that a `foreach` makes. */
export type GatheredName = { readonly name: string; readonly items: readonly string[] };

/** Up to so many items of one name are listed one by one. */
const itemsListed = 4;

/** Names in their order; where there are many items of one (`model@lr=0.1`, …) they are one entry, `model`. */
export function gatheredNames(names: readonly string[]): readonly GatheredName[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const { base } = stepNameParts(name);
    const items = groups.get(base);
    if (items === undefined) groups.set(base, [name]);
    else items.push(name);
  }
  return [...groups].flatMap(([base, items]) =>
    items.length > itemsListed ? [{ name: base, items }] : items.map((name) => ({ name, items: [name] })),
  );
}
