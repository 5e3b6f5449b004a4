/**
 * Times as the interchange format writes them: ISO 8601, or epoch milliseconds as a number. A time without a zone is
 * UTC; a date alone is its midnight.
 */
const iso =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?\s*([Zz]|[+-]\d\d(?::?\d\d)?)?$/;

/** As far as a JavaScript date goes: 100 million days. */
const lastTime = 8.64e15;

/** Epoch milliseconds; null for what is no time. Parts of a millisecond are cut off. */
export function readTime(value: unknown): number | null {
  if (typeof value === "number" || typeof value === "bigint") {
    const time = Math.floor(Number(value));
    return Math.abs(time) <= lastTime ? time : null;
  }
  if (typeof value !== "string") return null;
  const parts = iso.exec(value.trim());
  if (parts === null) return null;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", part = "", zone = "Z"] =
    parts;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A day that the month does not have would be one of the next.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  const clock = [Number(hour), Number(minute), Number(second)] as const;
  if (clock[0] > 24 || clock[1] > 59 || clock[2] > 60) return null;
  if (clock[0] === 24 && clock[1] + clock[2] > 0) return null;
  const milliseconds = Number(part.slice(0, 3).padEnd(3, "0"));
  const time = date.getTime() + ((clock[0] * 60 + clock[1]) * 60 + clock[2]) * 1000 + milliseconds;
  const shift = offsetOf(zone);
  return shift === null || !(Math.abs(time - shift) <= lastTime) ? null : time - shift;
}

/** How far a zone is before UTC, in milliseconds. */
function offsetOf(zone: string): number | null {
  if (zone === "Z" || zone === "z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || "0");
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

export const writeTime = (time: number): string => new Date(time).toISOString();
