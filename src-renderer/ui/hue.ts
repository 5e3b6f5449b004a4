const hues = 10;

/**
 * A run's colour for good: `var(--signet-hue-n)`. Numbered runs take turns, so that neighbours in a list differ; others go
 * by their id.
 */
export function hueOf({ id, number }: { readonly id: string; readonly number: number | null }): string {
  if (number !== null) return hueAt(number);
  let hash = 2166136261;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  return `var(--signet-hue-${(hash >>> 0) % hues})`;
}

/** The n-th line of a chart. */
export const hueAt = (index: number): string => `var(--signet-hue-${index % hues})`;
