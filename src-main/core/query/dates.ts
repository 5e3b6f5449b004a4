/** The instant or the whole unit that a date names: its first and last millisecond since 1970. */
export type DateUnit = { readonly first: number; readonly last: number };

const shape =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/i;

/**
 * Reads `2024`, `2024-05`, `2024-05-01`, `2024-05-01T10:30:15.250+02:00` (any of the time's parts may be missing at
 * its end; UTC unless a zone is given) or epoch milliseconds of five digits or more. Null for anything else.
 */
export function parseDate(text: string): DateUnit | null {
  if (/^-?\d{5,}$/.test(text)) {
    const instant = Number(text);
    return Number.isSafeInteger(instant) ? { first: instant, last: instant } : null;
  }
  const match = shape.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? null : Number(part)));
  if (year === undefined || year === null) return null;
  const fraction = match[7];
  const zone = zoneMinutes(match[8]);
  if (zone === null) return null;
  if ((month ?? 1) < 1 || (month ?? 1) > 12 || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59)
    return null;
  const start = utc(year, (month ?? 1) - 1, day ?? 1);
  if (day !== null && day !== undefined && new Date(start).getUTCDate() !== day) return null;
  const time = (((hour ?? 0) * 60 + (minute ?? 0) - zone) * 60 + (second ?? 0)) * 1000;
  const first = start + time + (fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0")));
  return { first, last: first + unitLength(year, month, day, hour, minute, second, fraction) - 1 };
}

/** Whether a text is date maths such as `now-7d` or `2024-05-01||+1M/d`. */
export const isDateMaths = (text: string): boolean => /^now(?:$|[-+/])/i.test(text) || text.includes("||");

type Part = number | null | undefined;

/** Milliseconds of the smallest part that is written. */
function unitLength(
  year: number,
  month: Part,
  day: Part,
  hour: Part,
  minute: Part,
  second: Part,
  fraction: string | undefined,
): number {
  if (fraction !== undefined) return 10 ** Math.max(0, 3 - fraction.length);
  if (second !== null && second !== undefined) return 1000;
  if (minute !== null && minute !== undefined) return 60_000;
  if (hour !== null && hour !== undefined) return 3_600_000;
  if (day !== null && day !== undefined) return 86_400_000;
  if (month !== null && month !== undefined) return utc(year, month, 1) - utc(year, month - 1, 1);
  return utc(year + 1, 0, 1) - utc(year, 0, 1);
}

/** `Date.UTC` without its reading of years below 100 as 19xx. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(":", "") || "0")];
  if (hours > 18 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
