import type { PropertyValue } from "./run.ts";

/** A property's value as written: `0.3` and `1e-4` are numbers, `true` and `false` truths, the rest is text. */
export function propertyValue(text: string): PropertyValue {
  if (text === "true" || text === "false") return text === "true";
  const isNumber = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  // Ids and versions such as 007 or 12345678901234567890 would not come back as they were.
  if (!isNumber || /^-?0\d/.test(text)) return text;
  const number = Number(text);
  return Number.isFinite(number) && (!/^-?\d+$/.test(text) || Number.isSafeInteger(number)) ? number : text;
}
