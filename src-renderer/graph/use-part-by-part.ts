import { useEffect, useState } from "react";

/**
 * The parts of something large, of which each frame passes on only `atOnce` that are new or changed: drawn all at once they
 * would keep the window from answering. What is drawn of another thing (`of`) goes at once.
 */
export function usePartByPart<Item>(
  parts: readonly (readonly Item[])[],
  of: unknown,
  atOnce: number,
): readonly (readonly Item[])[] {
  const [passed, setPassed] = useState<{ of: unknown; parts: readonly (readonly Item[])[] }>({
    of,
    parts: parts.slice(0, atOnce),
  });
  const shown = passed.of === of ? passed.parts : parts.slice(0, atOnce);
  useEffect(() => {
    const next = passOn(shown, parts, atOnce);
    if (next === shown && passed.of === of) return;
    const frame = requestAnimationFrame(() => setPassed({ of, parts: next }));
    return () => cancelAnimationFrame(frame);
  }, [passed, shown, parts, of, atOnce]);
  return shown;
}

/** `shown` with up to `atOnce` parts more as they are in `parts`; the very same when nothing differs. */
export function passOn<Item>(
  shown: readonly (readonly Item[])[],
  parts: readonly (readonly Item[])[],
  atOnce: number,
): readonly (readonly Item[])[] {
  let left = atOnce;
  const next: (readonly Item[])[] = [];
  for (const [index, part] of parts.entries()) {
    const old = shown[index];
    if (old !== undefined && sameItems(old, part)) next.push(old);
    else if (left > 0) {
      next.push(part);
      left -= 1;
    } else if (old === undefined) break;
    else next.push(old);
  }
  return left === atOnce && next.length === shown.length ? shown : next;
}

/** Whether two parts hold the same objects. */
export const sameItems = <Item>(a: readonly Item[], b: readonly Item[]): boolean =>
  a === b || (a.length === b.length && a.every((item, index) => item === b[index]));

/** A list in parts of that many. */
export const inParts = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
