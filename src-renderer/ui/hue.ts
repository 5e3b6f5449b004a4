const hues = 10;

/** A colour that belongs to a name or id for good: `var(--signet-hue-n)`. */
export function hueOf(id: string): string {
  let hash = 2166136261;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  return `var(--signet-hue-${(hash >>> 0) % hues})`;
}

/** The n-th line of a chart. */
export const hueAt = (index: number): string => `var(--signet-hue-${index % hues})`;
