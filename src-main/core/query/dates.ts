/** The instant or the whole unit that a date names: its first and last millisecond since 1970. */
export type DateUnit = { readonly first: number; readonly last: number };

const shape =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/i;

/**
 * Reads `2024`, `2024-05`, `2024-05-01`, `2024-05-01T10:30:15.250+02:00` (any of the time's parts may be missing at
 * its end; UTC unless a zone is given), epoch milliseconds of five digits or more, and date maths as Elasticsearch knows
 * it: `now` or any of those with `||`, then `+1M`, `-7d`, `/d` one after the other (units y M w d h H m s, weeks begin on
 * Monday). `now` is the time in milliseconds since 1970. Null for anything else and for what no calendar holds.
 */
export function parseDate(text: string, now: number): DateUnit | null {
  const bars = text.indexOf("||");
  if (bars >= 0) {
    const anchor = plainDate(text.slice(0, bars));
    return anchor === null ? null : computed(anchor, text.slice(bars + 2));
  }
  if (text.startsWith("now")) return computed({ first: now, last: now, zone: 0 }, text.slice(3));
  const date = plainDate(text);
  return date === null ? null : { first: date.first, last: date.last };
}

/** A date and the minutes its zone is before UTC. */
type Anchor = DateUnit & { readonly zone: number };

function plainDate(text: string): Anchor | null {
  if (/^-?\d{5,}$/.test(text)) {
    const instant = Number(text);
    return Math.abs(instant) <= lastInstant ? { first: instant, last: instant, zone: 0 } : null;
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
  return { first, last: first + unitLength(year, month, day, hour, minute, second, fraction) - 1, zone };
}

/** As far from 1970 as a date can be. */
const lastInstant = 8.64e15;

/**
 * The steps of date maths, done with the first and with the last millisecond: rounding takes the one to the start of the
 * unit and the other to its end.
 */
function computed({ first, last, zone }: Anchor, steps: string): DateUnit | null {
  if (!/^(?:[+/-]\d*[yMwdhHms])*$/.test(steps)) return null;
  const shift = zone * 60_000;
  let [low, high] = [first + shift, last + shift];
  for (const [, sign, digits = "", unit = ""] of steps.matchAll(/([+/-])(\d*)([yMwdhHms])/g)) {
    const count = digits === "" ? 1 : Number(digits);
    if (sign === "/") {
      if (count !== 1) return null;
      low = startOf(low, unit);
      high = later(startOf(high, unit), 1, unit) - 1;
    } else {
      const signed = sign === "-" ? -count : count;
      low = later(low, signed, unit);
      high = later(high, signed, unit);
    }
    if (!(Math.abs(low) <= lastInstant && Math.abs(high) <= lastInstant)) return null;
  }
  return { first: low - shift, last: high - shift };
}

const fixedLengths: { readonly [unit: string]: number } = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  H: 3_600_000,
  m: 60_000,
  s: 1000,
};

/** The instant some units later; the day of a month that is too short for it becomes that month's last. */
function later(instant: number, count: number, unit: string): number {
  const length = fixedLengths[unit];
  if (length !== undefined) return instant + count * length;
  const date = new Date(instant);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count * (unit === "y" ? 12 : 1);
  const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12];
  const lastDay = new Date(utc(year, month + 1, 0)).getUTCDate();
  const time = instant - startOf(instant, "d");
  return utc(year, month, Math.min(date.getUTCDate(), lastDay)) + time;
}

function startOf(instant: number, unit: string): number {
  const date = new Date(instant);
  if (unit === "y") return utc(date.getUTCFullYear(), 0, 1);
  if (unit === "M") return utc(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const length = fixedLengths[unit] ?? 1;
  // 1970 began on a Thursday.
  const offset = unit === "w" ? 3 * 86_400_000 : 0;
  return Math.floor((instant + offset) / length) * length - offset;
}

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
